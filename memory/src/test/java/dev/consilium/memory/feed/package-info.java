@NullMarked
package dev.consilium.memory.feed;

import org.jspecify.annotations.NullMarked;
