package dev.lasso.runner.supervisor;

import java.time.Duration;

/**
 * The bounds of a session.
 *
 * @param maxExecutions programs at the same time
 * @param outputLimit bytes kept of each stream of an execution
 * @param outputWindow bytes of output an execution may have under way
 * @param helloTimeout how long the supervisor may take to appear
 * @param pingInterval how often a silent session is asked whether it lives
 * @param pongTimeout after which a session that does not answer is lost
 * @param timeoutGrace how much later than a program's timeout the node steps in itself
 */
public record SessionLimits(
    int maxExecutions,
    int outputLimit,
    int outputWindow,
    Duration helloTimeout,
    Duration pingInterval,
    Duration pongTimeout,
    Duration timeoutGrace) {

  /** What suits a node. */
  public static SessionLimits of(int maxExecutions, int outputLimit) {
    return new SessionLimits(
        maxExecutions,
        outputLimit,
        512 << 10,
        Duration.ofSeconds(15),
        Duration.ofSeconds(5),
        Duration.ofSeconds(20),
        Duration.ofSeconds(3));
  }
}
