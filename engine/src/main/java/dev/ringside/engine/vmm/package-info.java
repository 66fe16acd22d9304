/// The virtual machine monitor: guest, VCPU threads, loaders, platform.
@NullMarked
package dev.ringside.engine.vmm;

import org.jspecify.annotations.NullMarked;
