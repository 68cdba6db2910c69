/** The small languages that programs take as arguments: what a program in one of them would do. */
@NullMarked
package dev.lasso.policy.command.language;

import org.jspecify.annotations.NullMarked;
