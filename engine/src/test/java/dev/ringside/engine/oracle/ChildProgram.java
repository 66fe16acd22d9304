package dev.ringside.engine.oracle;

import static dev.ringside.engine.oracle.MachineCode.R10;
import static dev.ringside.engine.oracle.MachineCode.R12;
import static dev.ringside.engine.oracle.MachineCode.R8;
import static dev.ringside.engine.oracle.MachineCode.R9;
import static dev.ringside.engine.oracle.MachineCode.RAX;
import static dev.ringside.engine.oracle.MachineCode.RBX;
import static dev.ringside.engine.oracle.MachineCode.RCX;
import static dev.ringside.engine.oracle.MachineCode.RDI;
import static dev.ringside.engine.oracle.MachineCode.RDX;
import static dev.ringside.engine.oracle.MachineCode.RSI;
import static dev.ringside.engine.oracle.MachineCode.RSP;

import dev.ringside.engine.oracle.MachineCode.Label;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// The child process: a static Linux program without libc that enters each case by IRETQ and writes
/// down every signal.
///
/// Its signal handler never returns from a signal: it stores the state and goes on with the next
/// case, which saves a system call and needs nothing from the interrupted state.
final class ChildProgram {
    private static final int ELF_HEADER = 64;
    private static final int PROGRAM_HEADER = 56;

    private static final int SYS_READ = 0;
    private static final int SYS_WRITE = 1;
    private static final int SYS_OPEN = 2;
    private static final int SYS_MMAP = 9;
    private static final int SYS_ALARM = 37;
    private static final int SYS_EXIT = 60;

    /// Seconds a batch may take before the kernel ends the child.
    private static final int ALARM_SECONDS = 10;

    private static final int ES = 0;
    private static final int DS = 3;
    private static final int FS = 4;
    private static final int GS = 5;

    /// Offsets in the kernel's `ucontext` of RAX to R15, in encoding order.
    private static final int[] CONTEXT_GPR = {
        144, 152, 136, 128, 160, 120, 112, 104, 40, 48, 56, 64, 72, 80, 88, 96
    };

    /// Offset there of the pointer to the floating-point state.
    private static final int CONTEXT_MEDIA = 224;

    private final MachineCode code = new MachineCode();
    private final Label nextCase = new Label();
    private final Label batchDone = new Label();
    private final Label handler = new Label();
    private final byte[] elf;

    ChildProgram() {
        emitStart();
        emitCommandLoop();
        emitEnter();
        emitHandler();
        elf = wrap(code.assemble());
    }

    /// The ELF file.
    byte[] elf() {
        return elf;
    }

    /// The signal handler's address.
    long handlerAddress() {
        return Shared.IMAGE + ELF_HEADER + PROGRAM_HEADER + code.positionOf(handler);
    }

    /// Opens the file named by the first argument, maps it and makes the listed system calls.
    private void emitStart() {
        Label setup = new Label();
        Label ready = new Label();
        code.load(RDI, RSP, 16);
        systemCall(SYS_OPEN, -1, 2, 0, 0);
        code.moveRegister(R8, RAX);
        code.move(R9, 0);
        systemCall(SYS_MMAP, Shared.BASE, Shared.SIZE, 3, 0x11);
        code.move(R12, Shared.BASE + Shared.SETUP);
        code.bind(setup);
        code.load(RAX, R12, 0);
        code.compare(RAX, -1);
        code.jumpIf(MachineCode.EQUAL, ready);
        code.load(RDI, R12, 8);
        code.load(RSI, R12, 16);
        code.load(RDX, R12, 24);
        code.load(R10, R12, 32);
        code.load(R8, R12, 40);
        code.load(R9, R12, 48);
        code.syscall();
        code.store(R12, Shared.SETUP_RESULT, RAX);
        code.add(R12, Shared.SETUP_STRIDE);
        code.jump(setup);
        code.bind(ready);
    }

    /// Reads 8 bytes, the number of records; answers with 8 bytes when they are done. Ends with its
    /// input.
    private void emitCommandLoop() {
        Label go = new Label();
        Label command = new Label();
        code.bind(command);
        systemCall(SYS_ALARM, ALARM_SECONDS, 0, 0, 0);
        systemCall(SYS_READ, 0, Shared.BASE + Shared.COUNT, 8, 0);
        code.compare(RAX, 8);
        code.jumpIf(MachineCode.EQUAL, go);
        systemCall(SYS_EXIT, 0, 0, 0, 0);
        code.bind(go);
        code.move(RAX, Shared.BASE + Shared.RECORDS);
        code.move(RBX, Shared.BASE);
        code.store(RBX, Shared.CURRENT, RAX);
        code.jump(nextCase);
        code.bind(batchDone);
        systemCall(SYS_WRITE, 1, Shared.BASE + Shared.COUNT, 8, 0);
        code.jump(command);
    }

    private void emitEnter() {
        code.bind(nextCase);
        code.move(RBX, Shared.BASE);
        code.load(RBX, RBX, Shared.CURRENT);
        code.cld();
        code.move(RSI, Shared.BASE + Shared.TEMPLATE);
        code.move(RDI, Window.DATA);
        code.move(RCX, Window.SIZE / 8);
        code.repMovsq();
        code.address(RSI, RBX, Shared.IN_CODE);
        code.load(RDI, RBX, Shared.IN_CODE_ADDRESS);
        code.load(RCX, RBX, Shared.IN_CODE_LENGTH);
        code.repMovsb();
        code.loadSegment(DS, RBX, Shared.IN_DS);
        code.loadSegment(ES, RBX, Shared.IN_ES);
        code.loadSegment(FS, RBX, Shared.IN_FS);
        code.loadSegment(GS, RBX, Shared.IN_GS);
        emitBases();
        emitMedia();
        code.move(RSP, Shared.STACK_TOP);
        code.push(RBX, Shared.IN_SS);
        code.push(RBX, Shared.IN_GPR + 8 * RSP);
        code.push(RBX, Shared.IN_RFLAGS);
        code.push(RBX, Shared.IN_CS);
        code.push(RBX, Shared.IN_RIP);
        for (int register = 0; register < 16; register++) {
            if (register != RSP && register != RBX) {
                code.load(register, RBX, Shared.IN_GPR + 8 * register);
            }
        }
        code.load(RBX, RBX, Shared.IN_GPR + 8 * RBX);
        code.iretq();
    }

