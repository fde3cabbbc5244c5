@NullMarked
package dev.consilium.server.api;

import org.jspecify.annotations.NullMarked;
