@NullMarked
package dev.consilium.memory.language;

import org.jspecify.annotations.NullMarked;
