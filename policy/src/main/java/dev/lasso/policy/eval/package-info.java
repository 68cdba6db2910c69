/** Runs a shell script without running it: what it would do, as far as that can be known. */
@NullMarked
package dev.lasso.policy.eval;

import org.jspecify.annotations.NullMarked;
