/** What programs do with their arguments. */
@NullMarked
package dev.lasso.policy.command;

import org.jspecify.annotations.NullMarked;
