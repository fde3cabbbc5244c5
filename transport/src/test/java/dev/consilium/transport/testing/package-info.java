@NullMarked
package dev.consilium.transport.testing;

import org.jspecify.annotations.NullMarked;
