/// The second backend: the host's processor through `/dev/kvm`, by the Foreign Function & Memory
/// API only.
///
/// Words of our own:
/// - *run page*: `struct kvm_run`, the page a VCPU shares with the kernel ([RunPage]).
/// - *completion*: the part of an I/O or memory exit that the kernel does at the next entry; asked
///   for on its own with `immediate_exit` where somebody wants the registers before ([KvmVcpu]).
/// - *slots*: KVM's memory regions, kept equal to the guest-physical address space ([MemorySlots]).
///
/// What KVM cannot do is said, not imitated: there is no count of retired instructions (time comes
/// from the host's clock), exceptions do not leave the guest, and nothing runs backwards.
///
/// A new exit reason: its number and fields in [KvmAbi], a reader in [RunPage], a case in
/// [KvmVcpu]'s dispatch.
@NullMarked
package dev.ringside.engine.kvm;

import org.jspecify.annotations.NullMarked;
