package dev.lasso.policy.command.language;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/**
 * What a jq program does, by the grammar of jq 1.6 to 1.8: it can load modules and read the
 * environment, and nothing else. Pure, linear, no recursion; safe for any thread.
 */
public final class JqProgram {
  private static final int MAX_DEPTH = 1000;
  private static final char INTERPOLATION = '"';

  private static final Set<String> KEYWORDS =
      Set.of(
          "and", "as", "break", "catch", "def", "elif", "else", "end", "foreach", "if", "label",
          "or", "reduce", "then", "try", "__loc__");

  private static final Set<String> FUNCTIONS =
      Set.of(
          """
          GROUP_BY IN INDEX JOIN UNIQUE_BY abs acos acosh add all any arrays ascii
          ascii_downcase ascii_upcase asin asinh atan atan2 atanh booleans bsearch
          builtins capture cbrt ceil combinations contains copysign cos cosh date
          dateadd datesub debug del delpaths drem empty endswith erf erfc error exp
          exp10 exp2 explode expm1 fabs false fdim finites first flatten floor fma
          fmax fmin fmod format frexp from_entries fromdate fromdateiso8601
          fromjson fromstream gamma getpath gmtime group_by gsub halt halt_error
          has have_decnum have_literal_numbers hypot implode in index indices
          infinite input input_filename input_line_number inputs inside isempty
          isfinite isinfinite isnan isnormal isvalid iterables j0 j1 jn join keys
          keys_unsorted last ldexp leaf_paths length lgamma lgamma_r limit
          localtime log log10 log1p log2 logb ltrim ltrimstr map map_values match
          max max_by min min_by mktime modf nan nearbyint nextafter nexttoward
          normals not now nth null nulls numbers objects path paths pick pow pow10
          range recurse recurse_down remainder repeat reverse rindex rint round
          rtrim rtrimstr scalars scalars_or_empty scalb scalbln scan select setpath
          significand sin sinh skip sort sort_by split splits sqrt startswith
          stderr strflocaltime strftime strings strptime sub tan tanh test tgamma
          to_entries toarray toboolean todate todateiso8601 tojson tonumber
          tostream tostring transpose trim trimstr true trunc truncate_stream type
          unique unique_by until utf8bytelength values walk while with_entries y0
          y1 yn
          """
              .strip()
              .split("\\s+"));

  private final String program;
  private final Notes notes = new Notes();
  private final Deque<Character> open = new ArrayDeque<>();
  private final Set<String> used = new HashSet<>();
  private final Set<String> defined = new HashSet<>();
  private String previous = "";
  private int at;

  private JqProgram(String program) {
    this.program = program;
  }

  /** Reads a program. Variables that are given by options have no effect. */
  public static ProgramEffects parse(String program) {
    JqProgram jq = new JqProgram(program);
    try {
      while (jq.at < program.length()) {
        jq.token();
      }
      if (!jq.open.isEmpty()) {
        throw new Unclear("jq syntax: a bracket that is not closed");
      }
      for (String name : jq.used) {
        if (!FUNCTIONS.contains(name) && !jq.defined.contains(name)) {
          throw new Unclear("a function that is not known to jq");
        }
      }
    } catch (Unclear e) {
      jq.notes.unsure(e.why());
    }
    return jq.notes.findings();
  }

  private void token() throws Unclear {
    char c = program.charAt(at);
    if (c == ' ' || c == '\t' || c == '\n') {
      at++;
    } else if (c == '#') {
      comment();
    } else if (c == '"') {
      at++;
      string();
    } else if (isNameStart(c)) {
      name();
    } else if (c == '@') {
      at++;
      word();
      previous = "@";
    } else if (c == '.' && isNameStart(peek(1))) {
      at++;
      word();
      previous = "field";
    } else if (c == '.' && peek(1) == '.') {
      at += 2;
      previous = "..";
    } else if (isDigit(c) || (c == '.' && isDigit(peek(1)))) {
      number();
    } else if ("([{".indexOf(c) >= 0) {
      open(c);
    } else if (")]}".indexOf(c) >= 0) {
      close(c);
    } else if (".$|,:;=<>!+-*/%?".indexOf(c) >= 0) {
      at++;
      previous = String.valueOf(c);
    } else {
      throw new Unclear("a character that jq may not take");
    }
  }

