package dev.ringside.engine.x86.decode;

/// The part of [Opcode] for vectors and bit manipulation: one number for the MMX, SSE and AVX forms
/// of an operation. The groups lie together: each ends at the constant called `LAST_`.
public final class VectorOpcode {
    public static final int FIRST = 256;

    // Packed integers, quadword by quadword
    public static final int PADDB = 256;
    public static final int PADDW = 257;
    public static final int PADDD = 258;
    public static final int PADDQ = 259;
    public static final int PSUBB = 260;
    public static final int PSUBW = 261;
    public static final int PSUBD = 262;
    public static final int PSUBQ = 263;
    public static final int PADDSB = 264;
    public static final int PADDSW = 265;
    public static final int PADDUSB = 266;
    public static final int PADDUSW = 267;
    public static final int PSUBSB = 268;
    public static final int PSUBSW = 269;
    public static final int PSUBUSB = 270;
    public static final int PSUBUSW = 271;
    public static final int PMULLW = 272;
    public static final int PMULHW = 273;
    public static final int PMULHUW = 274;
    public static final int PMULHRSW = 275;
    public static final int PMULLD = 276;
    public static final int PMULUDQ = 277;
    public static final int PMULDQ = 278;
    public static final int PMADDWD = 279;
    public static final int PMADDUBSW = 280;
    public static final int PAVGB = 281;
    public static final int PAVGW = 282;
    public static final int PSADBW = 283;
    public static final int PMINUB = 284;
    public static final int PMINSW = 285;
    public static final int PMAXUB = 286;
    public static final int PMAXSW = 287;
    public static final int PMINSB = 288;
    public static final int PMINSD = 289;
    public static final int PMINUW = 290;
    public static final int PMINUD = 291;
    public static final int PMAXSB = 292;
    public static final int PMAXSD = 293;
    public static final int PMAXUW = 294;
    public static final int PMAXUD = 295;
    public static final int PCMPEQB = 296;
    public static final int PCMPEQW = 297;
    public static final int PCMPEQD = 298;
    public static final int PCMPEQQ = 299;
    public static final int PCMPGTB = 300;
    public static final int PCMPGTW = 301;
    public static final int PCMPGTD = 302;
    public static final int PCMPGTQ = 303;
    public static final int PAND = 304;
    public static final int PANDN = 305;
    public static final int POR = 306;
    public static final int ANDPS = 307;
    public static final int ANDPD = 308;
    public static final int ANDNPS = 309;
    public static final int ANDNPD = 310;
    public static final int ORPS = 311;
    public static final int ORPD = 312;
    public static final int PSIGNB = 313;
    public static final int PSIGNW = 314;
    public static final int PSIGND = 315;
    public static final int PABSB = 316;
    public static final int PABSW = 317;
    public static final int PABSD = 318;

    public static final int LAST_PACKED = PABSD;

    // Shifts
    public static final int PSRLW = 319;
    public static final int PSRLD = 320;
    public static final int PSRLQ = 321;
    public static final int PSRAW = 322;
    public static final int PSRAD = 323;
    public static final int PSLLW = 324;
    public static final int PSLLD = 325;
    public static final int PSLLQ = 326;
    public static final int PSRLDQ = 327;
    public static final int PSLLDQ = 328;
    public static final int VPSRLVD = 329;
    public static final int VPSRLVQ = 330;
    public static final int VPSRAVD = 331;
    public static final int VPSLLVD = 332;
    public static final int VPSLLVQ = 333;

    public static final int LAST_SHIFT = VPSLLVQ;

    // Rearranging within 16 bytes
    public static final int PUNPCKLBW = 334;
    public static final int PUNPCKLWD = 335;
    public static final int PUNPCKLDQ = 336;
    public static final int PUNPCKLQDQ = 337;
    public static final int PUNPCKHBW = 338;
    public static final int PUNPCKHWD = 339;
    public static final int PUNPCKHDQ = 340;
    public static final int PUNPCKHQDQ = 341;
    public static final int UNPCKLPS = 342;
    public static final int UNPCKHPS = 343;
    public static final int UNPCKLPD = 344;
    public static final int UNPCKHPD = 345;
    public static final int PACKSSWB = 346;
    public static final int PACKSSDW = 347;
    public static final int PACKUSWB = 348;
    public static final int PACKUSDW = 349;
    public static final int PHADDW = 350;
    public static final int PHADDD = 351;
    public static final int PHADDSW = 352;
    public static final int PHSUBW = 353;
    public static final int PHSUBD = 354;
    public static final int PHSUBSW = 355;
    public static final int PSHUFB = 356;
    public static final int PALIGNR = 357;
    public static final int SHUFPS = 358;
    public static final int SHUFPD = 359;
    public static final int PSHUFW = 360;
    public static final int PSHUFD = 361;
    public static final int PSHUFHW = 362;
    public static final int PSHUFLW = 363;
    public static final int MOVDDUP = 364;
    public static final int MOVSLDUP = 365;
    public static final int MOVSHDUP = 366;
    public static final int MPSADBW = 367;
    public static final int PHMINPOSUW = 368;
    public static final int VPERMILPS = 369;
    public static final int VPERMILPD = 370;

