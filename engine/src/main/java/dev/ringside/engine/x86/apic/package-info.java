/// Local APICs and the messages between them (SDM Vol. 3A chapter 11): the registers as both the
/// xAPIC's page and the x2APIC's MSRs show them, the timer, priorities, inter-processor interrupts.
///
/// The registers' values live in [dev.ringside.engine.state.ApicState], so that they are saved and
/// restored with the VCPU. All calls come on the thread of the VCPU whose turn it is.
@NullMarked
package dev.ringside.engine.x86.apic;

import org.jspecify.annotations.NullMarked;
