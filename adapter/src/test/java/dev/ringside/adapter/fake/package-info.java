/// A machine, symbols and a client for tests.
@NullMarked
package dev.ringside.adapter.fake;

import org.jspecify.annotations.NullMarked;
