/// The virtual machine monitor: guest, VCPU threads, loaders, platform.
///
/// [Machine] is the outside. [Board] is the guest with memory ([PcMemory]), devices ([PcPlatform]),
/// BIOS ([BiosServices]) and image ([Loader]); [VcpuLoop] is the VCPU's thread; [TimeKeeper] passes
/// time.
///
/// A new loader: a class that implements [Loader] and checks everything in its constructor, its
/// case and its place in the order of [ImageDetector], its defects in `LoaderTest` and
/// `MutatedImagesTest`. A new BIOS service: see [BiosServices]. A new device: see the package
/// `device`.
@NullMarked
package dev.ringside.engine.vmm;

import org.jspecify.annotations.NullMarked;
