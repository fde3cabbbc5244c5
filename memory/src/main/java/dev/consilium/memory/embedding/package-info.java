@NullMarked
package dev.consilium.memory.embedding;

import org.jspecify.annotations.NullMarked;
