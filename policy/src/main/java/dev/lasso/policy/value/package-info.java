/** What is known of texts and paths before anything runs. */
@NullMarked
package dev.lasso.policy.value;

import org.jspecify.annotations.NullMarked;
