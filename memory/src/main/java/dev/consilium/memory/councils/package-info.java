/** Meetings of agents: who speaks, what was said, and the decision they end in. */
@NullMarked
package dev.consilium.memory.councils;

import org.jspecify.annotations.NullMarked;
