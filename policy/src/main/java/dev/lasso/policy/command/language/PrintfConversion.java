package dev.lasso.policy.command.language;

import java.util.Locale;

/**
 * A conversion in a format of printf.
 *
 * @param precision -1 where there is none
 * @param end where the format goes on
 */
record PrintfConversion(String flags, int width, int precision, char letter, int end) {
  private static final int MAX_WIDTH = 999;

  static PrintfConversion at(String format, int percent) throws Unclear {
    int at = percent + 1;
    int start = at;
    while (at < format.length() && "-+ #0".indexOf(format.charAt(at)) >= 0) {
      at++;
    }
    String flags = format.substring(start, at);
    int width = 0;
    int precision = -1;
    for (; at < format.length() && isDigit(format.charAt(at)); at++) {
      width = checked(width * 10 + format.charAt(at) - '0');
    }
    if (at < format.length() && format.charAt(at) == '.') {
      precision = 0;
      for (at++; at < format.length() && isDigit(format.charAt(at)); at++) {
        precision = checked(precision * 10 + format.charAt(at) - '0');
      }
    }
    if (at == format.length() || "sdiuoxXcqb".indexOf(format.charAt(at)) < 0) {
      throw new Unclear("a conversion that is not known");
    }
    return new PrintfConversion(flags, width, precision, format.charAt(at), at + 1);
  }

  boolean isPlain() {
    return flags.isEmpty() && width == 0 && precision < 0;
  }

  String apply(PrintfArguments arguments) throws Unclear {
    String argument = arguments.next();
    return switch (letter) {
      case 's' -> padded(argument);
      case 'c' -> {
        if (argument.isEmpty() || argument.charAt(0) > 0x7e || precision >= 0) {
          throw new Unclear("a character that is not certain");
        }
        yield new PrintfConversion(flags, width, -1, 's', end).padded(argument.substring(0, 1));
      }
      case 'q' -> {
        if (!isPlain()) {
          throw new Unclear("a width of quoted text");
        }
        yield quoted(argument);
      }
      default -> number(parsed(argument));
    };
  }

  private String padded(String text) throws Unclear {
    if (isPlain()) {
      return text;
    }
    if (!flags.replace("-", "").isEmpty() || text.chars().anyMatch(c -> c > 0x7e)) {
      throw new Unclear("a width that is not certain");
    }
    String cut = precision >= 0 && precision < text.length() ? text.substring(0, precision) : text;
    String blanks = " ".repeat(Math.max(0, width - cut.length()));
    return flags.contains("-") ? cut + blanks : blanks + cut;
  }

  private String number(long value) throws Unclear {
    boolean decimal = letter == 'd' || letter == 'i';
    if (!decimal && value < 0) {
      throw new Unclear("a negative number without a sign");
    }
    if (flags.contains("#") || (!decimal && (flags.contains("+") || flags.contains(" ")))) {
      throw new Unclear("a form of a number that is not certain");
    }
    String digits =
        switch (letter) {
          case 'o' -> Long.toOctalString(value);
          case 'x' -> Long.toHexString(value);
          case 'X' -> Long.toHexString(value).toUpperCase(Locale.ROOT);
          default -> Long.toString(Math.abs(value));
        };
    if (precision == 0 && value == 0) {
      digits = "";
    }
    digits = "0".repeat(Math.max(0, precision - digits.length())) + digits;
    String sign = value < 0 ? "-" : flags.contains("+") ? "+" : flags.contains(" ") ? " " : "";
    int missing = Math.max(0, width - sign.length() - digits.length());
    if (flags.contains("-")) {
      return sign + digits + " ".repeat(missing);
    }
    return flags.contains("0") && precision < 0
        ? sign + "0".repeat(missing) + digits
        : " ".repeat(missing) + sign + digits;
  }

  private static long parsed(String argument) throws Unclear {
    if (argument.isEmpty()) {
      return 0;
    }
    if (argument.charAt(0) == '\'' || argument.charAt(0) == '"') {
      if (argument.length() < 2 || argument.charAt(1) > 0x7e) {
        throw new Unclear("a number that is not certain");
      }
      return argument.charAt(1);
    }
    boolean negative = argument.startsWith("-");
    String digits = negative || argument.startsWith("+") ? argument.substring(1) : argument;
    int base = 10;
    if (digits.startsWith("0x") || digits.startsWith("0X")) {
      base = 16;
      digits = digits.substring(2);
    } else if (digits.startsWith("0")) {
      base = 8;
    }
    if (digits.isEmpty() || digits.length() > 15) {
      throw new Unclear("a number that is not certain");
    }
    long value = 0;
    for (int i = 0; i < digits.length(); i++) {
      char c = digits.charAt(i);
      int digit = c < 0x80 ? Character.digit(c, base) : -1;
      if (digit < 0) {
        throw new Unclear("no number");
      }
      value = value * base + digit;
    }
    return negative ? -value : value;
  }

  private static String quoted(String text) throws Unclear {
    if (text.isEmpty()) {
      return "''";
    }
    StringBuilder quoted = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c > '~') {
        throw new Unclear("a character that depends on the locale");
      }
      boolean tilde =
          c == '~' && (i == 0 || text.charAt(i - 1) == ':' || text.charAt(i - 1) == '=');
      if (" \"'\\|&;()<>!{}*[]?^$`,".indexOf(c) >= 0 || (c == '#' && i == 0) || tilde) {
        quoted.append('\\');
      }
      quoted.append(c);
    }
    return quoted.toString();
  }

  private static int checked(int number) throws Unclear {
    if (number > MAX_WIDTH) {
      throw new Unclear("a width that is too large");
    }
    return number;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
