/// Debug-console commands, in a table with help text and what they need.
///
/// To add one: write its action in the class of its kind, add one row to that class's `all()`.
/// Help, completions, every client and the terminal have it then.
@NullMarked
package dev.ringside.adapter.console;

import org.jspecify.annotations.NullMarked;