    public static final int LAST_LANE = VPERMILPD;

    // Blending, permuting, widening
    public static final int BLENDPS = 371;
    public static final int BLENDPD = 372;
    public static final int PBLENDW = 373;
    public static final int VPBLENDD = 374;
    public static final int PBLENDVB = 375;
    public static final int BLENDVPS = 376;
    public static final int BLENDVPD = 377;
    public static final int VPERM2F128 = 378;
    public static final int VPERM2I128 = 379;
    public static final int VPERMD = 380;
    public static final int VPERMPS = 381;
    public static final int VPERMQ = 382;
    public static final int VPERMPD = 383;
    public static final int PMOVSXBW = 384;
    public static final int PMOVSXBD = 385;
    public static final int PMOVSXBQ = 386;
    public static final int PMOVSXWD = 387;
    public static final int PMOVSXWQ = 388;
    public static final int PMOVSXDQ = 389;
    public static final int PMOVZXBW = 390;
    public static final int PMOVZXBD = 391;
    public static final int PMOVZXBQ = 392;
    public static final int PMOVZXWD = 393;
    public static final int PMOVZXWQ = 394;
    public static final int PMOVZXDQ = 395;
    public static final int VPBROADCASTB = 396;
    public static final int VPBROADCASTW = 397;
    public static final int VPBROADCASTD = 398;
    public static final int VPBROADCASTQ = 399;
    public static final int VBROADCASTSS = 400;
    public static final int VBROADCASTSD = 401;
    public static final int VBROADCASTF128 = 402;
    public static final int VBROADCASTI128 = 403;

    public static final int LAST_PERMUTE = VBROADCASTI128;

    // Moves
    public static final int MOVQ_MM = 404;
    public static final int MOVLPS = 405;
    public static final int MOVLPD = 406;
    public static final int MOVHPS = 407;
    public static final int MOVHPD = 408;
    public static final int MOVHLPS = 409;
    public static final int MOVLHPS = 410;
    public static final int MOVNTPS = 411;
    public static final int MOVNTPD = 412;
    public static final int MOVNTDQ = 413;
    public static final int MOVNTQ = 414;
    public static final int MOVNTDQA = 415;
    public static final int LDDQU = 416;
    public static final int MASKMOVQ = 417;
    public static final int MASKMOVDQU = 418;
    public static final int MOVQ2DQ = 419;
    public static final int MOVDQ2Q = 420;
    public static final int VMASKMOVPS = 421;
    public static final int VMASKMOVPD = 422;
    public static final int VPMASKMOVD = 423;
    public static final int VPMASKMOVQ = 424;
    public static final int VZEROUPPER = 425;
    public static final int VPGATHERDD = 426;
    public static final int VPGATHERDQ = 427;
    public static final int VPGATHERQD = 428;
    public static final int VPGATHERQQ = 429;
    public static final int VGATHERDPS = 430;
    public static final int VGATHERDPD = 431;
    public static final int VGATHERQPS = 432;
    public static final int VGATHERQPD = 433;

    public static final int LAST_MOVE = VGATHERQPD;

    // Single elements and masks
    public static final int VINSERTF128 = 434;
    public static final int VINSERTI128 = 435;
    public static final int VEXTRACTF128 = 436;
    public static final int VEXTRACTI128 = 437;
    public static final int PINSRB = 438;
    public static final int PINSRW = 439;
    public static final int PINSRD = 440;
    public static final int PEXTRB = 441;
    public static final int PEXTRW = 442;
    public static final int PEXTRW_REG = 443;
    public static final int PEXTRD = 444;
    public static final int INSERTPS = 445;
    public static final int EXTRACTPS = 446;
    public static final int MOVMSKPS = 447;
    public static final int MOVMSKPD = 448;
    public static final int PMOVMSKB = 449;
    public static final int PTEST = 450;
    public static final int VTESTPS = 451;
    public static final int VTESTPD = 452;

    public static final int LAST_ELEMENT = VTESTPD;

    // Strings, polynomials, AES
    public static final int PCMPESTRM = 453;
    public static final int PCMPESTRI = 454;
    public static final int PCMPISTRM = 455;
    public static final int PCMPISTRI = 456;
    public static final int PCLMULQDQ = 457;
    public static final int AESENC = 458;
    public static final int AESENCLAST = 459;
    public static final int AESDEC = 460;
    public static final int AESDECLAST = 461;
    public static final int AESIMC = 462;
    public static final int AESKEYGENASSIST = 463;

