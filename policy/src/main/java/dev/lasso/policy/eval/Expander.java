package dev.lasso.policy.eval;

import dev.lasso.policy.effect.Effect;
import dev.lasso.policy.shell.Word;
import dev.lasso.policy.shell.Word.Arithmetic;
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
  private static final int MAX_RANGE = 256;
  private static final int MAX_LONG_RANGE = 100_000;
  private static final Set<Taint> NONE = Set.of();

  private final Evaluator evaluator;
  private boolean dangling;
  private final Parameters parameters;

  Expander(Evaluator evaluator) {
    this.evaluator = evaluator;
    this.parameters = new Parameters(evaluator, this);
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
    for (Word each : withoutBraces(word, state)) {
      Splitting splitting = new Splitting(separators(state));
      for (Part part : each.parts()) {
        part(part, state, splitting);
      }
      splitting.finish();
      spend(splitting.done, state);
      fields.addAll(splitting.done);
      for (Field field : splitting.done) {
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

  private static void checkCount(int words) {
    if (words > MAX_WORDS) {
      throw new TooMuch("expands to more than " + MAX_WORDS + " words");
    }
  }

  private List<Word> withoutBraces(Word word, State state) {
    List<List<Part>> all = new ArrayList<>();
    all.add(new ArrayList<>());
    boolean any = false;
    for (Part part : word.parts()) {
      List<List<Part>> choices =
          switch (part) {
            case BraceList list -> {
              List<List<Part>> each = new ArrayList<>();
              for (Word alternative : list.alternatives()) {
                for (Word inner : withoutBraces(alternative, state)) {
                  each.add(inner.parts());
                }
              }
              yield each;
            }
            case BraceRange range -> rangeOf(range);
            default -> List.of();
          };
      state.work().spend(all.size(), Work.WORD);
      if (choices.isEmpty()) {
        all.forEach(parts -> parts.add(part));
        continue;
      }
      any = true;
      evaluator.shells().bashOnly("braces");
      List<List<Part>> next = new ArrayList<>();
      for (List<Part> before : all) {
        for (List<Part> choice : choices) {
          state.work().spend(before.size() + choice.size(), Work.ENTRY);
          List<Part> joined = new ArrayList<>(before);
          joined.addAll(choice);
          next.add(joined);
          checkCount(next.size());
        }
      }
      all = next;
    }
    return any ? all.stream().map(parts -> new Word(parts, word.span())).toList() : List.of(word);
  }

  private static List<List<Part>> rangeOf(BraceRange range) {
    List<List<Part>> each = new ArrayList<>();
    String stepText = range.step();
    try {
      long step = stepText == null ? 1 : Math.abs(Long.parseLong(stepText));
      step = step == 0 ? 1 : step;
      boolean letters =
          range.from().length() == 1
              && range.to().length() == 1
              && Character.isLetter(range.from().charAt(0));
      long from = letters ? range.from().charAt(0) : Long.parseLong(range.from());
      long to = letters ? range.to().charAt(0) : Long.parseLong(range.to());
      long count = Math.abs(Math.subtractExact(to, from)) / step + 1;
      boolean padded = !letters && (isPadded(range.from()) || isPadded(range.to()));
      if (count > MAX_LONG_RANGE) {
        throw new TooMuch("has a range of more than " + MAX_LONG_RANGE + " words");
      }
      if (count > MAX_RANGE) {
        return List.of(List.of(Arithmetic0.INSTANCE));
      }
      int width = padded ? Math.max(range.from().length(), range.to().length()) : 0;
      for (long i = 0, at = from; i < count; i++, at += to >= from ? step : -step) {
        String text = letters ? Character.toString((char) at) : padTo(at, width);
        each.add(List.of(new Quoted(text)));
      }
      return each;
    } catch (ArithmeticException | NumberFormatException e) {
      throw new TooMuch("has a range whose ends are not numbers");
    }
  }

  private static boolean isPadded(String number) {
    String digits = number.startsWith("-") ? number.substring(1) : number;
    return digits.length() > 1 && digits.startsWith("0");
  }

  private static String padTo(long value, int width) {
    String digits = Long.toString(Math.abs(value));
    StringBuilder text = new StringBuilder(value < 0 ? "-" : "");
    for (int i = digits.length() + text.length(); i < width; i++) {
      text.append('0');
    }
    return text.append(digits).toString();
  }

  /** A number of a range that is too long to be written out. */
  private static final class Arithmetic0 {
    static final Part INSTANCE =
        new Arithmetic(new Word(List.of(new Literal("0")), dev.lasso.policy.shell.Span.NONE));
  }

  /** Adds an unquoted part. */
  private void part(Part part, State state, Splitting out) {
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
      case Arithmetic arithmetic -> out.add(arithmetic(arithmetic, state));
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

  private static void unquoted(List<Field> values, Splitting out) {
    for (int i = 0; i < values.size(); i++) {
      if (i > 0) {
        out.boundary();
      }
      out.split(values.get(i));
    }
  }

  private void doubleQuoted(DoubleQuoted quoted, State state, Splitting out) {
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
  private Field quoted(Part part, State state) {
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
      case Arithmetic arithmetic -> arithmetic(arithmetic, state);
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

  /** The value of an arithmetic expression; names in it are looked at for what they would run. */
  Field arithmetic(Arithmetic arithmetic, State state) {
    dangling = false;
    checkArithmetic(arithmetic.expression(), state);
    if (dangling && arithmetic.expression().parts().size() == 1) {
      evaluator.report(new Effect.Unsure("an expression that is not complete"));
    }
    return Field.hole(Shape.NUMBER, NONE);
  }

  /**
   * Bash evaluates the value of a variable in an expression as an expression of its own, in which
   * an array's index may be a command substitution: only numbers are certain.
   */
  void checkArithmetic(Word expression, State state) {
    for (Part part : expression.parts()) {
      switch (part) {
        case Literal literal -> checkNames(literal.text(), state);
        case Quoted quoted -> checkNames(quoted.text(), state);
        case DoubleQuoted quoted ->
            checkArithmetic(new Word(quoted.parts(), expression.span()), state);
        default -> {
          Field value = quoted(part, state);
          String text = value.text();
          if (text != null) {
            checkNames(text, state);
          } else if (!isNumber(value)) {
            evaluator.report(
                new Effect.Unsure("an expression with a value that is only known when it runs"));
          }
        }
      }
    }
  }

  private void checkNames(String text, State state) {
    String stripped = text.strip();
    if (!stripped.isEmpty()
        && "+*/%&|^=<".indexOf(stripped.charAt(stripped.length() - 1)) >= 0
        && !stripped.endsWith("++")) {
      dangling = true;
    }
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i);
      if (c == '`' || c == '$') {
        evaluator.report(new Effect.Unsure("an expression that runs a command"));
        return;
      }
      if (!Character.isLetter(c) && c != '_') {
        boolean digit = Character.isDigit(c);
        i++;
        while (digit && i < text.length() && Character.isLetterOrDigit(text.charAt(i))) {
          i++;
        }
        continue;
      }
      int start = i;
      while (i < text.length()
          && (Character.isLetterOrDigit(text.charAt(i)) || text.charAt(i) == '_')) {
        i++;
      }
      Variable variable = state.variable(text.substring(start, i));
      if (variable != null) {
        List<Field> elements = variable.elements();
        for (Field value : elements == null ? variable.values() : elements) {
          if (!isNumber(value)) {
            evaluator.report(
                new Effect.Unsure(
                    "an expression with the variable '"
                        + text.substring(start, i)
                        + "', whose value is not certainly a number"));
          }
        }
      }
    }
  }

  static boolean isNumber(Field value) {
    if (value.many()) {
      return false;
    }
    return value.pieces().stream()
        .allMatch(piece ->
            switch (piece) {
              case Hole hole -> hole.shape() == Shape.NUMBER;
              case dev.lasso.policy.value.Piece.Text text ->
                  text.text()
                      .chars()
                      .allMatch(c -> (c >= '0' && c <= '9') || c == '-' || c == '+' || c == ' ');
            });
  }

  /** Collects the words that one word becomes. */
  private static final class Splitting {
    private final @Nullable String separators;
    private final List<Field> done = new ArrayList<>();
    private Field.Builder current = new Field.Builder();
    private boolean present;

    Splitting(@Nullable String separators) {
      this.separators = separators;
    }

    void add(String text) {
      present = true;
      current.add(text);
    }

    void add(Field field) {
      present = true;
      current.add(field);
    }

    void pattern(Hole hole) {
      present = true;
      current.addPattern(hole);
    }

    boolean hasText() {
      return present;
    }

    void present() {
      present = true;
    }

    void absent() {
      present = false;
    }

    void boundary() {
      if (present) {
        done.add(current.build());
        current = new Field.Builder();
        present = false;
      }
    }

    /** Adds what is split at white space, and in which file names are looked up. */
    void split(Field field) {
      String text = separators == null ? null : field.text();
      if (text == null || hasEmptyFields(text)) {
        boolean one =
            separators != null
                && field.pieces().stream()
                    .noneMatch(piece ->
                        (piece instanceof Hole hole && hole.shape() == Shape.ANY)
                            || (piece instanceof dev.lasso.policy.value.Piece.Text known
                                && needsCare(known.text())));
        if (one) {
          add(field);
        } else {
          current.add(new Field(field.pieces(), true));
          present = true;
        }
        return;
      }
      int i = 0;
      while (i < text.length()) {
        int end = i;
        while (end < text.length() && !isSpace(text.charAt(end))) {
          end++;
        }
        if (end > i) {
          globbed(text.substring(i, end));
        }
        while (end < text.length() && isSpace(text.charAt(end))) {
          boundary();
          end++;
        }
        i = end;
      }
    }

    /** Between two separators that are no blanks, or before one, there may be an empty word. */
    private boolean hasEmptyFields(String text) {
      boolean before = true;
      for (int i = 0; i < text.length(); i++) {
        char c = text.charAt(i);
        if (!isSpace(c)) {
          before = false;
        } else if (" \t\n".indexOf(c) < 0) {
          if (before) {
            return true;
          }
          before = true;
        }
      }
      return false;
    }

    private void globbed(String text) {
      int literal = 0;
      for (int i = 0; i < text.length(); i++) {
        char c = text.charAt(i);
        if (c == '*' || c == '?' || c == '[') {
          if (i > literal) {
            add(text.substring(literal, i));
          }
          pattern(new Hole(Shape.NAME, NONE));
          if (c == '[') {
            int close = text.indexOf(']', i + 2);
            i = close < 0 ? text.length() : close;
          }
          literal = i + 1;
        }
      }
      if (literal < text.length()) {
        add(text.substring(literal));
      }
    }

    private boolean needsCare(String text) {
      return text.chars().anyMatch(c -> isSpace((char) c) || c == '*' || c == '?' || c == '[');
    }

    private boolean isSpace(char c) {
      return separators != null && separators.indexOf(c) >= 0;
    }

    void finish() {
      boundary();
    }
  }
}
