/// One method per Zircon system call: check, look up with the right it needs, call one dispatcher.
///
/// Start at [Syscalls]. The chosen revision of Zircon is era B (autumn 2019 to 2021) with
/// `zx_vcpu_enter` and `zx_vcpu_kick` of 2022; see the package `object`. Each method's description
/// follows the order of a system call page: effect, rights, parameters, errors, see also. Errors
/// stand in the order in which they are looked for.
@NullMarked
package dev.ringside.engine.syscall;

import org.jspecify.annotations.NullMarked;
