/// What a guest and a VCPU are to every backend: address space, traps, pending vectors, exits,
/// debug hooks. Knows no backend.
///
/// The chosen revision of Zircon is era B, autumn 2019 to 2021 (the package `object` says more).
/// Its trap code could not be read; the trap map follows early 2019, where only an equal start
/// address is a conflict.
///
/// An *exit* is the end of a run that the VMM must see; a *stop* is one that only the debug
/// extension knows.
@NullMarked
package dev.ringside.engine.hypervisor;

import org.jspecify.annotations.NullMarked;
