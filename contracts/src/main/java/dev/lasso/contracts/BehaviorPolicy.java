package dev.lasso.contracts;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a sandbox whose commands, each of them perhaps harmless, are too many of a kind.
 *
 * @param rules at most one for each signal
 */
public record BehaviorPolicy(List<Rule> rules) {
  /** Nothing is counted. */
  public static final BehaviorPolicy NONE = new BehaviorPolicy(List.of());

  /** Keeps a copy. */
  public BehaviorPolicy {
    rules = List.copyOf(rules);
  }

  /** What is counted, in one sandbox. */
  public enum Signal {
    /** Commands that were asked for, whatever became of them. */
    @JsonProperty("commands")
    COMMANDS,
    /** Commands that were denied for what they are; not those that a rule of behavior denied. */
    @JsonProperty("denials")
    DENIALS,
    /** Files and directories that commands remove, as far as they name them. */
    @JsonProperty("deletions")
    DELETIONS,
    /** Trees that commands remove with all in them. */
    @JsonProperty("tree-deletions")
    TREE_DELETIONS,
    /** Different hosts that commands name. */
    @JsonProperty("hosts")
    HOSTS,
    /** Different programs that commands name. */
    @JsonProperty("programs")
    PROGRAMS,
    /** Connections of commands after one that read a file that looks like a secret. */
    @JsonProperty("egress-after-secret")
    EGRESS_AFTER_SECRET
  }

  /**
   * What is done at which number within a time. Of the numbers that are reached the strictest
   * counts.
   *
   * @param signal what is counted
   * @param windowMs for how long something counts, in milliseconds
   * @param warn the decision says so
   * @param ask a person is asked
   * @param block the command is denied
   * @param pause it and every one after it is denied, until a person resumes the sandbox
   */
  public record Rule(
      Signal signal,
      long windowMs,
      @Nullable Integer warn,
      @Nullable Integer ask,
      @Nullable Integer block,
      @Nullable Integer pause) {}
}
