package dev.lasso.contracts;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How an execution ended. */
public enum Outcome {
  /** The program ran and exited by itself, with whatever code. */
  @JsonProperty("exited")
  EXITED("exited"),
  /** A signal ended it. */
  @JsonProperty("signaled")
  SIGNALED("signaled"),
  /** It ran longer than allowed and was killed. */
  @JsonProperty("timed_out")
  TIMED_OUT("timed_out"),
  /** It could not be started: no such program, not executable, no such directory. Nothing ran. */
  @JsonProperty("failed_to_start")
  FAILED_TO_START("failed_to_start"),
  /**
   * It reached its node too late, or its node had no room for it. Nothing ran; it may be asked for
   * again.
   */
  @JsonProperty("not_started")
  NOT_STARTED("not_started"),
  /**
   * The sandbox or its node went away; whether it ran, or how far, cannot be known. It is not run
   * again.
   */
  @JsonProperty("unknown")
  UNKNOWN("unknown");

  private final String label;

  Outcome(String label) {
    this.label = label;
  }

  /** The word used on the wire. */
  public String label() {
    return label;
  }
}
