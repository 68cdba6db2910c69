/** Tests. */
@NullMarked
package dev.lasso.runner.supervisor;

import org.jspecify.annotations.NullMarked;
