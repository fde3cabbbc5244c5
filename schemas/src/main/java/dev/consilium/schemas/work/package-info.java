/**
 * For whom a thread works, and who follows it: carried along with the work, through all modules.
 */
@NullMarked
package dev.consilium.schemas.work;

import org.jspecify.annotations.NullMarked;
