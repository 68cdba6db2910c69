package dev.lasso.policy.shell;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A text that is parsed, which may be a piece of another with characters taken out of it (the
 * backslashes of backquotes, the tabs of {@code <<-}): spans are those of the outermost text.
 */
final class Source {
  private final String text;
  private final int @Nullable [] origins;
  private final boolean whole;

  private Source(String text, int @Nullable [] origins, boolean whole) {
    this.text = text;
    this.origins = origins;
    this.whole = whole;
  }

  static Source of(String text) {
    return new Source(text, null, true);
  }

  int length() {
    return text.length();
  }

  char charAt(int at) {
    return text.charAt(at);
  }

  boolean startsWith(String prefix, int at) {
    return text.startsWith(prefix, at);
  }

  String substring(int start, int end) {
    return text.substring(start, end);
  }

  int indexOf(char c, int from) {
    return text.indexOf(c, from);
  }

  /** Whether its end is the end of all there is. */
  boolean isWhole() {
    return whole;
  }

  Span span(int start, int end) {
    return new Span(origin(start), origin(end));
  }

  private int origin(int at) {
    return origins == null ? at : origins[Math.min(at, origins.length - 1)];
  }

  /** Takes characters of a source over into a new one. */
  static final class Copy {
    private final Source from;
    private final StringBuilder text = new StringBuilder();
    private int[] origins = new int[64];

    Copy(Source from) {
      this.from = from;
    }

    void add(int at) {
      if (text.length() + 1 == origins.length) {
        origins = Arrays.copyOf(origins, 2 * origins.length);
      }
      origins[text.length()] = from.origin(at);
      text.append(from.charAt(at));
    }

    Source source(int end) {
      origins[text.length()] = from.origin(end);
      return new Source(text.toString(), Arrays.copyOf(origins, text.length() + 1), false);
    }
  }
}
