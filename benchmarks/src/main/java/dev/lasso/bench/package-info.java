/**
 * What LASSO costs, measured against the container engine alone in the same run on the same
 * machine; and what a node that is killed leaves behind.
 */
@NullMarked
package dev.lasso.bench;

import org.jspecify.annotations.NullMarked;
