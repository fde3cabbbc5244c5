@NullMarked
package dev.consilium.memory.memories;

import org.jspecify.annotations.NullMarked;
