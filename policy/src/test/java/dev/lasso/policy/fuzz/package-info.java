/** The gate against made-up input. */
@org.jspecify.annotations.NullMarked
package dev.lasso.policy.fuzz;
