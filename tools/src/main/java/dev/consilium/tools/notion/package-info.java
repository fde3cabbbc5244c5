/** Decisions and their tasks in Notion, for the people who live there. */
@NullMarked
package dev.consilium.tools.notion;

import org.jspecify.annotations.NullMarked;
