package dev.ringside.engine.x86.decode;

import static dev.ringside.engine.state.SegmentRegister.CS;
import static dev.ringside.engine.state.SegmentRegister.DS;
import static dev.ringside.engine.state.SegmentRegister.ES;
import static dev.ringside.engine.state.SegmentRegister.FS;
import static dev.ringside.engine.state.SegmentRegister.GS;
import static dev.ringside.engine.state.SegmentRegister.SS;

import dev.ringside.engine.state.CpuModel;
import dev.ringside.engine.state.VcpuState;
import dev.ringside.engine.x86.decode.Encoding.Immediate;
import org.jspecify.annotations.Nullable;

/// Bytes to instructions (SDM Vol. 2A chapter 2). Keeps nothing between instructions but its
/// buffers; one for each VCPU thread.
///
/// Differs: 66 before a near branch in 64-bit code is ignored as on Intel processors; AMD's cut the
/// target to 16 bits.
public final class Decoder {
    private static final int NO_SEGMENT = -1;

    private final InstructionBytes bytes = new InstructionBytes();
    private final VexPrefix vex = new VexPrefix();
    private final long features;

    /// A decoder for everything the core has.
    public Decoder() {
        features = -1;
    }

    /// A decoder for one processor model: what it lacks is an invalid opcode.
    public Decoder(CpuModel model) {
        features = model.features;
    }

    /// Decodes one instruction into `insn`, all of whose fields are overwritten.
    ///
    /// An encoding without a meaning gives [Opcode#INVALID], one of more than 15 bytes
    /// [Opcode#TOO_LONG].
    ///
    /// @param codeBytes 2, 4 or 8 for 16-, 32- and 64-bit code
    public void decode(ByteFetcher fetcher, int codeBytes, Instruction insn) {
        bytes.start(fetcher, codeBytes);
        insn.reset();
        int opcode = prefixes(insn);
        insn.addressSize = bytes.addressSize();
        insn.operandSize = bytes.operandSize();
        insn.hasRex = bytes.rex != 0;
        if (!VectorExtension.read(bytes, opcode, insn)) {
            Encoding encoding = isVex(opcode) ? vex(opcode, insn) : mapped(opcode, insn);
            if (encoding == null || insn.lock && !lockable(encoding, insn)) {
                insn.opcode = Opcode.INVALID;
            }
        }
        finish(insn);
    }

    private static boolean lockable(Encoding encoding, Instruction insn) {
        return encoding.is(Encoding.LOCKABLE) && insn.isMemory;
    }

    private void finish(Instruction insn) {
        insn.length = bytes.count;
        if (bytes.tooLong) {
            insn.opcode = Opcode.TOO_LONG;
        }
        if (bytes.segmentOverride != NO_SEGMENT) {
            insn.segment = bytes.segmentOverride;
        }
        insn.resultMask = insn.operandSize >= 8 ? -1L : (1L << 8 * insn.operandSize) - 1;
        insn.keepMask = insn.operandSize == 2 ? ~0xFFFFL : 0;
        Features.restrict(insn, bytes.code64(), features);
        boolean media = insn.vectorBytes != 0 || insn.opcode >= VectorOpcode.FIRST;
        insn.handler = media ? Handler.MEDIA : Specialization.handler(insn);
    }

    /// Reads legacy prefixes and REX; returns the first opcode byte.
    private int prefixes(Instruction insn) {
        while (true) {
            int next = bytes.next();
            if (bytes.code64() && (next & 0xF0) == 0x40) {
                bytes.rex = next;
                continue;
            }
            if (!prefix(next, insn)) {
                return next;
            }
            // REX counts only right before the opcode (SDM Vol. 2A 2.2.1).
            bytes.rex = 0;
        }
    }

    private boolean prefix(int next, Instruction insn) {
        switch (next) {
            case 0x26 -> override(ES);
            case 0x2E -> override(CS);
            case 0x36 -> override(SS);
            case 0x3E -> override(DS);
            case 0x64 -> bytes.segmentOverride = FS;
            case 0x65 -> bytes.segmentOverride = GS;
            case 0x66 -> bytes.operandSizePrefix = true;
            case 0x67 -> bytes.addressSizePrefix = true;
            case 0xF0 -> insn.lock = true;
            case 0xF2, 0xF3 -> insn.repeat = next;
            default -> {
                return false;
            }
        }
        return true;
    }

