package dev.lasso.contracts;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A rule of a profile's own: what a command would do, and what is said of it then. A profile whose
 * rules do not hold on their own examples is never published.
 *
 * @param id lower-case letters, digits and dashes; {@code rule.ID} is the decision's rule
 * @param verdict what is said; {@code allow} answers questions of the built-in rules and nothing
 *     else
 * @param when what a command would do
 * @param reason a sentence for people
 * @param model a sentence for the model: what to do instead
 * @param answers the built-in rules whose questions an {@code allow} answers; else empty
 * @param match command lines that it is for
 * @param notMatch command lines that it is not for
 */
public record Rule(
    String id,
    Verdict verdict,
    When when,
    String reason,
    String model,
    List<String> answers,
    List<String> match,
    List<String> notMatch) {

  /** Keeps copies. */
  public Rule {
    answers = List.copyOf(answers);
    match = List.copyOf(match);
    notMatch = List.copyOf(notMatch);
  }

  /**
   * A condition over what a command would do. Exactly one of program, read, write, delete, connect,
   * code and env is there.
   *
   * @param program a program, its subcommand and so on, separated by spaces
   * @param options any of these options of it
   * @param operands any of its operands is like one of these; {@code *} stands for any text
   * @param read a file like one of these is read
   * @param write a file like one of these is made or changed
   * @param delete a file like one of these is removed
   * @param connect a host like one of these is connected to
   * @param code unjudged code of one of these languages runs
   * @param env one of these variables is set
   */
  public record When(
      @Nullable String program,
      @Nullable List<String> options,
      @Nullable List<String> operands,
      @Nullable List<String> read,
      @Nullable List<String> write,
      @Nullable List<String> delete,
      @Nullable List<String> connect,
      @Nullable List<String> code,
      @Nullable List<String> env) {

    /** Keeps copies. */
    public When {
      options = copy(options);
      operands = copy(operands);
      read = copy(read);
      write = copy(write);
      delete = copy(delete);
      connect = copy(connect);
      code = copy(code);
      env = copy(env);
    }

    private static @Nullable List<String> copy(@Nullable List<String> texts) {
      return texts == null ? null : List.copyOf(texts);
    }
  }
}
