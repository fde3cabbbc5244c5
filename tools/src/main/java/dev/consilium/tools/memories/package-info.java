@NullMarked
package dev.consilium.tools.memories;

import org.jspecify.annotations.NullMarked;
