package dev.lasso.policy.behavior;

import dev.lasso.contracts.BehaviorPolicy.Signal;
import java.util.Locale;

/**
 * A number of a rule of behavior that was reached.
 *
 * @param signal what was counted
 * @param action what is done
 * @param count how many there were
 * @param windowMs within which time
 */
public record Alert(Signal signal, Action action, long count, long windowMs) {

  /** What is done, the strictest last. */
  public enum Action {
    WARN,
    ASK,
    BLOCK,
    PAUSE;

    /** Whether the command does not run. */
    public boolean stops() {
      return compareTo(BLOCK) >= 0;
    }
  }

  /** The rule's stable name. */
  public String rule() {
    return "behavior." + signal.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** A sentence for people. */
  public String reason() {
    String what =
        switch (signal) {
          case COMMANDS -> "commands were asked for";
          case DENIALS -> "commands were denied";
          case DELETIONS -> "files and directories were to be removed";
          case TREE_DELETIONS -> "whole trees were to be removed";
          case HOSTS -> "different hosts were named";
          case PROGRAMS -> "different programs were run";
          case EGRESS_AFTER_SECRET -> "connections followed the reading of a secret";
        };
    String then =
        switch (action) {
          case WARN -> "";
          case ASK -> ": a person is asked";
          case BLOCK -> ": go slower, and on with something else";
          case PAUSE -> ": the sandbox is paused until a person resumes it (`lasso resume`)";
        };
    return "%d %s within %s%s".formatted(count, what, time(windowMs), then);
  }

  private static String time(long ms) {
    if (ms % 1_000 != 0) {
      return ms + " ms";
    }
    long seconds = ms / 1_000;
    return seconds % 3_600 == 0
        ? seconds / 3_600 + " h"
        : seconds % 60 == 0 ? seconds / 60 + " min" : seconds + " s";
  }
}
