/** What is told live to those who watch, and what they say: the contracts in {@code events/}. */
@NullMarked
package dev.consilium.schemas.events;

import org.jspecify.annotations.NullMarked;
