/** The decision log as agents use it. */
@NullMarked
package dev.consilium.tools.decisions;

import org.jspecify.annotations.NullMarked;
