@NullMarked
package dev.consilium.memory;

import org.jspecify.annotations.NullMarked;
