/** What another profile would have said of commands that a log keeps: pure, without a clock. */
@NullMarked
package dev.lasso.policy.simulate;

import org.jspecify.annotations.NullMarked;
