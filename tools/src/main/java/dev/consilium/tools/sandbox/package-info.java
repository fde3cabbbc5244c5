/** Running code in containers that nothing gets out of; see RATIONALE.md beside docker/sandbox. */
@NullMarked
package dev.consilium.tools.sandbox;

import org.jspecify.annotations.NullMarked;
