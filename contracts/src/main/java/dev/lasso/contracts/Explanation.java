package dev.lasso.contracts;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an agent needs to know of a command that was not allowed, beside the reasons for people.
 *
 * @param source the part of the command that it is about; absent where it is all of it
 * @param effect what that part would do, as a stable kind and its object, such as {@code writes
 *     /etc/hosts}
 * @param model a short text for the model: what is refused, what to do instead, whether to retry
 * @param retry whether sending a command again can help
 * @param edit a small change that the gate has judged and would allow; absent where it knows none
 */
public record Explanation(
    @Nullable Source source, String effect, String model, Retry retry, @Nullable Edit edit) {

  /**
   * A part of the command's text.
   *
   * @param offset its first character (UTF-16), counted from 0
   * @param length in characters (UTF-16)
   * @param text the part itself, cut where it is long
   */
  public record Source(int offset, int length, String text) {}

  /** Whether sending it again can help. */
  public enum Retry {
    /** Nothing that does the same is allowed here. */
    @JsonProperty("no")
    NO,
    /** Another way to do it may be allowed; the same command won't be. */
    @JsonProperty("changed")
    CHANGED,
    /** A person may allow it. */
    @JsonProperty("ask")
    ASK,
    /** The same command may be allowed later. */
    @JsonProperty("later")
    LATER
  }

  /**
   * What would be allowed instead. Exactly one of the last two is there, as in the command.
   *
   * @param what the change, such as {@code without the option --exec}
   * @param command a line for the shell
   * @param argv words
   */
  public record Edit(String what, @Nullable String command, @Nullable List<String> argv) {
    /** Keeps a copy. */
    public Edit {
      argv = argv == null ? null : List.copyOf(argv);
    }
  }
}
