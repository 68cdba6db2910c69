/** What commands would do. */
@NullMarked
package dev.lasso.policy.effect;

import org.jspecify.annotations.NullMarked;
