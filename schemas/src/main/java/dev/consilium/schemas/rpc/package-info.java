@NullMarked
package dev.consilium.schemas.rpc;

import org.jspecify.annotations.NullMarked;
