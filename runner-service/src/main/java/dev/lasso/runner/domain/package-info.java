/** What a runner decides, without any input or output. */
@NullMarked
package dev.lasso.runner.domain;

import org.jspecify.annotations.NullMarked;
