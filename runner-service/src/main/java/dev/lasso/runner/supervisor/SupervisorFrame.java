package dev.lasso.runner.supervisor;

/**
 * What a supervisor says. Numbers are unsigned as on the wire; text and bytes are whatever the
 * sandbox chose to send.
 */
sealed interface SupervisorFrame {

  /** The execution it is about; 0 for the session. */
  default long channel() {
    return Protocol.SESSION;
  }

  /** The first frame. */
  record Hello(int version, long maxPayload, long maxExecutions, long stdinWindow)
      implements SupervisorFrame {

    /** Whether it is of the protocol that is spoken here. */
    boolean isOurs() {
      return version == Protocol.VERSION
          && maxPayload >= Protocol.MAX_PAYLOAD
          && maxExecutions >= 1
          && stdinWindow >= 1
          && stdinWindow <= Protocol.MAX_PAYLOAD;
    }
  }

  /** The program runs. */
  record Started(long channel, long pid) implements SupervisorFrame {}

  /** Nothing runs; the channel has ended. */
  record SpawnFailed(long channel, int stage, long errno, String text) implements SupervisorFrame {}

  /** What the program wrote. The array is the receiver's own. */
  record Output(long channel, boolean stderr, byte[] bytes) implements SupervisorFrame {}

  /** The program ended; the channel has ended. Times are microseconds. */
  record Exited(
      long channel,
      boolean signaled,
      int code,
      boolean timedOut,
      long wallMicros,
      long userMicros,
      long systemMicros,
      long peakRssKib)
      implements SupervisorFrame {}

  /** That many more bytes of stdin may be sent. */
  record StdinCredit(long channel, long bytes) implements SupervisorFrame {}

  /** The answer to a ping. */
  record Pong(byte[] bytes) implements SupervisorFrame {}

  /** The supervisor found that we broke a rule; it exits. */
  record Failure(String text) implements SupervisorFrame {}
}
