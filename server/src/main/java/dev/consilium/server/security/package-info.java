@NullMarked
package dev.consilium.server.security;

import org.jspecify.annotations.NullMarked;
