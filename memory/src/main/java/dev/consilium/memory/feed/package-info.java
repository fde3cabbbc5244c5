/** What happened to tasks, decisions and councils, in one order for every node. */
@NullMarked
package dev.consilium.memory.feed;

import org.jspecify.annotations.NullMarked;
