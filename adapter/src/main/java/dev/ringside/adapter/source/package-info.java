/// Addresses to source lines and names, and back.
@NullMarked
package dev.ringside.adapter.source;

import org.jspecify.annotations.NullMarked;