    private void override(int segment) {
        if (!bytes.code64()) {
            bytes.segmentOverride = segment;
        }
    }

    /// VEX takes the place of LES and LDS (SDM Vol. 2A 2.3.5).
    private boolean isVex(int opcode) {
        return (opcode & 0xFE) == 0xC4 && (bytes.code64() || bytes.peek() >= 0xC0);
    }

    private @Nullable Encoding vex(int first, Instruction insn) {
        vex.read(bytes, first);
        boolean refused =
                insn.lock || insn.repeat != 0 || bytes.operandSizePrefix || bytes.rex != 0;
        bytes.rex = bytes.code64() ? vex.rex : 0;
        insn.vex = true;
        insn.vvvv = vex.register;
        OpcodeMap map = VexMaps.of(vex.map, vex.w);
        Encoding encoding = map == null ? null : looked(map, bytes.next(), vex.prefix, insn);
        if (refused || encoding == null || !vex.allows(encoding)) {
            return null;
        }
        boolean gather = encoding.is(Encoding.VSIB);
        return gather && !VexPrefix.vectorIndex(bytes, insn) ? null : encoding;
    }

    private @Nullable Encoding mapped(int first, Instruction insn) {
        OpcodeMap map = OpcodeMap.ONE_BYTE;
        int opcode = first;
        if (first == 0x0F) {
            map = OpcodeMap.TWO_BYTE;
            opcode = bytes.next();
            if (opcode == 0x38 || opcode == 0x3A) {
                map = opcode == 0x38 ? OpcodeMap.THREE_BYTE_38 : OpcodeMap.THREE_BYTE_3A;
                opcode = bytes.next();
            }
        }
        return looked(map, opcode, mandatoryPrefix(insn), insn);
    }

    private @Nullable Encoding looked(OpcodeMap map, int opcode, int prefix, Instruction insn) {
        Encoding encoding = map.plain(bytes.code64(), opcode, prefix);
        int modRm = -1;
        if (map.needsModRm(bytes.code64(), opcode, prefix)) {
            modRm = bytes.next();
            encoding = map.byModRm(bytes.code64(), opcode, prefix, modRm);
        } else if (encoding != null && encoding.is(Encoding.MOD_RM)) {
            modRm = bytes.next();
        }
        if (encoding == null) {
            if (modRm >= 0) {
                // The bytes of the operand are fetched before the opcode is refused.
                ModRm.read(bytes, modRm, false, insn);
            }
            return null;
        }
        return operands(encoding, opcode, modRm, insn) ? encoding : null;
    }

    /// 0 none, 1 66, 2 F3, 3 F2.
    private int mandatoryPrefix(Instruction insn) {
        if (insn.repeat == 0xF3) {
            return 2;
        }
        // CRC32 and MOVBE alone take 66 and F2 together, where F2 chooses.
        return insn.repeat == 0xF2 ? 3 : bytes.operandSizePrefix ? 1 : 0;
    }

    private boolean operands(Encoding encoding, int opcode, int modRm, Instruction insn) {
        insn.opcode = encoding.opcode;
        insn.form = encoding.form;
        insn.condition = opcode & 15;
        insn.vectorBytes = vectorBytes(encoding, insn);
        insn.operandSize = size(encoding, insn);
        if (modRm >= 0) {
            ModRm.read(bytes, modRm, encoding.is(Encoding.CONTROL), insn);
        } else if (encoding.is(Encoding.OPCODE_REGISTER)) {
            insn.rm = opcode & 7 | (bytes.rex & 1) << 3;
        } else if (encoding.is(Encoding.ABSOLUTE)) {
            insn.isMemory = true;
            insn.displacement = bytes.unsigned(insn.addressSize);
        }
        immediate(encoding.immediate, insn);
        if (insn.vectorBytes != 0) {
            destination(insn);
        }
        if (FloatingPointOpcode.isX87(insn.opcode)) {
            // What FOP shows (SDM Vol. 1 8.1.9).
            insn.immediate = (opcode & 7L) << 8 | modRm;
        }
        adjust(opcode, insn);
        return !encoding.is(insn.isMemory ? Encoding.REGISTER_ONLY : Encoding.MEMORY_ONLY);
    }

