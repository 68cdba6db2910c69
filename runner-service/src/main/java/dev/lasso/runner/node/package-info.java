/** What a node has on its disk: who it is, and the programs it brings along. */
@NullMarked
package dev.lasso.runner.node;

import org.jspecify.annotations.NullMarked;
