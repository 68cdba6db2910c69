/** Whether this machine has what a node needs. */
@NullMarked
package dev.lasso.cli.machine;

import org.jspecify.annotations.NullMarked;
