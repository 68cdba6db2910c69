/** Tests. */
@NullMarked
package dev.lasso.runner;

import org.jspecify.annotations.NullMarked;
