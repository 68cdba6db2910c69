/**
 * The runner's side of the supervisor protocol, version 1 ({@code docs/supervisor-protocol.md}).
 *
 * <p>Every byte that comes from a sandbox is hostile: the decoder is bounded, and whatever breaks a
 * rule ends the session. Knows nothing of Vert.x, Kafka or the container engine.
 */
@NullMarked
package dev.lasso.runner.supervisor;

import org.jspecify.annotations.NullMarked;
