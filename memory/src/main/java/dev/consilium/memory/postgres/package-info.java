@NullMarked
package dev.consilium.memory.postgres;

import org.jspecify.annotations.NullMarked;
