/// One class per DAP request.
@NullMarked
package dev.ringside.adapter.request;

import org.jspecify.annotations.NullMarked;
