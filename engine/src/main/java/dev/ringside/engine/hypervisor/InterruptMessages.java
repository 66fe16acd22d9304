package dev.ringside.engine.hypervisor;

import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/// The interrupt messages between a machine's chipset and its processors' local APICs: what an I/O
/// APIC and devices with message-signalled interrupts send, and the EOIs that come back (SDM Vol.
/// 3A 11.1 and 11.11).
///
/// Belongs to the thread of the VCPU whose turn it is; calls in the middle of an instruction, from
/// a device's memory, are fine. A message takes effect at the receiver's next instruction boundary.
public interface InterruptMessages {
    int FIXED = 0;

    /// One of the destinations takes it: the one that does the least important work.
    int LOWEST_PRIORITY = 1;

    /// Ignored: there is no system-management mode.
    int SMI = 2;

    int NMI = 4;
    int INIT = 5;

    /// The receiver fetches the vector from its 8259.
    int EXT_INT = 7;

    /// Sends a message.
    ///
    /// @param destination APIC id, or with `logical` a set of them as the receivers' LDR and DFR
    ///   say; 0xFF without `logical` is all
    /// @param mode [#FIXED] and its neighbours: bits 10 to 8 of a redirection entry
    /// @param vector 0 to 255
    /// @param level whether the interrupt is level-triggered: its EOI is told to the listener
    void deliver(int destination, boolean logical, int mode, int vector, boolean level);

    /// Who hears of the EOI of every level-triggered vector: the I/O APIC clears Remote IRR and
    /// sends again if the line is still raised. Called in the middle of an instruction.
    void setEndOfInterruptListener(@Nullable IntConsumer listener);

    /// Sends the message of a write to the range 0xFEE00000 to 0xFEEFFFFF (SDM Vol. 3A 11.11.1 and
    /// 11.11.2).
    ///
    /// ```
    ///  address  31-20 0xFEE  19-12 destination  3 redirection hint  2 logical
    ///  data     15 level-triggered  14 assert   10-8 mode   7-0 vector
    /// ```
    default void messageSignalled(long address, int data) {
        boolean level = (data & 1 << 15) != 0;
        if (level && (data & 1 << 14) == 0) {
            return;
        }
        deliver(
                (int) (address >>> 12) & 0xFF,
                (address & 1 << 2) != 0,
                data >>> 8 & 7,
                data & 0xFF,
                level);
    }
}
