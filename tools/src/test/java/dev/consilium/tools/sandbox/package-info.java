@NullMarked
package dev.consilium.tools.sandbox;

import org.jspecify.annotations.NullMarked;
