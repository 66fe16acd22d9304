/// Run state, breakpoints, references, registers and listings of one session; no LSP4J type here or
/// below.
///
/// Everything belongs to the session's thread unless its documentation says otherwise: requests and
/// what the engine tells are both tasks on it, so that no event overtakes an answer.
@NullMarked
package dev.ringside.adapter.session;

import org.jspecify.annotations.NullMarked;
