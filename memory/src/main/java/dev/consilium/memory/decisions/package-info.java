/** What was decided: the log, its rules, and what each project asks of a decision. */
@NullMarked
package dev.consilium.memory.decisions;

import org.jspecify.annotations.NullMarked;
