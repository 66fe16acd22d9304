/// Debug-console commands.
@NullMarked
package dev.ringside.adapter.console;

import org.jspecify.annotations.NullMarked;
