/// Status codes, addresses and ranges. Imports nothing of ours.
@NullMarked
package dev.ringside.engine.base;

import org.jspecify.annotations.NullMarked;
