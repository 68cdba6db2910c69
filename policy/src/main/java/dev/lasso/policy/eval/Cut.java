package dev.lasso.policy.eval;

import dev.lasso.policy.shell.Word;
import dev.lasso.policy.value.Field;
import dev.lasso.policy.value.Piece;
import dev.lasso.policy.value.Piece.Hole;
import dev.lasso.policy.value.Piece.Text;
import dev.lasso.policy.value.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is left of a file's name without its ending or its directory: {@code ${f%.c}}. */
final class Cut {
  private static final Set<Shape> RELATIVE = Set.of(Shape.NAME, Shape.TOKEN, Shape.BENEATH);

  private Cut() {}

  /** What is left; null where that can't be said. */
  static @Nullable Field of(Field value, Word pattern, String operator) {
    if (value.many() || value.pieces().isEmpty()) {
      return null;
    }
    String written = written(pattern);
    if (written == null) {
      return null;
    }
    if (operator.equals("##") && written.equals("*/")) {
      return isRelative(value) ? Field.hole(Shape.NAME, value.taints()) : null;
    }
    if (operator.startsWith("%") && written.startsWith(".") && written.indexOf('/') < 0) {
      return withoutEnding(value, written);
    }
    return null;
  }

  private static @Nullable String written(Word pattern) {
    StringBuilder text = new StringBuilder();
    for (Word.Part part : pattern.parts()) {
      switch (part) {
        case Word.Literal literal -> text.append(literal.text());
        case Word.Quoted quoted -> text.append(quoted.text());
        case Word.Glob glob -> text.append(glob.pattern());
        default -> {
          return null;
        }
      }
    }
    return text.toString();
  }

  private static boolean isRelative(Field value) {
    return value.pieces().stream()
        .allMatch(piece ->
            piece instanceof Text(String text)
                ? !text.startsWith("/") && !text.contains("..")
                : piece instanceof Hole hole && RELATIVE.contains(hole.shape()));
  }

  private static @Nullable Field withoutEnding(Field value, String ending) {
    Piece last = value.pieces().getLast();
    if (!(last instanceof Text(String text)) || value.pieces().size() < 2) {
      return null;
    }
    int end;
    if (ending.equals(".*")) {
      end = text.lastIndexOf('.');
      if (end < 0 || text.indexOf('/', end) >= 0) {
        return null;
      }
    } else if (text.endsWith(ending) && ending.indexOf('*') < 0) {
      end = text.length() - ending.length();
    } else {
      return null;
    }
    List<Piece> pieces = new ArrayList<>(value.pieces().subList(0, value.pieces().size() - 1));
    if (end > 0) {
      pieces.add(new Text(text.substring(0, end)));
    }
    return new Field(pieces, false);
  }
}
