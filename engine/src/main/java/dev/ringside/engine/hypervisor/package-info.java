/// What a guest and a VCPU are to every backend: address space, traps, exits, debug hooks.
@NullMarked
package dev.ringside.engine.hypervisor;

import org.jspecify.annotations.NullMarked;
