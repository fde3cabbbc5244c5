@NullMarked
package dev.consilium.server.http;

import org.jspecify.annotations.NullMarked;
