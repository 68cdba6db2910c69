/** The node of this machine as a process: started, watched until it is ready, stopped. */
@NullMarked
package dev.lasso.cli.node;

import org.jspecify.annotations.NullMarked;
