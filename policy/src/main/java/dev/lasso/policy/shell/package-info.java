/** The shell's grammar: text to tree and back. */
@NullMarked
package dev.lasso.policy.shell;

import org.jspecify.annotations.NullMarked;
