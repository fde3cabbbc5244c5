@NullMarked
package dev.consilium.server.engine;

import org.jspecify.annotations.NullMarked;
