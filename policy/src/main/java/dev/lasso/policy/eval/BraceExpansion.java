package dev.lasso.policy.eval;

import dev.lasso.policy.shell.Span;
import dev.lasso.policy.shell.Word;
import dev.lasso.policy.shell.Word.BraceList;
import dev.lasso.policy.shell.Word.BraceRange;
import dev.lasso.policy.shell.Word.Literal;
import dev.lasso.policy.shell.Word.Part;
import dev.lasso.policy.shell.Word.Quoted;
import java.util.ArrayList;
import java.util.List;

/** Words with braces, which stand for several words. */
final class BraceExpansion {
  private static final int MAX_RANGE = 256;
  private static final int MAX_LONG_RANGE = 100_000;

  /** A number of a range that is too long to be written out. */
  private static final Part A_NUMBER =
      new Word.Arithmetic(new Word(List.of(new Literal("0")), Span.NONE));

  private final Evaluator evaluator;

  BraceExpansion(Evaluator evaluator) {
    this.evaluator = evaluator;
  }

  /** The words that a word stands for; itself where it has no braces. */
  List<Word> expand(Word word, State state) {
    List<List<Part>> all = new ArrayList<>();
    all.add(new ArrayList<>());
    boolean any = false;
    for (Part part : word.parts()) {
      List<List<Part>> choices =
          switch (part) {
            case BraceList list -> {
              List<List<Part>> each = new ArrayList<>();
              for (Word alternative : list.alternatives()) {
                for (Word inner : expand(alternative, state)) {
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
          Expander.checkCount(next.size());
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
        return List.of(List.of(A_NUMBER));
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
}
