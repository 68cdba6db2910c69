package dev.lasso.policy.eval;

import dev.lasso.policy.shell.Word;
import dev.lasso.policy.shell.Word.BraceList;
import dev.lasso.policy.shell.Word.BraceRange;
import dev.lasso.policy.shell.Word.CommandSubstitution;
import dev.lasso.policy.shell.Word.DoubleQuoted;
import dev.lasso.policy.shell.Word.Glob;
import dev.lasso.policy.shell.Word.Literal;
import dev.lasso.policy.shell.Word.Parameter;
import dev.lasso.policy.shell.Word.Part;
import dev.lasso.policy.shell.Word.ProcessSubstitution;
import dev.lasso.policy.shell.Word.Quoted;
import dev.lasso.policy.shell.Word.Tilde;
import dev.lasso.policy.value.Data;
import dev.lasso.policy.value.Field;
import dev.lasso.policy.value.Piece.Hole;
import dev.lasso.policy.value.Shape;
import dev.lasso.policy.value.Taint;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Expands words as the shell does: braces, tildes, parameters, substitutions, splitting, globs. */
final class Expander {
  private static final int MAX_WORDS = 1_024;
  private static final Set<Taint> NONE = Set.of();

  private final Evaluator evaluator;
  private final Parameters parameters;
  private final BraceExpansion braces;
  private final Arithmetic arithmetic;

  Expander(Evaluator evaluator) {
    this.evaluator = evaluator;
    this.parameters = new Parameters(evaluator, this);
    this.braces = new BraceExpansion(evaluator);
    this.arithmetic = new Arithmetic(evaluator, this);
  }

  /** Expressions of arithmetic, whose parts are expanded here. */
  Arithmetic arithmetic() {
    return arithmetic;
  }

  /** The words that some words become. */
  List<Field> fields(List<Word> words, State state) {
    if (words.size() == 1) {
      return fields(words.getFirst(), state);
    }
    List<Field> fields = new ArrayList<>(words.size());
    state.work().spend(words.size(), Work.WORD);
    for (Word word : words) {
      fields.addAll(fields(word, state));
      checkCount(fields.size());
    }
    return fields;
  }

  /** The words that a word becomes. */
  List<Field> fields(Word word, State state) {
    String plain = word.text();
    if (plain != null) {
      state.work().spend(plain.length(), Work.CHARACTER);
      return List.of(Field.of(plain));
    }
    List<Field> fields = new ArrayList<>();
    for (Word each : braces.expand(word, state)) {
      FieldSplitting splitting = new FieldSplitting(separators(state));
      for (Part part : each.parts()) {
        part(part, state, splitting);
      }
      splitting.finish();
      spend(splitting.done(), state);
      fields.addAll(splitting.done());
      for (Field field : splitting.done()) {
        if (field.pattern() && !field.many()) {
          // looking up the names that fit tells which there are
          evaluator.look(field, state);
        }
      }
      checkCount(fields.size());
    }
    return fields;
  }

  /** A word where it is not split and no file names are looked up: assignments, redirections. */
  Field single(Word word, State state) {
    String plain = word.text();
    if (plain != null) {
      state.work().spend(plain.length(), Work.CHARACTER);
      return Field.of(plain);
    }
    state.work().spend(word.parts().size(), Work.WORD);
    Field.Builder built = new Field.Builder();
    for (Part part : word.parts()) {
      built.add(quoted(part, state));
    }
    return new Field(built.build().pieces(), false);
  }

  /** At what unquoted expansions are split; null where that is only known when it runs. */
  private static @Nullable String separators(State state) {
    Variable set = state.variable("IFS");
    if (set == null) {
      return " \t\n";
    }
    return set.values().size() == 1 ? set.values().getFirst().text() : null;
  }

  static void checkCount(int words) {
    if (words > MAX_WORDS) {
      throw new TooMuch("expands to more than " + MAX_WORDS + " words");
    }
  }

