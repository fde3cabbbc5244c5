@NullMarked
package dev.consilium.memory.keys;

import org.jspecify.annotations.NullMarked;
