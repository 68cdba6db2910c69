package dev.lasso.policy.shell;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A shell word before expansion. An empty word that was written ({@code ''}) has one empty {@link
 * Quoted} part; no word has no parts.
 *
 * @param parts in the order in which they stand; neighbours of one kind are joined
 * @param span where it stands
 */
public record Word(List<Part> parts, Span span) {

  /** Keeps a copy. */
  public Word {
    parts = List.copyOf(parts);
  }

  /** A word that is this text and nothing else. */
  public static Word quoted(String text, Span span) {
    return new Word(List.of(new Quoted(text)), span);
  }

  /**
   * The text of a word without any expansion, glob, brace or tilde, quotes removed; null of any
   * other.
   */
  public @Nullable String text() {
    if (parts.size() == 1) {
      return textOf(parts.getFirst());
    }
    StringBuilder joined = new StringBuilder();
    for (Part part : parts) {
      String text = textOf(part);
      if (text == null) {
        return null;
      }
      joined.append(text);
    }
    return joined.toString();
  }

  private static @Nullable String textOf(Part part) {
    return switch (part) {
      case Literal literal -> literal.text();
      case Quoted quoted -> quoted.text();
      case DoubleQuoted quoted -> {
        StringBuilder joined = new StringBuilder();
        for (Part inner : quoted.parts()) {
          String text = textOf(inner);
          if (text == null) {
            yield null;
          }
          joined.append(text);
        }
        yield joined.toString();
      }
      case Glob g -> null;
      case Tilde t -> null;
      case Parameter p -> null;
      case CommandSubstitution c -> null;
      case ProcessSubstitution p -> null;
      case Arithmetic a -> null;
      case BraceList b -> null;
      case BraceRange b -> null;
    };
  }

  /** A piece of a word. */
  public sealed interface Part {}

  /** Unquoted text without any special meaning left. Subject to nothing. */
  public record Literal(String text) implements Part {}

  /**
   * Text whose quotes ({@code '..'}, {@code $'..'} with its escapes resolved, a backslash) are
   * gone.
   */
  public record Quoted(String text) implements Part {}

  /** What stands in double quotes: literals, parameters, substitutions, arithmetic. */
  public record DoubleQuoted(List<Part> parts) implements Part {
    /** Keeps a copy. */
    public DoubleQuoted {
      parts = List.copyOf(parts);
    }
  }

  /**
   * An unquoted pattern: {@code *}, {@code ?}, or a bracket expression.
   *
   * @param pattern as it was written
   */
  public record Glob(String pattern) implements Part {}

  /**
   * A tilde at the start of a word or of an assignment's value, or after a colon in such a value.
   *
   * @param user empty for the own home; also {@code +}, {@code -} and names
   */
  public record Tilde(String user) implements Part {}

  /**
   * {@code $name} or {@code ${...}}.
   *
   * @param name a variable's name, digits, or one of {@code @*#?$!-0}
   * @param index what stands in {@code [...]}: {@code @}, {@code *} or an expression; null without
   * @param indirect whether it is {@code ${!name}}
   * @param length whether it is {@code ${#name}}
   * @param operator empty, or one of {@code :- - := = :? ? :+ + # ## % %% / // /# /% ^ ^^ , ,, : @}
   * @param operand what follows the operator; null without
   * @param second the replacement of {@code /}, the length of {@code :}; null without
   */
  public record Parameter(
      String name,
      @Nullable Word index,
      boolean indirect,
      boolean length,
      String operator,
      @Nullable Word operand,
      @Nullable Word second)
      implements Part {

    /** {@code $name} and nothing more. */
    public static Parameter plain(String name) {
      return new Parameter(name, null, false, false, "", null, null);
    }

    /** Whether it is {@code $name} and nothing more. */
    public boolean isPlain() {
      return index == null && !indirect && !length && operator.isEmpty();
    }
  }

  /** {@code $(...)} or {@code `...`}; the source of the latter with its backslashes resolved. */
  public record CommandSubstitution(Statement body) implements Part {}

  /**
   * {@code <(...)} or {@code >(...)}.
   *
   * @param input whether the word's user reads from it
   */
  public record ProcessSubstitution(Statement body, boolean input) implements Part {}

  /** {@code $((...))}: the expression as a word, in which names are variables. */
  public record Arithmetic(Word expression) implements Part {}

  /** <code>{a,b,...}</code>: two alternatives at least. */
  public record BraceList(List<Word> alternatives) implements Part {
    /** Keeps a copy. */
    public BraceList {
      alternatives = List.copyOf(alternatives);
    }
  }

  /** <code>{1..5}</code> or <code>{a..e..2}</code>, as it was written. */
  public record BraceRange(String from, String to, @Nullable String step) implements Part {}
}
