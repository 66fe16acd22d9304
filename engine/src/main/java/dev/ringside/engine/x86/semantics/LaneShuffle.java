package dev.ringside.engine.x86.semantics;

import dev.ringside.engine.x86.decode.Form;
import dev.ringside.engine.x86.decode.Instruction;
import dev.ringside.engine.x86.decode.VectorOpcode;

/// Unpacking, packing, horizontal arithmetic and shuffles: what rearranges the elements of each 16
/// bytes (8 with MMX) for itself (SDM Vol. 1 9.4.4, 11.4.2, 12.6, 14.3).
public final class LaneShuffle {
    private LaneShuffle() {}

    /// The operations from PUNPCKLBW to VPERMILPD.
    public static void execute(Cpu cpu, Instruction insn) {
        VectorOperands.load(cpu, insn);
        int width = Math.min(insn.vectorBytes, 16);
        for (int lane = 0; lane < insn.vectorBytes; lane += width) {
            compute(cpu, insn, lane, width);
        }
        VectorOperands.store(cpu, insn);
    }

    /// @param lane offset of the lane, `width` its length, in bytes
    private static void compute(Cpu cpu, Instruction insn, int lane, int width) {
        switch (insn.opcode) {
            case VectorOpcode.PUNPCKLBW -> unpack(cpu, lane, width, 0, false);
            case VectorOpcode.PUNPCKLWD -> unpack(cpu, lane, width, 1, false);
            case VectorOpcode.PUNPCKLDQ, VectorOpcode.UNPCKLPS ->
                    unpack(cpu, lane, width, 2, false);
            case VectorOpcode.PUNPCKLQDQ, VectorOpcode.UNPCKLPD ->
                    unpack(cpu, lane, width, 3, false);
            case VectorOpcode.PUNPCKHBW -> unpack(cpu, lane, width, 0, true);
            case VectorOpcode.PUNPCKHWD -> unpack(cpu, lane, width, 1, true);
            case VectorOpcode.PUNPCKHDQ, VectorOpcode.UNPCKHPS -> unpack(cpu, lane, width, 2, true);
            case VectorOpcode.PUNPCKHQDQ, VectorOpcode.UNPCKHPD ->
                    unpack(cpu, lane, width, 3, true);
            case VectorOpcode.PACKSSWB,
                    VectorOpcode.PACKSSDW,
                    VectorOpcode.PACKUSWB,
                    VectorOpcode.PACKUSDW ->
                    pack(cpu, insn.opcode, lane, width);
            case VectorOpcode.PHADDW,
                    VectorOpcode.PHADDD,
                    VectorOpcode.PHADDSW,
                    VectorOpcode.PHSUBW,
                    VectorOpcode.PHSUBD,
                    VectorOpcode.PHSUBSW ->
                    horizontal(cpu, insn.opcode, lane, width);
            case VectorOpcode.PSHUFB -> shuffleBytes(cpu, lane, width);
            case VectorOpcode.PALIGNR -> align(cpu, lane, width, (int) insn.immediate);
            default -> select(cpu, insn, lane);
        }
    }

    /// Interleaves elements of both operands: those of one quadword with 16-byte lanes, of half of
    /// it with MMX.
    ///
    /// @param high whether the upper half of the lane
    private static void unpack(Cpu cpu, int lane, int width, int log, boolean high) {
        int at = lane >> 3;
        int from = width == 16 && high ? at + 1 : at;
        long a = cpu.first[from];
        long b = cpu.second[from];
        if (width == 8) {
            int shift = high ? 32 : 0;
            cpu.result[0] = Lanes.interleave(a >>> shift, b >>> shift, log);
        } else if (log == 3) {
            cpu.result[at] = a;
            cpu.result[at + 1] = b;
        } else {
            cpu.result[at] = Lanes.interleave(a, b, log);
            cpu.result[at + 1] = Lanes.interleave(a >>> 32, b >>> 32, log);
        }
    }

    private static void pack(Cpu cpu, int opcode, int lane, int width) {
        boolean words = opcode == VectorOpcode.PACKSSWB || opcode == VectorOpcode.PACKUSWB;
        int log = words ? 1 : 2;
        int count = width >> log;
        for (int i = 0; i < 2 * count; i++) {
            long[] source = i < count ? cpu.first : cpu.second;
            int value = (int) Lanes.getSigned(source, (lane >> log) + i % count, log);
            int packed =
                    switch (opcode) {
                        case VectorOpcode.PACKSSWB -> Lanes.saturateByte(value);
                        case VectorOpcode.PACKSSDW -> Lanes.saturateWord(value);
                        case VectorOpcode.PACKUSWB -> Math.max(0, Math.min(0xFF, value));
                        default -> Math.max(0, Math.min(0xFFFF, value));
                    };
            Lanes.set(cpu.result, (lane >> log - 1) + i, log - 1, packed);
        }
    }

    private static void horizontal(Cpu cpu, int opcode, int lane, int width) {
        int log = opcode == VectorOpcode.PHADDD || opcode == VectorOpcode.PHSUBD ? 2 : 1;
        int count = width >> log;
        int start = lane >> log;
        for (int i = 0; i < count; i++) {
            long[] source = i < count / 2 ? cpu.first : cpu.second;
            int at = start + 2 * i % count;
            int a = (int) Lanes.getSigned(source, at, log);
            int b = (int) Lanes.getSigned(source, at + 1, log);
            int value =
                    switch (opcode) {
                        case VectorOpcode.PHADDW, VectorOpcode.PHADDD -> a + b;
                        case VectorOpcode.PHSUBW, VectorOpcode.PHSUBD -> a - b;
                        case VectorOpcode.PHADDSW -> Lanes.saturateWord(a + b);
                        default -> Lanes.saturateWord(a - b);
                    };
            Lanes.set(cpu.result, start + i, log, value);
        }
    }

