/** What was run in the sandbox, and what came of it. */
@NullMarked
package dev.consilium.memory.runs;

import org.jspecify.annotations.NullMarked;
