/** What people and programs watch live, and how they steer the work that they see. */
@NullMarked
package dev.consilium.server.live;

import org.jspecify.annotations.NullMarked;
