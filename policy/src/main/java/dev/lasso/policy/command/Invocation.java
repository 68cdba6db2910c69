package dev.lasso.policy.command;

import dev.lasso.policy.value.Field;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One use of a program, as the program itself reads its arguments: what rules over programs look
 * at. Computes nothing until it is asked.
 */
public final class Invocation {
  private final List<String> path;
  private final @Nullable Arguments arguments;
  private final List<Field> words;

  /** Of a program whose options are known. */
  Invocation(List<String> path, Arguments arguments) {
    this.path = path;
    this.arguments = arguments;
    this.words = List.of();
  }

  /** Of a program that nothing is known of. */
  Invocation(String program, List<Field> words) {
    this.path = List.of(program);
    this.arguments = null;
    this.words = words;
  }

  /** The program's name, its subcommand, and so on, as the tables call them. */
  public List<String> path() {
    return path;
  }

  /**
   * The options in full, without their values; of a beginning that is not unique each that it could
   * be.
   */
  public Set<String> options() {
    Set<String> names = new LinkedHashSet<>();
    if (arguments == null) {
      for (Field word : words) {
        String prefix = word.prefix();
        int equals = prefix.indexOf('=');
        if (prefix.startsWith("-")) {
          names.add(equals < 0 ? prefix : prefix.substring(0, equals));
        }
      }
      return names;
    }
    for (Arguments.Given given : arguments.options()) {
      names.add(given.option().name());
    }
    return names;
  }

  /**
   * Its operands; after a subcommand those of the subcommand, which is an invocation of its own.
   */
  public List<Field> operands() {
    return arguments == null
        ? words.stream().filter(word -> !word.prefix().startsWith("-")).toList()
        : arguments.operands();
  }

  /** Whether there are words that it is not known what they are. */
  public boolean isDoubtful() {
    return arguments == null || !arguments.doubts().isEmpty();
  }
}
