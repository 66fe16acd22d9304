package dev.ringside.engine.disassemble;

import dev.ringside.engine.state.CodeSize;
import dev.ringside.engine.x86.decode.Opcode;
import dev.ringside.engine.x86.decode.VectorOpcode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Where our decoder and Capstone 5.0.9 may differ, and why.
///
/// @param reason which of the two is right, or what both leave open
record DecoderException(String reason, Predicate<DecoderException.Encoding> holds) {
    /// The instructions that are held to the letter; of the others (vectors, x87, extensions that
    /// the core does not execute) only the length must agree, where both know one.
    private static final Set<String> EXACT =
            Set.of(
                    ("add or adc sbb and sub xor cmp test inc dec neg not mul imul div idiv aaa aas"
                                    + " aad aam daa das rol ror rcl rcr shl shr sal sar shld shrd"
                                    + " bt bts btr btc bsf bsr bswap xadd cmpxchg cmpxchg8b"
                                    + " cmpxchg16b mov movabs movzx movsx movsxd xchg lea cbw cwde"
                                    + " cdqe cwd cdq cqo push pop pusha pushad popa popad pushf"
                                    + " pushfd pushfq popf popfd popfq lahf sahf cmc clc stc cli"
                                    + " sti cld std movsb movsw movsq cmpsb cmpsw cmpsq stosb"
                                    + " stosw stosd stosq lodsb lodsw lodsd lodsq scasb scasw"
                                    + " scasd scasq insb insw insd outsb outsw outsd in out enter"
                                    + " leave bound arpl les lds lss lfs lgs xlatb salc hlt int"
                                    + " int1 int3 into iret iretd iretq ret retf retfq call jmp"
                                    + " lcall ljmp loop loope loopne jcxz jecxz jrcxz ud2 syscall"
                                    + " sysret sysretq sysenter sysexit sysexitq cpuid rdtsc rdmsr"
                                    + " wrmsr rdpmc rsm lar lsl lldt ltr sldt str verr verw lgdt"
                                    + " lidt sgdt sidt lmsw smsw clts invlpg invd wbinvd popcnt"
                                    + " movbe wait nop pause jo jno jb jae je jne jbe ja js jns jp"
                                    + " jnp jl jge jle jg seto setno setb setae sete setne setbe"
                                    + " seta sets setns setp setnp setl setge setle setg cmovo"
                                    + " cmovno cmovb cmovae cmove cmovne cmovbe cmova cmovs cmovns"
                                    + " cmovp cmovnp cmovl cmovge cmovle cmovg")
                            .split(" "));

    /// MMX, SSE and AVX but for arithmetic with fractions, bit manipulation.
    private static final Set<String> VECTOR = vector();

    private static Set<String> vector() {
        Set<String> names = new HashSet<>();
        for (int i = VectorOpcode.FIRST; i <= VectorOpcode.LAST_BIT; i++) {
            String name = Opcode.mnemonic(i);
            names.add(name);
            if (!name.startsWith("v")) {
                names.add("v" + name);
            }
        }
        return Set.copyOf(names);
    }

    private static final Pattern VECTOR_REGISTER = Pattern.compile("[xy]mm(\\d+)");

    private static final Set<String> NEAR_BRANCHES =
            Set.of(
                    "jo", "jno", "jb", "jae", "je", "jne", "jbe", "ja", "js", "jns", "jp", "jnp",
                    "jl", "jge", "jle", "jg", "jmp", "call", "ret");

