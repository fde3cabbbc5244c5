/** Traces for OpenTelemetry. Nothing of this is loaded where no collector is configured. */
@NullMarked
package dev.consilium.server.tracing;

import org.jspecify.annotations.NullMarked;
