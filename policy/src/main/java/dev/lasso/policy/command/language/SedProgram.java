package dev.lasso.policy.command.language;

/**
 * What a sed script does, by the grammar of GNU sed 4.9, which includes that of POSIX.
 *
 * <p>A script that sed itself would refuse, and one that versions of sed read differently, is
 * unsure. Pure, linear, no recursion; safe for any thread.
 */
public final class SedProgram {
  private static final int END = -1;

  private final String script;
  private final Notes notes = new Notes();
  private int at;

  private SedProgram(String script) {
    this.script = script;
  }

  /**
   * Reads a script.
   *
   * @param script all fragments, joined by newlines
   * @param sandbox whether {@code --sandbox} stands anywhere: sed applies it only to what follows
   *     it, so what the script would do is told all the same
   * @param extended whether {@code -E} is given: no file and no command depends on it in this
   *     grammar, since a backslash and a bracket hide the delimiter in both kinds of expressions
   */
  public static ProgramEffects parse(String script, boolean sandbox, boolean extended) {
    SedProgram program = new SedProgram(script);
    try {
      program.commands();
    } catch (Unclear e) {
      program.notes.unsure(e.why());
    }
    ProgramEffects found = program.notes.findings();
    if (sandbox && !found.isClean()) {
      program.notes.unsure("sed refuses this in its sandbox");
      return program.notes.findings();
    }
    return found;
  }

  private void commands() throws Unclear {
    int blocks = 0;
    while (true) {
      int c = next();
      while (c == ';' || isSpace(c)) {
        c = next();
      }
      if (c == END) {
        break;
      }
      at--;
      boolean addressed = addresses();
      c = nextNonblank();
      if (c == '!') {
        c = nextNonblank();
      }
      switch (c) {
        case '{' -> blocks++;
        case '}' -> {
          if (addressed || --blocks < 0) {
            throw new Unclear("a } that closes nothing");
          }
          endOfCommand();
        }
        default -> command(c, addressed);
      }
    }
    if (blocks > 0) {
      throw new Unclear("a { that is not closed");
    }
  }

  private void command(int c, boolean addressed) throws Unclear {
    switch (c) {
      case '#' -> {
        if (addressed) {
          throw new Unclear("a comment with an address");
        }
        skipLine();
      }
      case '=', 'd', 'D', 'F', 'g', 'G', 'h', 'H', 'n', 'N', 'p', 'P', 'z', 'x' -> endOfCommand();
      case 'l', 'q', 'Q' -> {
        skipBlanks();
        skipDigits();
        endOfCommand();
      }
      case 'a', 'i', 'c' -> text();
      case 'e' -> execute();
      case ':' -> {
        if (addressed || label(false) == 0) {
          throw new Unclear("a label with an address or without a name");
        }
      }
      case 'b', 't', 'T' -> label(true);
      case 'v' -> label(false);
      case 'r', 'R' -> notes.reads(fileName());
      case 'w', 'W' -> notes.writes(fileName());
      case 's' -> {
        int delimiter = delimiter();
        delimited(delimiter, true);
        delimited(delimiter, false);
        flags();
      }
      case 'y' -> {
        int delimiter = delimiter();
        delimited(delimiter, false);
        delimited(delimiter, false);
        endOfCommand();
      }
      case END -> throw new Unclear("an address without a command");
      default -> throw new Unclear("an unknown sed command");
    }
  }

  /** Whether there was an address before the command. */
  private boolean addresses() throws Unclear {
    if (!address(false)) {
      return false;
    }
    skipBlanks();
    if (peek() == ',') {
      at++;
      skipBlanks();
      if (!address(true)) {
        throw new Unclear("a comma without a second address");
      }
    }
    return true;
  }

  private boolean address(boolean second) throws Unclear {
    int c = peek();
    if (c == '/' || c == '\\') {
      at++;
      delimited(c == '/' ? c : delimiter(), true);
      do {
        skipBlanks();
      } while (skip('I') || skip('M'));
      return true;
    }
    if (isDigit(c)) {
      skipDigits();
      skipBlanks();
      if (skip('~')) {
        number();
      }
      return true;
    }
    if (second && (c == '+' || c == '~')) {
      at++;
      number();
      return true;
    }
    return skip('$');
  }

  private void number() throws Unclear {
    skipBlanks();
    if (!isDigit(peek())) {
      throw new Unclear("an address without its number");
    }
    skipDigits();
  }

  private int delimiter() throws Unclear {
    int c = next();
    if (c == END || c == '\n' || c > '~' || c == '\r') {
      throw new Unclear("a delimiter that sed may not take");
    }
    return c;
  }

