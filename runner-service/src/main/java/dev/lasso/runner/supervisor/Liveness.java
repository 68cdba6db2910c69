package dev.lasso.runner.supervisor;

/** Whether a supervisor still answers. Not thread-safe. */
final class Liveness {
  private final SessionLimits limits;
  private long lastHeard;
  private long pings;
  private long pongs;

  /** What is to be done about a silence. */
  enum Action {
    /** It is short. */
    NOTHING,
    /** Ask; the ping's number is the count so far. */
    PING,
    /** Give up. */
    LOST
  }

  Liveness(SessionLimits limits, long now) {
    this.limits = limits;
    this.lastHeard = now;
  }

  void heard(long now) {
    lastHeard = now;
  }

  Action check(long now) {
    long silence = now - lastHeard;
    if (silence >= limits.pongTimeout().toNanos()) {
      return Action.LOST;
    }
    return silence >= limits.pingInterval().toNanos() ? Action.PING : Action.NOTHING;
  }

  byte[] ping() {
    return FrameEncoder.ping(++pings);
  }

  void pong(byte[] bytes) {
    if (bytes.length != Long.BYTES || ++pongs > pings) {
      throw new ProtocolViolationException("a PONG to no PING");
    }
  }
}
