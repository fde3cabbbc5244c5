@NullMarked
package dev.consilium.server.cli;

import org.jspecify.annotations.NullMarked;
