@NullMarked
package dev.consilium.memory.tasks;

import org.jspecify.annotations.NullMarked;
