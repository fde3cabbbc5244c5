@NullMarked
package dev.consilium.server.config;

import org.jspecify.annotations.NullMarked;
