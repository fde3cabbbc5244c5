@NullMarked
package dev.consilium.transport;

import org.jspecify.annotations.NullMarked;
