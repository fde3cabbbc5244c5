@NullMarked
package dev.consilium.transport.stdio;

import org.jspecify.annotations.NullMarked;
