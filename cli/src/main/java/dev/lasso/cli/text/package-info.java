/**
 * How the command line writes for people: tables, steps, and text that cannot act on a terminal.
 * Pure, but for {@code Steps}.
 */
@NullMarked
package dev.lasso.cli.text;

import org.jspecify.annotations.NullMarked;
