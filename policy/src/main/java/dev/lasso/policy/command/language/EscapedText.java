package dev.lasso.policy.command.language;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The exact text that the builtins echo and printf of bash write, where it is certain.
 *
 * <p>Null wherever it depends on the locale, on bash's version or on an error of the caller's.
 * Pure; safe for any thread.
 */
public final class EscapedText {
  private static final int MAX_LENGTH = 1 << 16;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private boolean stopped;

  private EscapedText() {}

  /** What {@code echo} with these arguments writes. */
  public static @Nullable String echo(List<String> arguments) {
    int at = 0;
    boolean newline = true;
    boolean escapes = false;
    for (; at < arguments.size() && isEchoOption(arguments.get(at)); at++) {
      String option = arguments.get(at);
      newline &= option.indexOf('n') < 0;
      for (int i = 1; i < option.length(); i++) {
        escapes = option.charAt(i) == 'e' || (escapes && option.charAt(i) != 'E');
      }
    }
    EscapedText text = new EscapedText();
    try {
      String all = String.join(" ", arguments.subList(at, arguments.size()));
      if (escapes) {
        text.escaped(all, Escapes.ECHO);
      } else {
        text.append(all);
      }
      if (newline && !text.stopped) {
        text.append("\n");
      }
      return text.text();
    } catch (Unclear e) {
      return null;
    }
  }

  private static boolean isEchoOption(String word) {
    return word.length() > 1
        && word.charAt(0) == '-'
        && word.chars().skip(1).allMatch(c -> c == 'n' || c == 'e' || c == 'E');
  }

  /** What {@code printf} with these arguments, the format first, writes. */
  public static @Nullable String printf(List<String> arguments) {
    int first = !arguments.isEmpty() && arguments.getFirst().equals("--") ? 1 : 0;
    if (arguments.size() <= first || (first == 0 && arguments.getFirst().startsWith("-"))) {
      return null;
    }
    EscapedText text = new EscapedText();
    try {
      String format = arguments.get(first);
      PrintfArguments rest = new PrintfArguments(arguments.subList(first + 1, arguments.size()));
      do {
        int taken = rest.taken();
        text.format(format, rest);
        if (rest.taken() == taken) {
          break;
        }
      } while (!rest.isEmpty() && !text.stopped);
      return text.text();
    } catch (Unclear e) {
      return null;
    }
  }

  private void format(String format, PrintfArguments arguments) throws Unclear {
    for (int i = 0; i < format.length() && !stopped; ) {
      char c = format.charAt(i);
      if (c == '\\') {
        i = escape(format, i, Escapes.FORMAT);
      } else if (c != '%') {
        int end = i + 1;
        while (end < format.length() && format.charAt(end) != '%' && format.charAt(end) != '\\') {
          end++;
        }
        append(format.substring(i, end));
        i = end;
      } else if (i + 1 < format.length() && format.charAt(i + 1) == '%') {
        append("%");
        i += 2;
      } else {
        PrintfConversion conversion = PrintfConversion.at(format, i);
        if (conversion.letter() == 'b') {
          if (!conversion.isPlain()) {
            throw new Unclear("a width of expanded text");
          }
          escaped(arguments.next(), Escapes.ARGUMENT);
        } else {
          append(conversion.apply(arguments));
        }
        i = conversion.end();
      }
    }
  }

  /** Which of the three readings of backslashes. */
  private enum Escapes {
    ECHO,
    FORMAT,
    ARGUMENT
  }

  private void escaped(String text, Escapes kind) throws Unclear {
    for (int i = 0; i < text.length() && !stopped; ) {
      int backslash = text.indexOf('\\', i);
      if (backslash < 0) {
        append(text.substring(i));
        return;
      }
      append(text.substring(i, backslash));
      i = escape(text, backslash, kind);
    }
  }

  /** Writes what the backslash here begins; where the text goes on. */
  private int escape(String text, int backslash, Escapes kind) throws Unclear {
    int at = backslash + 1;
    if (at == text.length()) {
      append("\\");
      return at;
    }
    char c = text.charAt(at);
    int simple = "abeEfnrtv\\".indexOf(c);
    if (simple >= 0) {
      append(String.valueOf("\u0007\b\u001b\u001b\f\n\r\t\u000b\\".charAt(simple)));
      return at + 1;
    }
    return switch (c) {
      case '0', '1', '2', '3', '4', '5', '6', '7' -> {
        if (kind == Escapes.ECHO && c != '0') {
          append("\\");
          yield at;
        }
        int most = kind != Escapes.FORMAT && c == '0' ? 4 : 3;
        yield number(text, at, most, 8);
      }
      case 'x' -> number(text, at + 1, 2, 16);
      case 'u', 'U' -> {
        int most = c == 'u' ? 4 : 8;
        int end = digits(text, at + 1, most, 16);
        if (end == at + 1 || Long.parseLong(text.substring(at + 1, end), 16) > 0x7e) {
          throw new Unclear("a character that depends on the locale");
        }
        yield number(text, at + 1, most, 16);
      }
      case 'c' -> {
        if (kind == Escapes.FORMAT) {
          append("\\");
          yield at;
        }
        stopped = true;
        yield text.length();
      }
      case '"', '\'', '?' -> {
        append(kind == Escapes.FORMAT ? String.valueOf(c) : "\\" + c);
        yield at + 1;
      }
      default -> {
        append("\\");
        yield at;
      }
    };
  }

  private int number(String text, int from, int most, int base) throws Unclear {
    int end = digits(text, from, most, base);
    if (end == from) {
      throw new Unclear("an escape without its digits");
    }
    int code = (int) Long.parseLong(text.substring(from, end), base) & 0xff;
    if (code == 0) {
      throw new Unclear("a NUL");
    }
    out.write(code);
    return end;
  }

  private static int digits(String text, int from, int most, int base) {
    int end = from;
    while (end < text.length()
        && end < from + most
        && text.charAt(end) < 0x80
        && Character.digit(text.charAt(end), base) >= 0) {
      end++;
    }
    return end;
  }

  private void append(String text) throws Unclear {
    if (out.size() + text.length() > MAX_LENGTH) {
      throw new Unclear("a text that is too long");
    }
    out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
  }

  private String text() throws Unclear {
    try {
      String text =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(out.toByteArray())).toString();
      if (text.indexOf('\0') >= 0) {
        throw new Unclear("a NUL");
      }
      return text;
    } catch (CharacterCodingException e) {
      throw new Unclear("bytes that are no text");
    }
  }
}
