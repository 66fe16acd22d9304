package dev.ringside.engine.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.ringside.engine.base.ZxException;
import dev.ringside.engine.base.ZxStatus;
import dev.ringside.engine.hypervisor.Backend;
import dev.ringside.engine.memory.VmOptions;
import dev.ringside.engine.object.GuestPackets;
import dev.ringside.engine.object.Kernel;
import dev.ringside.engine.object.PortPacket;
import dev.ringside.engine.object.ResourceKind;
import dev.ringside.engine.syscall.GuestHandles;
import dev.ringside.engine.syscall.GuestSyscalls;
import dev.ringside.engine.syscall.Syscalls;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.junit.jupiter.api.function.Executable;

/// The common set-up of Zircon's own guest tests: 16 MiB of memory at 0, identity page tables, a
/// MEM trap on the last page, a program at 0x2000.
final class GuestFixture implements AutoCloseable {
    static final long MEMORY = 0x1000000;
    static final long PAGE = 4096;
    static final long ENTRY = 0x2000;
    static final long EXIT_ADDRESS = 0xFFF000;
    static final long TRAP_ADDRESS = 0xFFE000;
    static final int TRAP_PORT = 0x11;
    static final long TRAP_KEY = 0x1234;

    private static final long GDT = 0x4000;
    private static final long TABLE_REGISTERS = 0x4F00;
    private static final long IDT = 0x5000;
    private static final long HANDLERS = 0x6000;
    private static final long PAGE_DIRECTORY = 0x8000;
    private static final int GATES = 33;

    /// Selectors 0x08 to 0x40: code32, code64, data, user code32, user data, user code64, user
    /// data, code16.
    private static final long[] DESCRIPTORS = {
        0,
        0x00CF9A000000FFFFL,
        0x00AF9A000000FFFFL,
        0x00CF92000000FFFFL,
        0x00CFFA000000FFFFL,
        0x00CFF2000000FFFFL,
        0x00AFFA000000FFFFL,
        0x00CFF2000000FFFFL,
        0x000F9A000000FFFFL
    };

    final Kernel kernel;
    final Syscalls zx;
    final GuestHandles guest;
    private final int vmo;

    GuestFixture(Backend backend, String program) {
        kernel = new Kernel(backend, MEMORY + 16 * PAGE);
        zx = Syscalls.of(kernel);
        int resource =
                zx.resource()
                        .create(
                                kernel.rootResource(),
                                ResourceKind.HYPERVISOR.code(),
                                0,
                                0,
                                "contract");
        guest = zx.guest().create(resource, 0);
        vmo = zx.vmo().replaceAsExecutable(zx.vmo().create(MEMORY, 0), 0);
        int options = VmOptions.PERM_ALL | VmOptions.SPECIFIC;
        long _ = zx.vmar().map(guest.vmar(), options, 0, vmo, 0, MEMORY);
        zx.guest().setTrap(guest.guest(), GuestSyscalls.TRAP_MEM, EXIT_ADDRESS, PAGE, 0, 0);
        write(0, longs(0x1007));
        write(0x1000, longs(0x87));
        writeTables();
        write(ENTRY, GuestPrograms.code(program));
    }

    /// Replaces the one page of 1 GiB, which not every processor has, by pages of 2 MiB.
    void useSmallerPages() {
        long[] entries = new long[512];
        Arrays.setAll(entries, i -> (long) i << 21 | 0x87);
        write(PAGE_DIRECTORY, longs(entries));
        write(0x1000, longs(PAGE_DIRECTORY | 7));
    }

    void write(long address, byte[] bytes) {
        zx.vmo().write(vmo, MemorySegment.ofArray(bytes), address);
    }

    private static byte[] longs(long... values) {
        ByteBuffer bytes = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        Arrays.stream(values).forEach(bytes::putLong);
        return bytes.array();
    }

    /// A GDT, and an IDT whose handler n puts n into RAX and stores to the exit address.
    private void writeTables() {
        write(GDT, longs(DESCRIPTORS));
        for (int n = 0; n < GATES; n++) {
            long handler = HANDLERS + 32L * n;
            long low = handler & 0xFFFF | 0x10L << 16 | 0x8E00L << 32 | (handler >> 16) << 48;
            write(IDT + 16L * n, longs(low, 0));
            ByteBuffer code = ByteBuffer.allocate(32).order(ByteOrder.LITTLE_ENDIAN);
            code.put((byte) 0xB8).putInt(n);
            code.put(GuestPrograms.code("exit"));
            code.put((byte) 0xEB).put((byte) 0xFE);
            write(handler, code.array());
        }
        ByteBuffer registers = ByteBuffer.allocate(32).order(ByteOrder.LITTLE_ENDIAN);
        registers.putShort((short) (8 * DESCRIPTORS.length - 1)).putLong(GDT);
        registers.position(16).putShort((short) (16 * GATES - 1)).putLong(IDT);
        write(TABLE_REGISTERS, registers.array());
    }

    int vcpu() {
        return zx.vcpu().create(guest.guest(), 0, ENTRY);
    }

    /// Enters and expects the store that ends a program.
    void assertCleanExit(int vcpu) {
        PortPacket packet = zx.vcpu().enter(vcpu);
        assertEquals(PortPacket.TYPE_GUEST_MEM, packet.type());
        assertEquals(0, packet.key());
        GuestPackets.Memory exit = GuestPackets.memory(packet);
        assertEquals(EXIT_ADDRESS, exit.address());
        assertEquals(4, exit.defaultOperandSize());
        assertEquals(12, exit.instruction().length);
        byte[] immediate = Arrays.copyOfRange(exit.instruction(), 8, 12);
        assertEquals(0, ByteBuffer.wrap(immediate).getInt());
    }

    void assertEnterEndsIn(ZxStatus expected, int vcpu) {
        assertStatus(expected, () -> zx.vcpu().enter(vcpu));
    }

    static void assertStatus(ZxStatus expected, Executable call) {
        ZxException thrown = assertThrows(ZxException.class, call);
        assertEquals(expected, thrown.status(), thrown.getMessage());
    }

    /// Register of `zx_vcpu_state_t` by its place in the structure.
    long register(int vcpu, int index) {
        return zx.vcpu().readState(vcpu).gpr()[index];
    }

    @Override
    public void close() {
        kernel.close();
    }
}
