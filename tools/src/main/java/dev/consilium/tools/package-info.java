@NullMarked
package dev.consilium.tools;

import org.jspecify.annotations.NullMarked;
