/** What is to be done, taken from what was said: Russian and English, by rules alone. */
@NullMarked
package dev.consilium.tools.councils.items;

import org.jspecify.annotations.NullMarked;
