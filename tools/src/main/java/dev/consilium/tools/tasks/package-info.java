@NullMarked
package dev.consilium.tools.tasks;

import org.jspecify.annotations.NullMarked;
