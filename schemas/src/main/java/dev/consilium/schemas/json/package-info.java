@NullMarked
package dev.consilium.schemas.json;

import org.jspecify.annotations.NullMarked;
