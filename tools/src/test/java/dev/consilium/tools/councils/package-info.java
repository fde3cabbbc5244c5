@NullMarked
package dev.consilium.tools.councils;

import org.jspecify.annotations.NullMarked;
