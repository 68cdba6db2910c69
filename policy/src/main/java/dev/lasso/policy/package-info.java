/** The gate's core: what a command would do, and what a profile says of that. See docs/gate.md. */
@NullMarked
package dev.lasso.policy;

import org.jspecify.annotations.NullMarked;
