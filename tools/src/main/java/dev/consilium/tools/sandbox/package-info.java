/** Running code in containers that nothing gets out of; docker/sandbox/README.md says why. */
@NullMarked
package dev.consilium.tools.sandbox;

import org.jspecify.annotations.NullMarked;
