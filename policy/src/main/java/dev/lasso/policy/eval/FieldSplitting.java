package dev.lasso.policy.eval;

import dev.lasso.policy.value.Field;
import dev.lasso.policy.value.Piece;
import dev.lasso.policy.value.Piece.Hole;
import dev.lasso.policy.value.Shape;
import dev.lasso.policy.value.Taint;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Collects the words that one word becomes. Mutable; for one thread.
 *
 * @see <a href="https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html">POSIX,
 *     Shell Command Language, 2.6.5 Field Splitting</a>
 */
final class FieldSplitting {
  private final @Nullable String separators;
  private static final Set<Taint> NONE = Set.of();
  private final List<Field> done = new ArrayList<>();
  private Field.Builder current = new Field.Builder();
  private boolean present;

  FieldSplitting(@Nullable String separators) {
    this.separators = separators;
  }

  /** The words so far. */
  List<Field> done() {
    return done;
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
                          || (piece instanceof Piece.Text known && needsCare(known.text())));
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
