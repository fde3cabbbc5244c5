/** What whoever runs the host looks at: health, metrics, traces, and who did what. */
@NullMarked
package dev.consilium.server.operations;

import org.jspecify.annotations.NullMarked;
