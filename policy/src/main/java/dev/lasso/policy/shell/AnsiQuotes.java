package dev.lasso.policy.shell;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** {@code $'...'}. Escapes are bytes, as in bash; together they have to be UTF-8. */
final class AnsiQuotes {
  private static final String SIMPLE = "abeEfnrtv\\'\"?";
  private static final String MEANS = "\u0007\b\u001b\u001b\f\n\r\t\u000b\\'\"?";

  /** Bash uses these two within itself to mark what is quoted. */
  private static final String MARKS = "\u0001\u007f";

  private final Cursor in;
  private final int start;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  AnsiQuotes(Cursor in) {
    this.in = in;
    this.start = in.at();
  }

  /** What stands in them, from the opening quote to the closing one. */
  String read() throws SyntaxException {
    in.next();
    while (in.peek() != '\'') {
      if (in.peek() == Cursor.END) {
        throw in.fail(start, "a quote that is not closed");
      }
      if (in.peek() == '\\') {
        in.next();
        escape();
      } else {
        int begin = in.at();
        while (in.peek() != Cursor.END && in.peek() != '\'' && in.peek() != '\\') {
          in.next();
        }
        bytes.writeBytes(in.source().substring(begin, in.at()).getBytes(StandardCharsets.UTF_8));
      }
    }
    in.next();
    return decode();
  }

  private String decode() throws SyntaxException {
    String text;
    try {
      text =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(bytes.toByteArray()))
              .toString();
    } catch (CharacterCodingException e) {
      throw in.fail(start, "escapes that are not UTF-8");
    }
    for (int i = 0; i < text.length(); i++) {
      if (MARKS.indexOf(text.charAt(i)) >= 0) {
        throw in.fail(start, "a character that bash uses for itself");
      }
    }
    return text;
  }

  private void escape() throws SyntaxException {
    int c = in.peek();
    if (c == Cursor.END) {
      throw in.fail(start, "a quote that is not closed");
    }
    int simple = SIMPLE.indexOf(c);
    if (simple >= 0) {
      in.next();
      bytes.write(MEANS.charAt(simple));
    } else if (c >= '0' && c <= '7') {
      oneByte(number(8, 3));
    } else if (c == 'x') {
      in.next();
      oneByte(number(16, 2));
    } else if (c == 'u' || c == 'U') {
      in.next();
      character(number(16, c == 'u' ? 4 : 8));
    } else if (c == 'c') {
      in.next();
      control();
    } else {
      // bash keeps the backslash of any other, and some shells don't
      throw in.fail("an unknown escape");
    }
  }

  private long number(int base, int digits) throws SyntaxException {
    long value = 0;
    int count = 0;
    while (count < digits
        && in.peek() != Cursor.END
        && in.peek() < 128
        && Character.digit(in.peek(), base) >= 0) {
      value = value * base + Character.digit(in.next(), base);
      count++;
    }
    if (count == 0) {
      throw in.fail("an escape without digits");
    }
    return value;
  }

  private void oneByte(long value) throws SyntaxException {
    if (value == 0 || value > 255) {
      throw in.fail("an escape for no character");
    }
    bytes.write((int) value);
  }

  private void character(long value) throws SyntaxException {
    if (value == 0
        || value > Character.MAX_CODE_POINT
        || (value >= Character.MIN_SURROGATE && value <= Character.MAX_SURROGATE)) {
      throw in.fail("an escape for no character");
    }
    bytes.writeBytes(Character.toString((int) value).getBytes(StandardCharsets.UTF_8));
  }

  private void control() throws SyntaxException {
    int c = in.peek();
    if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))) {
      throw in.fail("an escape for no character");
    }
    bytes.write(in.next() & 0x1f);
  }
}
