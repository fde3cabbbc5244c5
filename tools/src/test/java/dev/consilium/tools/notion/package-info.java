@NullMarked
package dev.consilium.tools.notion;

import org.jspecify.annotations.NullMarked;
