/** What is counted, for Prometheus. */
@NullMarked
package dev.consilium.server.metrics;

import org.jspecify.annotations.NullMarked;