  /** Goes on behind the next delimiter; in a regular expression a bracket hides it. */
  private void delimited(int delimiter, boolean expression) throws Unclear {
    while (true) {
      int c = next();
      if (c == END || c == '\n') {
        throw new Unclear("an expression that is not terminated");
      }
      if (c == delimiter) {
        return;
      }
      if (c == '\\') {
        next();
      } else if (c == '[' && expression) {
        bracket();
      }
    }
  }

  /** Goes on behind the bracket that closes the expression; a backslash means nothing in it. */
  private void bracket() throws Unclear {
    skip('^');
    skip(']');
    while (true) {
      int c = next();
      if (c == END || c == '\n') {
        throw new Unclear("a bracket expression that is not terminated");
      }
      if (c == ']') {
        return;
      }
      int kind = peek();
      if (c == '[' && (kind == '.' || kind == ':' || kind == '=')) {
        at++;
        while (Character.isLetter(peek())) {
          at++;
        }
        if (next() != kind || next() != ']') {
          throw new Unclear("an unusual character class");
        }
      }
    }
  }

  private void flags() throws Unclear {
    while (true) {
      int c = nextNonblank();
      switch (c) {
        case 'i', 'I', 'm', 'M', 'p', 'g', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> {}
        case 'e' -> notes.executes(null);
        case 'w' -> {
          notes.writes(fileName());
          return;
        }
        case '}', '#' -> {
          at--;
          return;
        }
        case END, '\n', ';' -> {
          return;
        }
        default -> throw new Unclear("an unknown flag of the s command");
      }
    }
  }

  /** To the end of the line, whatever stands there. */
  private String fileName() throws Unclear {
    skipBlanks();
    int start = at;
    skipLine();
    int end = at > start && script.charAt(at - 1) == '\n' ? at - 1 : at;
    if (start == end) {
      throw new Unclear("a file command without a name");
    }
    return script.substring(start, end);
  }

  private void execute() throws Unclear {
    skipBlanks();
    int c = peek();
    if (c == END || c == '\n') {
      notes.executes(null);
      return;
    }
    int start = at;
    boolean escaped = c == '\\';
    textLine();
    int end = script.charAt(at - 1) == '\n' ? at - 1 : at;
    escaped |= script.substring(start, end).indexOf('\\') >= 0;
    notes.executes(escaped ? null : script.substring(start, end));
  }

  private void text() throws Unclear {
    skipBlanks();
    int c = next();
    if (c == END || c == '\n') {
      throw new Unclear("a text command without a text");
    }
    if (c == '\\') {
      int first = peek();
      if (first == '\n') {
        at++;
      } else if (first == '\\') {
        throw new Unclear("a text that begins with two backslashes");
      } else if (isSpace(first)) {
        skipBlanks();
        if (peek() == '\n' || peek() == '\\' || peek() == END) {
          throw new Unclear("a text that begins with a backslash and blanks");
        }
      }
    } else {
      at--;
    }
    textLine();
  }

  /** To the first newline without a backslash before it. */
  private void textLine() {
    for (int c = next(); c != END && c != '\n'; c = next()) {
      if (c == '\\') {
        next();
      }
    }
  }

  /** Its length. Versions of sed disagree on what else may stand in a label and behind it. */
  private int label(boolean brace) throws Unclear {
    skipBlanks();
    int start = at;
    while (true) {
      int c = peek();
      if (c == END || c == '\n' || c == ';' || c == ' ' || c == '\t' || c == '}') {
        break;
      }
      if (c == '#' || c == '\\' || c == '{' || isSpace(c)) {
        throw new Unclear("a label with a special character");
      }
      at++;
    }
    int length = at - start;
    skipBlanks();
    int c = peek();
    if (c != END && c != '\n' && c != ';' && !(brace && c == '}')) {
      throw new Unclear("something behind a label");
    }
    return length;
  }

  private void endOfCommand() throws Unclear {
    int c = nextNonblank();
    if (c == '}' || c == '#') {
      at--;
    } else if (c != END && c != '\n' && c != ';') {
      throw new Unclear("something behind a command that takes nothing");
    }
  }

  private int next() {
    return at < script.length() ? script.charAt(at++) : END;
  }

  private int nextNonblank() {
    skipBlanks();
    return next();
  }

  private int peek() {
    return at < script.length() ? script.charAt(at) : END;
  }

  private boolean skip(char c) {
    if (peek() != c) {
      return false;
    }
    at++;
    return true;
  }

  private void skipBlanks() {
    while (peek() == ' ' || peek() == '\t') {
      at++;
    }
  }

  private void skipDigits() {
    while (isDigit(peek())) {
      at++;
    }
  }

  private void skipLine() {
    int end = script.indexOf('\n', at);
    at = end < 0 ? script.length() : end + 1;
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isSpace(int c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
  }
}
