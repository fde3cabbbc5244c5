@NullMarked
package dev.consilium.server.logging;

import org.jspecify.annotations.NullMarked;
