/** The gate: decides on every command before it runs. Knows nothing of containers or of HTTP. */
@NullMarked
package dev.lasso.gate;

import org.jspecify.annotations.NullMarked;
