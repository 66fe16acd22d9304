/// One class per DAP request; its inputs come through the constructor.
///
/// To add a request: one class `…Handler`, one line in [Routes]; if it has a capability, one line
/// in [InitializeHandler]. The capability test says what is missing.
@NullMarked
package dev.ringside.adapter.request;

import org.jspecify.annotations.NullMarked;
