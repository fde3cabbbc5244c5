/** What was changed, by whom: a log that only grows, in which any change of the past shows. */
@NullMarked
package dev.consilium.memory.audit;

import org.jspecify.annotations.NullMarked;
