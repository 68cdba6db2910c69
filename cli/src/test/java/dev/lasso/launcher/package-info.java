/** A stand-in for the node's process, for tests of what starts and stops it. */
@NullMarked
package dev.lasso.launcher;

import org.jspecify.annotations.NullMarked;
