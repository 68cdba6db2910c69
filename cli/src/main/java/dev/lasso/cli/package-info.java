/** The {@code lasso} command. */
@NullMarked
package dev.lasso.cli;

import org.jspecify.annotations.NullMarked;
