/** Calls that outlive their request. */
@NullMarked
package dev.consilium.memory.calls;

import org.jspecify.annotations.NullMarked;
