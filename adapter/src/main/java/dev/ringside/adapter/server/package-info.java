/// The DAP server: every request routed to its handler, events in order.
@NullMarked
package dev.ringside.adapter.server;

import org.jspecify.annotations.NullMarked;