    private int vectorBytes(Encoding encoding, Instruction insn) {
        if (!encoding.is(Encoding.ANY_VECTOR)) {
            return 0;
        }
        if (encoding.is(Encoding.MMX)) {
            return 8;
        }
        return encoding.is(Encoding.YMM) && insn.vex && vex.wide ? 32 : 16;
    }

    private int size(Encoding encoding, Instruction insn) {
        int operandSize = bytes.operandSize();
        return switch (encoding.size) {
            case BYTE -> 1;
            case WORD -> 2;
            case DOUBLEWORD -> 4;
            case QUADWORD -> 8;
            case DOUBLE_QUADWORD -> 16;
            case VECTOR -> insn.vectorBytes;
            case HALF_VECTOR -> insn.vectorBytes >> 1;
            case QUARTER_VECTOR -> insn.vectorBytes >> 2;
            case MOVDDUP -> insn.vectorBytes == 16 ? 8 : 32;
            case EIGHTH_VECTOR -> insn.vectorBytes >> 3;
            case OPERAND -> operandSize;
            case AT_MOST_4 -> Math.min(operandSize, 4);
            case REX_W -> encoding.is(Encoding.CONTROL) && bytes.code64() || bytes.rex(8) ? 8 : 4;
            case STACK -> bytes.code64() && operandSize == 4 ? 8 : operandSize;
            case BRANCH -> bytes.code64() ? 8 : operandSize;
        };
    }

    private void immediate(Immediate kind, Instruction insn) {
        int size = insn.operandSize;
        switch (kind) {
            case NONE, CL -> {}
            case ONE -> insn.immediate = 1;
            case BYTE -> insn.immediate = bytes.next();
            case SIGNED_BYTE -> insn.immediate = bytes.signed(1);
            case WORD -> insn.immediate = bytes.unsigned(2);
            case WORD_BYTE -> {
                insn.immediate = bytes.unsigned(2);
                insn.immediate2 = bytes.next();
            }
            case REGISTER_BYTE -> {
                insn.immediate = bytes.next();
                insn.immediate2 = (int) insn.immediate >> 4 & (bytes.code64() ? 15 : 7);
            }
            case OPERAND_AT_MOST_4 -> insn.immediate = bytes.signed(Math.min(size, 4));
            case OPERAND -> insn.immediate = bytes.unsigned(size);
            case FAR_POINTER -> {
                insn.immediate = bytes.unsigned(size);
                insn.immediate2 = (int) bytes.unsigned(2);
            }
        }
    }

    /// Legacy encodings overwrite their first source; shifts by an immediate have ModRM.reg as
    /// opcode.
    private static void destination(Instruction insn) {
        if (insn.form == Form.RM_IMMEDIATE) {
            insn.reg = insn.vex ? insn.vvvv : insn.rm;
        }
        if (!insn.vex) {
            insn.vvvv = insn.reg;
        }
    }

    /// The irregular ones.
    private void adjust(int opcode, Instruction insn) {
        switch (insn.opcode) {
            case Opcode.NOP -> {
                if (opcode == 0x90 && !insn.isMemory && insn.form == Form.NONE) {
                    adjustNop(insn);
                }
            }
            case Opcode.PUSH_SEG, Opcode.POP_SEG -> insn.reg = opcode >> 3 & 7;
            case Opcode.MOV_TO_SEG, Opcode.MOV_FROM_SEG -> adjustSegment(insn);
            case VectorOpcode.PCMPESTRM, VectorOpcode.PCMPESTRI ->
                    // The lengths' size.
                    insn.immediate2 = bytes.rex(8) ? 8 : 4;
            default -> {}
        }
    }

    /// REX.R does not extend segment register numbers; two of eight do not exist, and CS is only
    /// read.
    private static void adjustSegment(Instruction insn) {
        insn.reg &= 7;
        if (insn.reg > GS || insn.reg == CS && insn.opcode == Opcode.MOV_TO_SEG) {
            insn.opcode = Opcode.INVALID;
        }
    }

    /// 90 is PAUSE after F3, and an exchange with R8 under REX.B (SDM Vol. 2B NOP).
    private void adjustNop(Instruction insn) {
        if (bytes.rex(1)) {
            insn.opcode = Opcode.XCHG;
            insn.form = Form.RM_REG;
            insn.rm = VcpuState.RAX + 8;
        } else if (insn.repeat == 0xF3) {
            insn.opcode = Opcode.PAUSE;
        }
    }
}