    private void emitBases() {
        Label withoutBases = new Label();
        code.load(RAX, RBX, Shared.IN_BASES);
        code.compare(RAX, 0);
        code.jumpIf(MachineCode.EQUAL, withoutBases);
        code.load(RAX, RBX, Shared.IN_FS_BASE);
        code.segmentBase(2, RAX);
        code.load(RAX, RBX, Shared.IN_GS_BASE);
        code.segmentBase(3, RAX);
        code.bind(withoutBases);
    }

    /// Loads x87, SSE and AVX state (SDM Vol. 1 13.8).
    private void emitMedia() {
        Label withoutMedia = new Label();
        code.load(RSI, RBX, Shared.IN_MEDIA);
        code.compare(RSI, 0);
        code.jumpIf(MachineCode.EQUAL, withoutMedia);
        code.move(RAX, 7);
        code.move(RDX, 0);
        code.xrstor(RSI);
        code.bind(withoutMedia);
    }

    /// Entered by the kernel with the signal in RDI, `siginfo` in RSI, `ucontext` in RDX. It leaves
    /// AC and NT as the case had them, hence the first instruction.
    private void emitHandler() {
        code.bind(handler);
        code.setFlags(2);
        code.move(RBX, Shared.BASE);
        code.load(RBX, RBX, Shared.CURRENT);
        for (int register = 0; register < 16; register++) {
            copyContext(CONTEXT_GPR[register], Shared.OUT_GPR + 8 * register);
        }
        copyContext(168, Shared.OUT_RIP);
        copyContext(176, Shared.OUT_RFLAGS);
        copyContext(184, Shared.OUT_SELECTORS);
        copyContext(192, Shared.OUT_ERROR);
        copyContext(200, Shared.OUT_TRAP);
        copyContext(216, Shared.OUT_CR2);
        code.store(RBX, Shared.OUT_SIGNAL, RDI);
        code.storeSegment(RBX, Shared.OUT_DS, DS);
        code.storeSegment(RBX, Shared.OUT_ES, ES);
        code.storeSegment(RBX, Shared.OUT_FS, FS);
        code.storeSegment(RBX, Shared.OUT_GS, GS);
        code.segmentBase(0, RAX);
        code.store(RBX, Shared.OUT_FS_BASE, RAX);
        code.segmentBase(1, RAX);
        code.store(RBX, Shared.OUT_GS_BASE, RAX);
        emitMediaCopy();
        code.move(RSI, Window.DATA);
        code.load(RDI, RBX, Shared.IN_WINDOW);
        code.move(RCX, Window.SIZE / 8);
        code.repMovsq();
        code.move(RCX, Shared.BASE);
        code.load(RAX, RCX, Shared.CURRENT);
        code.add(RAX, Shared.RECORD_SIZE);
        code.store(RCX, Shared.CURRENT, RAX);
        code.decrement(RCX, Shared.COUNT);
        code.jumpIf(MachineCode.NOT_EQUAL, nextCase);
        code.jump(batchDone);
    }

    /// Copies the kernel's XSAVE area, whose address stands in the `ucontext` at RDX.
    private void emitMediaCopy() {
        Label withoutMedia = new Label();
        code.load(RDI, RBX, Shared.IN_MEDIA);
        code.compare(RDI, 0);
        code.jumpIf(MachineCode.EQUAL, withoutMedia);
        code.load(RSI, RDX, CONTEXT_MEDIA);
        code.add(RDI, Shared.MEDIA_OUT);
        code.move(RCX, MediaState.AREA / 8);
        code.repMovsq();
        code.bind(withoutMedia);
    }

    private void copyContext(int from, int to) {
        code.load(RAX, RDX, from);
        code.store(RBX, to, RAX);
    }

    /// @param first -1 keeps RDI
    private void systemCall(int number, long first, long second, long third, long fourth) {
        if (first != -1) {
            code.move(RDI, first);
        }
        code.move(RSI, second);
        code.move(RDX, third);
        code.move(R10, fourth);
        code.move(RAX, number);
        code.syscall();
    }

    /// One loadable segment, everything allowed (System V ABI, "Object Files").
    private static byte[] wrap(byte[] code) {
        int size = ELF_HEADER + PROGRAM_HEADER + code.length;
        ByteBuffer file = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        file.put(new byte[] {0x7F, 'E', 'L', 'F', 2, 1, 1, 0}).putLong(0);
        file.putShort((short) 2).putShort((short) 62).putInt(1);
        file.putLong(Shared.IMAGE + ELF_HEADER + PROGRAM_HEADER).putLong(ELF_HEADER).putLong(0);
        file.putInt(0).putShort((short) ELF_HEADER).putShort((short) PROGRAM_HEADER);
        file.putShort((short) 1).putShort((short) 64).putInt(0);
        file.putInt(1).putInt(7).putLong(0).putLong(Shared.IMAGE).putLong(Shared.IMAGE);
        file.putLong(size).putLong(Shared.IMAGE_SIZE).putLong(0x1000);
        return file.put(code).array();
    }
}
