package dev.lasso.policy.value;

import dev.lasso.policy.value.Piece.Hole;
import dev.lasso.policy.value.Piece.Text;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A word after expansion, as far as it is known before it runs: known text with holes.
 *
 * @param pieces no two texts stand side by side, none is empty; an empty list is the empty string
 * @param many whether, instead of one word, this may be any number of words (also none), each of
 *     which can be anything
 * @param pattern whether file names are looked up for it, so that instead of one word it may be
 *     several, each of which fits the pieces
 */
public record Field(List<Piece> pieces, boolean many, boolean pattern) {
  /** The empty string. */
  public static final Field EMPTY = new Field(List.of(), false);

  /** Keeps a copy. */
  public Field {
    pieces = List.copyOf(pieces);
  }

  /** One word, or where {@code many} any number of them. */
  public Field(List<Piece> pieces, boolean many) {
    this(pieces, many, false);
  }

  /** Whether it may be another number of words than one. */
  public boolean several() {
    return many || pattern;
  }

  /** As a variable or a loop has it: one of the words that it may be. */
  public Field one() {
    return several() ? new Field(pieces, false) : this;
  }

  /** A word that is known. */
  public static Field of(String text) {
    return text.isEmpty() ? EMPTY : new Field(List.of(new Text(text)), false);
  }

  /** A word of which only this is known. */
  public static Field hole(Shape shape, Set<Taint> taints) {
    return new Field(List.of(new Hole(shape, taints)), false);
  }

  /** Any number of words of which nothing is known. */
  public static Field anyNumber(Set<Taint> taints) {
    return new Field(List.of(new Hole(Shape.ANY, taints)), true);
  }

  /** The text, where all of it is known. */
  public @Nullable String text() {
    if (many) {
      return null;
    }
    if (pieces.isEmpty()) {
      return "";
    }
    return pieces.size() == 1 && pieces.getFirst() instanceof Text known ? known.text() : null;
  }

  /** Whether it is this text. */
  public boolean is(String expected) {
    return expected.equals(text());
  }

  /** The known text before the first hole. */
  public String prefix() {
    return !pieces.isEmpty() && pieces.getFirst() instanceof Text known ? known.text() : "";
  }

  /** How many characters of it are known. */
  public int knownLength() {
    int length = 0;
    for (Piece piece : pieces) {
      length += piece instanceof Text known ? known.text().length() : 0;
    }
    return length;
  }

  /** What flows with it. */
  public Set<Taint> taints() {
    EnumSet<Taint> taints = EnumSet.noneOf(Taint.class);
    for (Piece piece : pieces) {
      if (piece instanceof Hole hole) {
        taints.addAll(hole.taints());
      }
    }
    return taints;
  }

  /** Without the first characters, all of which are known. */
  public Field from(int characters) {
    if (characters == 0) {
      return this;
    }
    String rest = prefix().substring(characters);
    List<Piece> tail = new ArrayList<>(pieces);
    tail.removeFirst();
    if (!rest.isEmpty()) {
      tail.addFirst(new Text(rest));
    }
    return new Field(tail, many, pattern);
  }

  /** This and then the other. */
  public Field plus(Field other) {
    if (pieces.isEmpty() && !many) {
      return other;
    }
    Builder joined = new Builder();
    joined.add(this);
    joined.add(other);
    return joined.build();
  }

  /**
   * Whether it can begin with a dash, so that a program takes it for an option; never of one that
   * begins with known text.
   */
  public boolean mayBeOption() {
    if (many) {
      return true;
    }
    if (pieces.isEmpty() || !(pieces.getFirst() instanceof Hole hole)) {
      return false;
    }
    return switch (hole.shape()) {
      case NAME, ANY, NUMBER -> true;
      case TOKEN, BENEATH, TREE, IN_WORKSPACE, IN_TMP -> false;
    };
  }

  /** Its text with {@code {...}} for what is not known, for people. */
  public String shown() {
    StringBuilder shown = new StringBuilder();
    for (Piece piece : pieces) {
      shown.append(piece instanceof Text known ? known.text() : "{...}");
    }
    return shown.toString();
  }

  /** Puts a field together. */
  public static final class Builder {
    private final List<Piece> pieces = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private boolean many;
    private boolean pattern;

    /** Known text. */
    public Builder add(String known) {
      text.append(known);
      return this;
    }

    /** Something of which only this is known. */
    public Builder add(Hole hole) {
      flush();
      pieces.add(hole);
      return this;
    }

    /** What another field is. */
    public Builder add(Field field) {
      for (Piece piece : field.pieces()) {
        switch (piece) {
          case Text known -> add(known.text());
          case Hole hole -> add(hole);
        }
      }
      many |= field.many();
      pattern |= field.pattern();
      return this;
    }

    /** A part of a name that is looked up. */
    public Builder addPattern(Hole hole) {
      pattern = true;
      return add(hole);
    }

    private void flush() {
      if (!text.isEmpty()) {
        pieces.add(new Text(text.toString()));
        text.setLength(0);
      }
    }

    /** The field; the builder is done with. */
    public Field build() {
      flush();
      return new Field(pieces, many, pattern);
    }
  }
}
