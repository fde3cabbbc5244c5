@NullMarked
package dev.consilium.transport.http;

import org.jspecify.annotations.NullMarked;
