/** What the commands of a sandbox are together: pure, with time as an argument. */
@NullMarked
package dev.lasso.policy.behavior;

import org.jspecify.annotations.NullMarked;
