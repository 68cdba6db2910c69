/** Proof of rules: their examples, and what mutations of those examples come to. */
@NullMarked
package dev.lasso.policy.proof;

import org.jspecify.annotations.NullMarked;