  /** Adds an unquoted part. */
  private void part(Part part, State state, FieldSplitting out) {
    switch (part) {
      case Literal literal -> out.add(literal.text());
      case Quoted quoted -> out.add(quoted.text());
      case DoubleQuoted quoted -> doubleQuoted(quoted, state, out);
      // .[^.]* never finds the directory above
      case Glob glob ->
          out.pattern(
              new Hole(
                  out.hasText()
                          && (glob.pattern().startsWith("[^.")
                              || glob.pattern().startsWith("[!.")
                              || isPlainSet(glob.pattern()))
                      ? Shape.TOKEN
                      : Shape.NAME,
                  NONE));
      case Tilde tilde -> out.add(parameters.tilde(tilde, state));
      case Parameter parameter -> unquoted(values(parameter, state), out);
      case CommandSubstitution substitution -> out.split(substituted(substitution, state));
      case ProcessSubstitution process -> out.add(evaluator.shells().process(process, state));
      case Word.Arithmetic expression -> out.add(arithmetic.value(expression, state));
      case BraceList list -> throw new IllegalStateException("braces come first");
      case BraceRange range -> throw new IllegalStateException("braces come first");
    }
  }

  /** {@code [a-z0-9,]}: one letter, digit or comma. */
  private static boolean isPlainSet(String pattern) {
    return pattern.startsWith("[")
        && pattern
            .substring(1, pattern.length() - 1)
            .chars()
            .allMatch(c -> c < 128 && (Character.isLetterOrDigit(c) || c == ',' || c == '-'));
  }

  /** What a parameter stands for; paid for, since a short line can have long ones often. */
  private List<Field> values(Parameter parameter, State state) {
    List<Field> values = parameters.values(parameter, state);
    spend(values, state);
    return values;
  }

  private static void spend(List<Field> fields, State state) {
    for (Field field : fields) {
      state.work().spend(field.pieces().size(), Work.WORD);
      state.work().spend(field.knownLength(), Work.CHARACTER);
    }
  }

  private static void unquoted(List<Field> values, FieldSplitting out) {
    for (int i = 0; i < values.size(); i++) {
      if (i > 0) {
        out.boundary();
      }
      out.split(values.get(i));
    }
  }

  private void doubleQuoted(DoubleQuoted quoted, State state, FieldSplitting out) {
    out.present();
    for (Part part : quoted.parts()) {
      if (part instanceof Parameter parameter && parameters.isList(parameter)) {
        List<Field> values = values(parameter, state);
        for (int i = 0; i < values.size(); i++) {
          if (i > 0) {
            out.boundary();
            out.present();
          }
          out.add(values.get(i));
        }
        if (values.isEmpty() && quoted.parts().size() == 1) {
          out.absent();
        }
      } else {
        out.add(quoted(part, state));
      }
    }
  }

  /** What a part is where nothing is split. */
  Field quoted(Part part, State state) {
    return switch (part) {
      case Literal literal -> Field.of(literal.text());
      case Quoted quoted -> Field.of(quoted.text());
      case DoubleQuoted quoted -> {
        Field.Builder built = new Field.Builder();
        for (Part inner : quoted.parts()) {
          built.add(quoted(inner, state));
        }
        yield built.build();
      }
      case Glob glob -> Field.of(glob.pattern());
      case Tilde tilde -> parameters.tilde(tilde, state);
      case Parameter parameter -> joined(values(parameter, state), separators(state));
      case CommandSubstitution substitution -> substituted(substitution, state);
      case ProcessSubstitution process -> evaluator.shells().process(process, state);
      case Word.Arithmetic expression -> arithmetic.value(expression, state);
      case BraceList list -> Field.hole(Shape.ANY, NONE);
      case BraceRange range -> Field.hole(Shape.ANY, NONE);
    };
  }

  private static Field joined(List<Field> values, @Nullable String separators) {
    if (values.size() == 1) {
      return new Field(values.getFirst().pieces(), false);
    }
    Field.Builder built = new Field.Builder();
    for (int i = 0; i < values.size(); i++) {
      if (i > 0) {
        if (separators == null) {
          built.add(new Hole(Shape.ANY, NONE));
        } else if (!separators.isEmpty()) {
          built.add(separators.substring(0, 1));
        }
      }
      built.add(new Field(values.get(i).pieces(), false));
    }
    return built.build();
  }

  private Field substituted(CommandSubstitution substitution, State state) {
    Data out = evaluator.substitute(substitution.body(), state);
    String text = out.text();
    if (text != null && out.taints().isEmpty()) {
      state.work().spend(text.length(), Work.CHARACTER);
      int end = text.length();
      while (end > 0 && text.charAt(end - 1) == '\n') {
        end--;
      }
      return Field.of(text.substring(0, end));
    }
    EnumSet<Taint> taints = EnumSet.noneOf(Taint.class);
    taints.addAll(out.taints());
    if (out.shape() == Shape.ANY) {
      taints.add(Taint.COMPUTED);
    }
    return Field.hole(out.shape(), taints);
  }
}
