/** Tests. */
@NullMarked
package dev.lasso.runner.domain;

import org.jspecify.annotations.NullMarked;
