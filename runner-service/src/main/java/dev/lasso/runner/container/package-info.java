/**
 * Sandboxes as containers of an engine that speaks the Docker API: how they are made, hardened, fed
 * with a workspace and taken away again.
 *
 * <p>Knows nothing of Vert.x or Kafka. Methods that block say so and run on {@link
 * dev.lasso.runner.container.BlockingCalls}.
 */
@NullMarked
package dev.lasso.runner.container;

import org.jspecify.annotations.NullMarked;
