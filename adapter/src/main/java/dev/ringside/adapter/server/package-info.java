/// The DAP server: framing, one session a client, every request routed to its handler, events in
/// order.
///
/// LSP4J gives the protocol's types and their JSON. Framing and dispatch are our own: see
/// `adapter/docs/protocol-layer.md`.
@NullMarked
package dev.ringside.adapter.server;

import org.jspecify.annotations.NullMarked;
