/// The command line and the wiring of the server.
@NullMarked
package dev.ringside.adapter;

import org.jspecify.annotations.NullMarked;
