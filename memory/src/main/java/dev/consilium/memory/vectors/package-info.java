@NullMarked
package dev.consilium.memory.vectors;

import org.jspecify.annotations.NullMarked;
