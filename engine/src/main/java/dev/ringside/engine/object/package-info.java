/// Kernel objects: handles, rights and dispatchers.
///
/// The chosen revision of Zircon is era B: the system as of autumn 2019 to 2021, in which a VCPU is
/// bound to the thread that creates it and `zx_vcpu_create` asks for `ZX_RIGHT_MANAGE_PROCESS`.
/// Where that revision could not be read, the rules of early 2019 hold (traps: only an equal start
/// is a conflict). `zx_vcpu_enter` and `zx_vcpu_kick` come from the revision of 2022. What is
/// different on purpose stands in paragraphs that begin "Differs:".
///
/// Recipe for a new kind of object: a constant in `ObjectType` with its default rights; a final
/// subclass of `Dispatcher`, listed in its `permits`; a class in `syscall` that looks it up with
/// the right each call needs and calls one method of it.
@NullMarked
package dev.ringside.engine.object;

import org.jspecify.annotations.NullMarked;
