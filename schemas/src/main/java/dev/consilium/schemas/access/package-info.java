@NullMarked
package dev.consilium.schemas.access;

import org.jspecify.annotations.NullMarked;
