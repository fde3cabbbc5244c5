@NullMarked
package dev.consilium.memory.sessions;

import org.jspecify.annotations.NullMarked;
