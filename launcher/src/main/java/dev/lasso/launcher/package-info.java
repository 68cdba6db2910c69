/**
 * Every service in one JVM with a broker of its own: the node that one person starts. The only
 * place that sees them all.
 */
@NullMarked
package dev.lasso.launcher;

import org.jspecify.annotations.NullMarked;
