/** The outbox to Notion: what is to be written there, by whom, and what became of it. */
@NullMarked
package dev.consilium.memory.exports;

import org.jspecify.annotations.NullMarked;
