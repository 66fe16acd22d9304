/// Run state, breakpoints and references of one session; no LSP4J type here or below.
@NullMarked
package dev.ringside.adapter.session;

import org.jspecify.annotations.NullMarked;
