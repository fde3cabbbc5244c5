/**
 * What all doors that answer plain HTTP have in common: how they fail, and how they are described.
 */
@NullMarked
package dev.consilium.server.http;

import org.jspecify.annotations.NullMarked;