  /** Some versions go on with a comment behind a newline with a backslash before it. */
  private void comment() throws Unclear {
    int line = program.indexOf('\n', at);
    int end = line < 0 ? program.length() : line;
    if (program.charAt(end - 1) == '\\' || program.substring(at, end).indexOf('\r') >= 0) {
      throw new Unclear("a comment that versions of jq end elsewhere");
    }
    at = end;
  }

  /** To the end of the string, or to code in it. */
  private void string() throws Unclear {
    while (at < program.length()) {
      char c = program.charAt(at++);
      if (c == '"') {
        previous = "string";
        return;
      }
      if (c == '\\') {
        if (peek(0) == '(') {
          open(INTERPOLATION);
          return;
        }
        at++;
      }
    }
    throw new Unclear("jq syntax: a string that is not terminated");
  }

  private void open(char c) throws Unclear {
    at++;
    open.push(c);
    previous = String.valueOf(c);
    if (open.size() > MAX_DEPTH) {
      throw new Unclear("a jq program that is nested too deeply");
    }
  }

  private void close(char c) throws Unclear {
    at++;
    Character opened = open.poll();
    if (opened != null && opened == INTERPOLATION && c == ')') {
      string();
      return;
    }
    if (opened == null || "([{".indexOf(opened) != ")]}".indexOf(c)) {
      throw new Unclear("jq syntax: a bracket that closes nothing");
    }
    previous = String.valueOf(c);
  }

  private void name() throws Unclear {
    String before = previous;
    String name = word();
    while (program.startsWith("::", at)) {
      at += 2;
      name = name + "::" + word();
    }
    previous = name;
    if (before.equals("$")) {
      if (name.equals("ENV")) {
        notes.hazard("reads the environment");
      } else if (name.equals("__prog_args")) {
        notes.unsure("reads the arguments of jq");
      }
      return;
    }
    if (before.equals("def")) {
      defined.add(name);
      parameters();
      return;
    }
    if (isKey(before)) {
      previous = "key";
      return;
    }
    switch (name) {
      case "import", "include" -> module(name);
      case "env" -> notes.hazard("reads the environment");
      case "modulemeta", "module" -> notes.unsure("looks at modules");
      default -> {
        if (!KEYWORDS.contains(name)) {
          used.add(name);
        }
      }
    }
  }

  private boolean isKey(String before) {
    if (open.isEmpty() || open.peek() != '{' || !(before.equals("{") || before.equals(","))) {
      return false;
    }
    int next = at;
    while (next < program.length() && " \t\n".indexOf(program.charAt(next)) >= 0) {
      next++;
    }
    return next < program.length() && ":,}".indexOf(program.charAt(next)) >= 0;
  }

  private void parameters() throws Unclear {
    skipBlanks();
    if (peek(0) != '(') {
      return;
    }
    while (peek(0) != ')') {
      at++;
      skipBlanks();
      if (peek(0) == '$') {
        at++;
      }
      defined.add(word());
      skipBlanks();
      if (peek(0) != ';' && peek(0) != ')') {
        throw new Unclear("jq syntax: a parameter expected");
      }
    }
    at++;
    previous = ")";
  }

  private void module(String how) throws Unclear {
    skipBlanks();
    if (peek(0) != '"') {
      throw new Unclear("jq syntax: a module without a name");
    }
    int start = at + 1;
    int end = program.indexOf('"', start);
    if (end < 0 || program.substring(start, end).indexOf('\\') >= 0) {
      throw new Unclear("a module whose name is not plain");
    }
    at = end + 1;
    previous = "string";
    String name = program.substring(start, end);
    notes.reads(name);
    notes.hazard((how.equals("import") ? "imports" : "includes") + " a module: " + name);
  }

  private void number() {
    while (isDigit(peek(0)) || peek(0) == '.') {
      at++;
    }
    if ((peek(0) == 'e' || peek(0) == 'E')
        && (isDigit(peek(1)) || ((peek(1) == '+' || peek(1) == '-') && isDigit(peek(2))))) {
      at += 2;
      while (isDigit(peek(0))) {
        at++;
      }
    }
    previous = "number";
  }

  private String word() throws Unclear {
    int start = at;
    while (isNameStart(peek(0)) || isDigit(peek(0))) {
      at++;
    }
    if (start == at) {
      throw new Unclear("jq syntax: a name expected");
    }
    return program.substring(start, at);
  }

  private void skipBlanks() {
    while (at < program.length() && " \t\n".indexOf(program.charAt(at)) >= 0) {
      at++;
    }
  }

  private int peek(int ahead) {
    return at + ahead < program.length() ? program.charAt(at + ahead) : -1;
  }

  private static boolean isNameStart(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }
}
