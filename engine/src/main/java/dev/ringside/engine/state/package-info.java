/// What a VCPU's registers are: the vocabulary of read and write.
@NullMarked
package dev.ringside.engine.state;

import org.jspecify.annotations.NullMarked;