    public static final int LAST_CRYPTO = AESKEYGENASSIST;

    // Half precision and fused multiply-add
    public static final int VCVTPH2PS = 464;
    public static final int VCVTPS2PH = 465;
    public static final int VFMADDSUB132PS = 466;
    public static final int VFMADDSUB132PD = 467;
    public static final int VFMSUBADD132PS = 468;
    public static final int VFMSUBADD132PD = 469;
    public static final int VFMADD132PS = 470;
    public static final int VFMADD132PD = 471;
    public static final int VFMADD132SS = 472;
    public static final int VFMADD132SD = 473;
    public static final int VFMSUB132PS = 474;
    public static final int VFMSUB132PD = 475;
    public static final int VFMSUB132SS = 476;
    public static final int VFMSUB132SD = 477;
    public static final int VFNMADD132PS = 478;
    public static final int VFNMADD132PD = 479;
    public static final int VFNMADD132SS = 480;
    public static final int VFNMADD132SD = 481;
    public static final int VFNMSUB132PS = 482;
    public static final int VFNMSUB132PD = 483;
    public static final int VFNMSUB132SS = 484;
    public static final int VFNMSUB132SD = 485;
    public static final int VFMADDSUB213PS = 486;
    public static final int VFMADDSUB213PD = 487;
    public static final int VFMSUBADD213PS = 488;
    public static final int VFMSUBADD213PD = 489;
    public static final int VFMADD213PS = 490;
    public static final int VFMADD213PD = 491;
    public static final int VFMADD213SS = 492;
    public static final int VFMADD213SD = 493;
    public static final int VFMSUB213PS = 494;
    public static final int VFMSUB213PD = 495;
    public static final int VFMSUB213SS = 496;
    public static final int VFMSUB213SD = 497;
    public static final int VFNMADD213PS = 498;
    public static final int VFNMADD213PD = 499;
    public static final int VFNMADD213SS = 500;
    public static final int VFNMADD213SD = 501;
    public static final int VFNMSUB213PS = 502;
    public static final int VFNMSUB213PD = 503;
    public static final int VFNMSUB213SS = 504;
    public static final int VFNMSUB213SD = 505;
    public static final int VFMADDSUB231PS = 506;
    public static final int VFMADDSUB231PD = 507;
    public static final int VFMSUBADD231PS = 508;
    public static final int VFMSUBADD231PD = 509;
    public static final int VFMADD231PS = 510;
    public static final int VFMADD231PD = 511;
    public static final int VFMADD231SS = 512;
    public static final int VFMADD231SD = 513;
    public static final int VFMSUB231PS = 514;
    public static final int VFMSUB231PD = 515;
    public static final int VFMSUB231SS = 516;
    public static final int VFMSUB231SD = 517;
    public static final int VFNMADD231PS = 518;
    public static final int VFNMADD231PD = 519;
    public static final int VFNMADD231SS = 520;
    public static final int VFNMADD231SD = 521;
    public static final int VFNMSUB231PS = 522;
    public static final int VFNMSUB231PD = 523;
    public static final int VFNMSUB231SS = 524;
    public static final int VFNMSUB231SD = 525;

    public static final int LAST_FUSED = VFNMSUB231SD;

    // General registers
    public static final int CRC32 = 526;
    public static final int ADCX = 527;
    public static final int ADOX = 528;
    public static final int ANDN = 529;
    public static final int BLSR = 530;
    public static final int BLSMSK = 531;
    public static final int BLSI = 532;
    public static final int BEXTR = 533;
    public static final int BZHI = 534;
    public static final int PDEP = 535;
    public static final int PEXT = 536;
    public static final int MULX = 537;
    public static final int RORX = 538;
    public static final int SARX = 539;
    public static final int SHLX = 540;
    public static final int SHRX = 541;

    public static final int LAST_BIT = SHRX;

