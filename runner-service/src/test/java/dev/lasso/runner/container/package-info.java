/** Tests. */
@NullMarked
package dev.lasso.runner.container;

import org.jspecify.annotations.NullMarked;