    private static final List<DecoderException> TABLE =
            List.of(
                    new DecoderException(
                            "not held to the letter, and the lengths agree or one side refuses",
                            e -> !e.exact() && (e.oneRefuses() || e.sameLength())),
                    new DecoderException(
                            "66 as a part of the opcode: Capstone overlooks or refuses it in"
                                    + " 16-bit code",
                            e -> e.size == CodeSize.BITS_16 && e.operandSize && e.vector()),
                    new DecoderException(
                            "F2 or F3 that makes no instruction is #UD; Capstone overlooks them"
                                    + " behind REX.W",
                            e -> e.repeat && e.ours.isEmpty() && e.vector()),
                    new DecoderException(
                            "EVEX is known by its length; the core executes none",
                            e -> e.opcode == 0x62 && e.ours.equals("evex") && e.sameLength()),
                    new DecoderException(
                            "66, F2, F3 and LOCK before VEX are #UD (SDM Vol. 2A 2.3.2, 2.3.3);"
                                    + " Capstone overlooks them",
                            e ->
                                    e.vex()
                                            && e.ours.isEmpty()
                                            && (e.operandSize || e.repeat || e.lock)),
                    new DecoderException(
                            "gathers whose destination, index or mask are one register are #UD"
                                    + " (SDM Vol. 2C VPGATHERDD); Capstone prints them",
                            e -> e.vex() && e.ours.isEmpty() && e.gatherOfOneRegister()),
                    new DecoderException(
                            "MOVHPD and MOVLPD have no register form (SDM Vol. 2B); Capstone"
                                    + " overlooks 66 behind 67",
                            e ->
                                    e.operandSize
                                            && e.ours.isEmpty()
                                            && (e.their("movlhps") || e.their("movhlps"))),
                    new DecoderException(
                            "32-byte forms of AES and PCLMULQDQ are not in the core",
                            e -> e.vex() && e.ours.isEmpty() && e.wideCryptography()),
                    new DecoderException(
                            "VEX.W, and VEX.B outside 64-bit code, are ignored where they say"
                                    + " nothing; Capstone refuses some",
                            e -> e.vex() && e.theirs == null),
                    new DecoderException(
                            "66 0F 78 is EXTRQ with two immediates; Capstone prints VMREAD in"
                                    + " 16-bit code",
                            e -> e.ours.equals("extrq") && e.their("vmread")),
                    new DecoderException(
                            "LOCK where it is #UD: Capstone lets many pass",
                            e -> e.lock && e.ours.isEmpty()),
                    new DecoderException(
                            "MOV to CS is #UD; Capstone prints it",
                            e -> e.opcode == 0x8E && e.ours.isEmpty()),
                    new DecoderException(
                            "F2 or F3 without a meaning is ignored by processors; Capstone refuses"
                                    + " some with 67 and before BSF and BSR",
                            e -> e.repeat && e.theirs == null),
                    new DecoderException(
                            "MPX, CLDEMOTE and reserved hints are NOPs without their feature",
                            e -> e.ours.equals("nop") && (e.theirs == null || e.hint())),
                    new DecoderException(
                            "WBNOINVD is WBINVD without its feature",
                            e -> e.ours.equals("wbinvd") && e.their("wbnoinvd")),
                    new DecoderException(
                            "REX.W wins over 66; Capstone names the smaller size",
                            e -> e.operandSize && e.rexW && e.sameLength()),
                    new DecoderException(
                            "66 before a near branch in 64-bit code: Capstone reads some as AMD"
                                    + " processors do",
                            e ->
                                    e.size == CodeSize.BITS_64
                                            && e.operandSize
                                            && NEAR_BRANCHES.contains(e.ours)),
                    new DecoderException(
                            "67 before JRCXZ: Capstone overlooks it behind 66",
                            e -> e.ours.equals("jecxz") && e.their("jrcxz")),
                    new DecoderException(
                            "mov and movabs name one instruction, whatever its prefixes",
                            e -> e.movName() && e.sameLength()),
                    new DecoderException(
                            "MOVBE takes no F3 (SDM Vol. 2A); Capstone lets it pass with REX.W",
                            e -> e.repeat && e.ours.isEmpty() && e.their("movbe")),
                    new DecoderException(
                            "F3 REX 90 is PAUSE unless REX.B; Capstone prints XCHG",
                            e -> e.ours.equals("pause") && e.their("xchg")),
                    new DecoderException(
                            "MOVSXD with 67: Capstone refuses some",
                            e -> e.ours.equals("movsxd") && e.theirs == null),
                    new DecoderException(
                            "debug and control registers: Capstone refuses 67 and some numbers",
                            e -> e.ours.equals("mov") && e.opcode == 0x0F && e.theirs == null));

