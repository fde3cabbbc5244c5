/** Measures programs from outside, as their clients meet them. Started by {@code scripts/bench}. */
@NullMarked
package dev.consilium.bench;

import org.jspecify.annotations.NullMarked;
