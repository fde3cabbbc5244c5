/** What the transports share; no other module uses it. */
@NullMarked
package dev.consilium.transport.internal;

import org.jspecify.annotations.NullMarked;
