@NullMarked
package dev.consilium.tools.models;

import org.jspecify.annotations.NullMarked;