    /// Why the two may differ here, or null.
    static @Nullable String of(Encoding encoding) {
        for (DecoderException exception : TABLE) {
            if (exception.holds.test(encoding)) {
                return exception.reason;
            }
        }
        return null;
    }

    /// One encoding as both read it.
    static final class Encoding {
        final CodeSize size;
        final @Nullable DisassembledInstruction theirs;

        /// Empty when the decoder refuses.
        final String ours;

        final int length;
        boolean operandSize;
        boolean repeat;
        boolean lock;
        boolean rexW;

        /// First byte behind the prefixes.
        int opcode;

        Encoding(
                byte[] code,
                CodeSize size,
                @Nullable DisassembledInstruction theirs,
                String ours,
                int length) {
            this.size = size;
            this.theirs = theirs;
            this.ours = ours;
            this.length = length;
            for (byte next : code) {
                if (!prefix(next & 0xFF)) {
                    opcode = next & 0xFF;
                    break;
                }
            }
        }

        private boolean prefix(int next) {
            if (size == CodeSize.BITS_64 && (next & 0xF0) == 0x40) {
                rexW = (next & 8) != 0;
                return true;
            }
            operandSize |= next == 0x66;
            repeat |= next == 0xF2 || next == 0xF3;
            lock |= next == 0xF0;
            switch (next) {
                case 0x26, 0x2E, 0x36, 0x3E, 0x64, 0x65, 0x66, 0x67, 0xF0, 0xF2, 0xF3 -> {
                    rexW = false;
                    return true;
                }
                default -> {
                    return false;
                }
            }
        }

        /// Capstone's mnemonic without the words for prefixes.
        private String theirMnemonic() {
            if (theirs == null) {
                return "";
            }
            String mnemonic = theirs.mnemonic();
            return mnemonic.substring(mnemonic.lastIndexOf(' ') + 1);
        }

        boolean their(String mnemonic) {
            return theirMnemonic().equals(mnemonic);
        }

        boolean movName() {
            return (ours.equals("mov") || ours.equals("movabs"))
                    && (their("mov") || their("movabs"));
        }

        boolean same() {
            return ours.equals(theirMnemonic()) && (theirs == null || theirs.length() == length);
        }

        boolean oneRefuses() {
            return theirs == null || ours.isEmpty();
        }

        boolean sameLength() {
            return theirs != null && theirs.length() == length;
        }

        boolean exact() {
            return ours.isEmpty()
                    ? known(theirMnemonic())
                    : known(ours) || known(theirMnemonic()) && !hint();
        }

        boolean vector() {
            return VECTOR.contains(ours) || VECTOR.contains(theirMnemonic());
        }

        boolean vex() {
            return (opcode & 0xFE) == 0xC4;
        }

        boolean gatherOfOneRegister() {
            if (theirs == null || !theirs.mnemonic().contains("gather")) {
                return false;
            }
            Matcher registers = VECTOR_REGISTER.matcher(theirs.operands());
            Set<String> seen = new HashSet<>();
            boolean twice = false;
            while (registers.find()) {
                twice |= !seen.add(registers.group(1));
            }
            return twice;
        }

        boolean wideCryptography() {
            String mnemonic = theirMnemonic();
            return (mnemonic.startsWith("vaes") || mnemonic.equals("vpclmulqdq"))
                    && theirs != null
                    && theirs.operands().contains("ymm");
        }

        private static boolean known(String mnemonic) {
            return EXACT.contains(mnemonic) || VECTOR.contains(mnemonic);
        }

        /// Something that is a NOP where its feature is off.
        boolean hint() {
            String mnemonic = theirMnemonic();
            return mnemonic.startsWith("bnd")
                    || mnemonic.startsWith("rdssp")
                    || mnemonic.startsWith("prefetch")
                    || mnemonic.startsWith("endbr")
                    || mnemonic.equals("cldemote");
        }
    }
}
