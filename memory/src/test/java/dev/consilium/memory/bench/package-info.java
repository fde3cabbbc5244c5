/** What is measured of the memory, for people to look at; {@code scripts/bench} runs it. */
package dev.consilium.memory.bench;