    /// The constants' names, from [#FIRST] on.
    static final String KEYS =
            """
            PADDB PADDW PADDD PADDQ PSUBB PSUBW PSUBD PSUBQ PADDSB PADDSW PADDUSB PADDUSW PSUBSB
            PSUBSW PSUBUSB PSUBUSW PMULLW PMULHW PMULHUW PMULHRSW PMULLD PMULUDQ PMULDQ PMADDWD
            PMADDUBSW PAVGB PAVGW PSADBW PMINUB PMINSW PMAXUB PMAXSW PMINSB PMINSD PMINUW PMINUD
            PMAXSB PMAXSD PMAXUW PMAXUD PCMPEQB PCMPEQW PCMPEQD PCMPEQQ PCMPGTB PCMPGTW PCMPGTD
            PCMPGTQ PAND PANDN POR ANDPS ANDPD ANDNPS ANDNPD ORPS ORPD PSIGNB PSIGNW PSIGND
            PABSB PABSW PABSD PSRLW PSRLD PSRLQ PSRAW PSRAD PSLLW PSLLD PSLLQ PSRLDQ PSLLDQ
            VPSRLVD VPSRLVQ VPSRAVD VPSLLVD VPSLLVQ PUNPCKLBW PUNPCKLWD PUNPCKLDQ PUNPCKLQDQ
            PUNPCKHBW PUNPCKHWD PUNPCKHDQ PUNPCKHQDQ UNPCKLPS UNPCKHPS UNPCKLPD UNPCKHPD
            PACKSSWB PACKSSDW PACKUSWB PACKUSDW PHADDW PHADDD PHADDSW PHSUBW PHSUBD PHSUBSW
            PSHUFB PALIGNR SHUFPS SHUFPD PSHUFW PSHUFD PSHUFHW PSHUFLW MOVDDUP MOVSLDUP MOVSHDUP
            MPSADBW PHMINPOSUW VPERMILPS VPERMILPD BLENDPS BLENDPD PBLENDW VPBLENDD PBLENDVB
            BLENDVPS BLENDVPD VPERM2F128 VPERM2I128 VPERMD VPERMPS VPERMQ VPERMPD PMOVSXBW
            PMOVSXBD PMOVSXBQ PMOVSXWD PMOVSXWQ PMOVSXDQ PMOVZXBW PMOVZXBD PMOVZXBQ PMOVZXWD
            PMOVZXWQ PMOVZXDQ VPBROADCASTB VPBROADCASTW VPBROADCASTD VPBROADCASTQ VBROADCASTSS
            VBROADCASTSD VBROADCASTF128 VBROADCASTI128 MOVQ_MM MOVLPS MOVLPD MOVHPS MOVHPD
            MOVHLPS MOVLHPS MOVNTPS MOVNTPD MOVNTDQ MOVNTQ MOVNTDQA LDDQU MASKMOVQ MASKMOVDQU
            MOVQ2DQ MOVDQ2Q VMASKMOVPS VMASKMOVPD VPMASKMOVD VPMASKMOVQ VZEROUPPER VPGATHERDD
            VPGATHERDQ VPGATHERQD VPGATHERQQ VGATHERDPS VGATHERDPD VGATHERQPS VGATHERQPD
            VINSERTF128 VINSERTI128 VEXTRACTF128 VEXTRACTI128 PINSRB PINSRW PINSRD PEXTRB PEXTRW
            PEXTRW_REG PEXTRD INSERTPS EXTRACTPS MOVMSKPS MOVMSKPD PMOVMSKB PTEST VTESTPS
            VTESTPD PCMPESTRM PCMPESTRI PCMPISTRM PCMPISTRI PCLMULQDQ AESENC AESENCLAST AESDEC
            AESDECLAST AESIMC AESKEYGENASSIST VCVTPH2PS VCVTPS2PH VFMADDSUB132PS VFMADDSUB132PD
            VFMSUBADD132PS VFMSUBADD132PD VFMADD132PS VFMADD132PD VFMADD132SS VFMADD132SD
            VFMSUB132PS VFMSUB132PD VFMSUB132SS VFMSUB132SD VFNMADD132PS VFNMADD132PD
            VFNMADD132SS VFNMADD132SD VFNMSUB132PS VFNMSUB132PD VFNMSUB132SS VFNMSUB132SD
            VFMADDSUB213PS VFMADDSUB213PD VFMSUBADD213PS VFMSUBADD213PD VFMADD213PS VFMADD213PD
            VFMADD213SS VFMADD213SD VFMSUB213PS VFMSUB213PD VFMSUB213SS VFMSUB213SD VFNMADD213PS
            VFNMADD213PD VFNMADD213SS VFNMADD213SD VFNMSUB213PS VFNMSUB213PD VFNMSUB213SS
            VFNMSUB213SD VFMADDSUB231PS VFMADDSUB231PD VFMSUBADD231PS VFMSUBADD231PD VFMADD231PS
            VFMADD231PD VFMADD231SS VFMADD231SD VFMSUB231PS VFMSUB231PD VFMSUB231SS VFMSUB231SD
            VFNMADD231PS VFNMADD231PD VFNMADD231SS VFNMADD231SD VFNMSUB231PS VFNMSUB231PD
            VFNMSUB231SS VFNMSUB231SD CRC32 ADCX ADOX ANDN BLSR BLSMSK BLSI BEXTR BZHI PDEP PEXT
            MULX RORX SARX SHLX SHRX
            """;

    private VectorOpcode() {}
}
