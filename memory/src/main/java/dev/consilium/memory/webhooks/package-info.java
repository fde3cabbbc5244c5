/** Who is told of what happens, what they are to be told, and what became of it. */
@NullMarked
package dev.consilium.memory.webhooks;

import org.jspecify.annotations.NullMarked;
