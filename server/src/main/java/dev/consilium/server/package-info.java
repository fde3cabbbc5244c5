@NullMarked
package dev.consilium.server;

import org.jspecify.annotations.NullMarked;
