/** What is proven of the proof of rules. */
@NullMarked
package dev.lasso.policy.proof;

import org.jspecify.annotations.NullMarked;
