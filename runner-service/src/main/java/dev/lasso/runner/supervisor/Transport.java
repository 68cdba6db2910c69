package dev.lasso.runner.supervisor;

/** The runner's end of a stream to a supervisor. */
public interface Transport {

  /**
   * Queues a frame; frames leave in the order of the calls. Never blocks.
   *
   * @throws IllegalStateException when more is queued than a living supervisor would leave there
   */
  void send(byte[] frame);

  /** Ends the stream in both directions. Idempotent; never blocks for long. */
  void close();

  /** Where the bytes of a stream go. Called by one thread. */
  interface Receiver {
    /**
     * Bytes of the supervisor's standard output; only valid during the call. False: send no more.
     */
    boolean received(byte[] bytes, int offset, int count);

    /** The stream ended. Called once, last. */
    void closed(String reason);
  }
}