    private static void shuffleBytes(Cpu cpu, int lane, int width) {
        for (int at = lane >> 3; at < lane + width >> 3; at++) {
            long controls = cpu.second[at];
            long bytes = 0;
            for (int shift = 0; shift < 64; shift += 8) {
                int control = (int) (controls >>> shift) & 0xFF;
                int from = lane + (control & width - 1);
                long value = cpu.first[from >> 3] >>> (from << 3) & 0xFF;
                bytes |= control > 0x7F ? 0 : value << shift;
            }
            cpu.result[at] = bytes;
        }
    }

    /// PALIGNR: `count` bytes out of both, the second operand below the first.
    private static void align(Cpu cpu, int lane, int width, int count) {
        for (int i = 0; i < width; i++) {
            int from = i + count;
            long value = 0;
            if (from < width) {
                value = Lanes.get(cpu.second, lane + from, 0);
            } else if (from < 2 * width) {
                value = Lanes.get(cpu.first, lane + from - width, 0);
            }
            Lanes.set(cpu.result, lane + i, 0, value);
        }
    }

    private static void select(Cpu cpu, Instruction insn, int lane) {
        int control = (int) insn.immediate;
        int doublewords = lane >> 2;
        switch (insn.opcode) {
            case VectorOpcode.SHUFPS -> shufps(cpu, doublewords, control);
            case VectorOpcode.SHUFPD -> shufpd(cpu, lane >> 3, control >> (lane >> 3));
            case VectorOpcode.PSHUFW -> four(cpu, 0, 1, control);
            case VectorOpcode.PSHUFD -> four(cpu, doublewords, 2, control);
            case VectorOpcode.PSHUFHW -> {
                cpu.result[lane >> 3] = cpu.second[lane >> 3];
                four(cpu, (lane >> 1) + 4, 1, control);
            }
            case VectorOpcode.PSHUFLW -> {
                cpu.result[(lane >> 3) + 1] = cpu.second[(lane >> 3) + 1];
                four(cpu, lane >> 1, 1, control);
            }
            case VectorOpcode.MOVDDUP -> {
                cpu.result[lane >> 3] = cpu.second[lane >> 3];
                cpu.result[(lane >> 3) + 1] = cpu.second[lane >> 3];
            }
            case VectorOpcode.MOVSLDUP -> four(cpu, doublewords, 2, 0xA0);
            case VectorOpcode.MOVSHDUP -> four(cpu, doublewords, 2, 0xF5);
            case VectorOpcode.MPSADBW -> mpsadbw(cpu, lane, lane == 0 ? control : control >> 3);
            case VectorOpcode.PHMINPOSUW -> phminposuw(cpu);
            default -> permilps(cpu, insn, lane);
        }
    }

    /// Four elements of the second operand from `start` on, two bits of `control` each.
    private static void four(Cpu cpu, int start, int log, int control) {
        for (int i = 0; i < 4; i++) {
            int from = start + (control >> 2 * i & 3);
            Lanes.set(cpu.result, start + i, log, Lanes.get(cpu.second, from, log));
        }
    }

    private static void shufps(Cpu cpu, int start, int control) {
        for (int i = 0; i < 4; i++) {
            long[] source = i < 2 ? cpu.first : cpu.second;
            long value = Lanes.get(source, start + (control >> 2 * i & 3), 2);
            Lanes.set(cpu.result, start + i, 2, value);
        }
    }

    private static void shufpd(Cpu cpu, int start, int control) {
        cpu.result[start] = cpu.first[start + (control & 1)];
        cpu.result[start + 1] = cpu.second[start + (control >> 1 & 1)];
    }

    /// VPERMILPS and VPERMILPD, by an immediate or by the second operand.
    private static void permilps(Cpu cpu, Instruction insn, int lane) {
        boolean immediate = insn.form == Form.REG_RM_IMMEDIATE;
        boolean single = insn.opcode == VectorOpcode.VPERMILPS;
        int log = single ? 2 : 3;
        long[] source = immediate ? cpu.second : cpu.first;
        int start = lane >> log;
        for (int i = 0; i < 16 >> log; i++) {
            int control;
            if (immediate) {
                int bits = (int) insn.immediate;
                control = single ? bits >> 2 * i & 3 : bits >> start + i & 1;
            } else {
                int bits = (int) Lanes.get(cpu.second, start + i, log);
                control = single ? bits & 3 : bits >> 1 & 1;
            }
            Lanes.set(cpu.result, start + i, log, Lanes.get(source, start + control, log));
        }
    }

    /// Sums of four absolute differences, at eight offsets of the first operand.
    private static void mpsadbw(Cpu cpu, int lane, int control) {
        int first = lane + (control & 4);
        int second = lane + 4 * (control & 3);
        for (int i = 0; i < 8; i++) {
            long sum = 0;
            for (int k = 0; k < 4; k++) {
                long a = Lanes.get(cpu.first, first + i + k, 0);
                sum += Math.abs(a - Lanes.get(cpu.second, second + k, 0));
            }
            Lanes.set(cpu.result, (lane >> 1) + i, 1, sum);
        }
    }

    /// The smallest word and where it is.
    private static void phminposuw(Cpu cpu) {
        long smallest = 0x10000;
        int at = 0;
        for (int i = 0; i < 8; i++) {
            long value = Lanes.get(cpu.second, i, 1);
            if (value < smallest) {
                smallest = value;
                at = i;
            }
        }
        cpu.result[0] = smallest | (long) at << 16;
        cpu.result[1] = 0;
    }
}
