package dev.lasso.policy.shell;

import dev.lasso.policy.shell.Word.Arithmetic;
import dev.lasso.policy.shell.Word.BraceList;
import dev.lasso.policy.shell.Word.BraceRange;
import dev.lasso.policy.shell.Word.CommandSubstitution;
import dev.lasso.policy.shell.Word.DoubleQuoted;
import dev.lasso.policy.shell.Word.Glob;
import dev.lasso.policy.shell.Word.Literal;
import dev.lasso.policy.shell.Word.Parameter;
import dev.lasso.policy.shell.Word.Part;
import dev.lasso.policy.shell.Word.ProcessSubstitution;
import dev.lasso.policy.shell.Word.Quoted;
import dev.lasso.policy.shell.Word.Tilde;
import java.util.ArrayList;
import java.util.List;

/** Prints words. */
final class WordPrinter {
  private static final String GLOB = "*?[]!^-_.,:=@%+";
  private static final String REGEX = GLOB + "$(){}|/";
  private static final String ARITHMETIC = " \t\n+-*/%<>=!&|^~?:,()[]#_";
  private static final String INDEX = "_+*/%.:,-@";

  private final ShellPrinter statements;
  private final Printed out;
  private final OperandPrinter operands;

  WordPrinter(ShellPrinter statements, Printed out) {
    this.statements = statements;
    this.out = out;
    this.operands = new OperandPrinter(this, out);
  }

  /** A word that has to be there. */
  void word(Word word) {
    if (word.parts().isEmpty()) {
      throw new IllegalArgumentException("a word without anything");
    }
    partsOf(word);
  }

  /** The first word of a command, which must not be taken for anything else. */
  void program(Word word) {
    if (!word.parts().isEmpty()
        && word.parts().getFirst() instanceof Literal(String text)
        && ((CommandParser.RESERVED.contains(text) && word.parts().size() == 1)
            || text.indexOf('=') >= 0)) {
      List<Part> quoted = new ArrayList<>(word.parts());
      quoted.set(0, new Quoted(text));
      partsOf(new Word(quoted, word.span()));
      return;
    }
    partsOf(word);
  }

  void partsOf(Word word) {
    parts(word, false, GLOB);
  }

  static boolean startsWithProcess(Word word) {
    return !word.parts().isEmpty() && word.parts().getFirst() instanceof ProcessSubstitution;
  }

  private void parts(Word word, boolean alternative, String globs) {
    Quotes quotes = new Quotes(out.text());
    for (Part part : word.parts()) {
      switch (part) {
        case Literal(String text) -> literal(text, alternative, quotes);
        case Quoted(String text) -> quotes.add(text);
        case DoubleQuoted quoted -> {
          StringBuilder text = new StringBuilder();
          if (isText(quoted, text)) {
            quotes.add(text.toString());
          } else {
            quotes.end();
            inDoubleQuotes(quoted);
          }
        }
        default -> {
          quotes.end();
          if (part instanceof Glob(String pattern)) {
            raw(pattern, globs);
          } else {
            unquoted(part);
          }
        }
      }
    }
    quotes.end();
  }

  private void unquoted(Part part) {
    switch (part) {
      case Tilde(String user) -> out.add("~").add(user);
      case BraceList(List<Word> alternatives) -> braces(alternatives);
      case BraceRange(String from, String to, String step) ->
          out.add("{").add(from).add("..").add(to).add(step == null ? "" : ".." + step).add("}");
      case ProcessSubstitution(Statement body, boolean input) -> {
        out.add(input ? "<( " : ">( ");
        statements.inner(body);
        out.add(")");
      }
      default -> expansion(part, false);
    }
  }

  /** What begins with a dollar sign. */
  void expansion(Part part, boolean quoted) {
    switch (part) {
      case Parameter parameter -> operands.parameter(parameter, quoted);
      case CommandSubstitution(Statement body) -> {
        // never two parentheses at once
        out.add("$( ");
        statements.inner(body);
        out.add(")");
      }
      case Arithmetic(Word expression) -> {
        out.add("$((");
        arithmetic(expression);
        out.add("))");
      }
      default -> throw new IllegalArgumentException("a part of a word in such a place");
    }
  }

  private void braces(List<Word> alternatives) {
    out.add("{");
    for (int i = 0; i < alternatives.size(); i++) {
      out.add(i > 0 ? "," : "");
      parts(alternatives.get(i), true, GLOB);
    }
    out.add("}");
  }

  /** Quotes only what needs it: a name with an equals sign stays what it is. */
  private void literal(String text, boolean alternative, Quotes quotes) {
    int i = 0;
    while (i < text.length()) {
      boolean plain = isPlain(text.charAt(i), alternative);
      int end = i + 1;
      while (end < text.length() && isPlain(text.charAt(end), alternative) == plain) {
        end++;
      }
      String run = text.substring(i, end);
      if (plain) {
        quotes.end();
        out.add(run);
      } else {
        quotes.add(run);
      }
      i = end;
    }
  }

  private static boolean isPlain(char c, boolean alternative) {
    return ShellText.isPlain(c) && !(alternative && c == ',');
  }

  private void raw(String text, String allowed) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!Cursor.isNamePart(c) && allowed.indexOf(c) < 0) {
        throw new IllegalArgumentException("a character in such a place");
      }
    }
    out.add(text);
  }

  void doubleQuoted(DoubleQuoted quoted) {
    StringBuilder text = new StringBuilder();
    if (isText(quoted, text)) {
      ShellText.quote(text.toString(), out.text());
      return;
    }
    inDoubleQuotes(quoted);
  }

  /** Whether only text is in them, which is then added. */
  static boolean isText(DoubleQuoted quoted, StringBuilder text) {
    for (Part part : quoted.parts()) {
      switch (part) {
        case Literal(String more) -> text.append(more);
        case Quoted(String more) -> text.append(more);
        default -> {
          return false;
        }
      }
    }
    return true;
  }

  void inDoubleQuotes(DoubleQuoted quoted) {
    out.add("\"");
    for (Part part : quoted.parts()) {
      switch (part) {
        case Literal(String text) -> escaped(text);
        case Quoted(String text) -> escaped(text);
        default -> expansion(part, true);
      }
    }
    out.add("\"");
  }

  private void escaped(String text) {
    if (ShellText.hasControl(text)) {
      throw new IllegalArgumentException("a control character in double quotes");
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '$' || c == '`' || c == '"' || c == '\\') {
        out.add("\\");
      }
      out.text().append(c);
    }
  }

  /** A word of {@code [[}. */
  void ofTest(Word word) {
    if (word.parts().size() == 1
        && word.parts().getFirst() instanceof Literal(String text)
        && TestParser.OPERATORS.contains(text)) {
      out.add(text);
      return;
    }
    parts(word, false, REGEX);
  }

  void arithmetic(Word expression) {
    for (Part part : expression.parts()) {
      if (part instanceof Literal(String text)) {
        raw(text, ARITHMETIC);
      } else {
        expansion(part, true);
      }
    }
  }

  void index(Word index) {
    out.add("[");
    for (Part part : index.parts()) {
      switch (part) {
        case Literal(String text) -> raw(text, INDEX);
        case Quoted(String text) -> ShellText.quote(text, out.text());
        case DoubleQuoted quoted -> inDoubleQuotes(quoted);
        default -> expansion(part, true);
      }
    }
    out.add("]");
  }

  static boolean isEmptyText(Word text) {
    return "".equals(text.text());
  }

  /** The text of a here-document as a here-string, which brings the last newline itself. */
  void document(Word text) {
    Part only = text.parts().size() == 1 ? text.parts().getFirst() : text.parts().getLast();
    if (text.parts().size() != 1) {
      throw new IllegalArgumentException("a here-document of several parts");
    }
    switch (only) {
      case Quoted(String all) -> ShellText.quote(withoutNewline(all), out.text());
      case DoubleQuoted(List<Part> parts) -> {
        List<Part> shorter = new ArrayList<>(parts);
        String last =
            withoutNewline(shorter.removeLast() instanceof Literal(String end) ? end : "");
        if (!last.isEmpty()) {
          shorter.add(new Literal(last));
        }
        doubleQuoted(new DoubleQuoted(shorter));
      }
      default -> throw new IllegalArgumentException("a here-document that is not text");
    }
  }

  private static String withoutNewline(String text) {
    if (!text.endsWith("\n")) {
      throw new IllegalArgumentException("a here-document without a newline at its end");
    }
    return text.substring(0, text.length() - 1);
  }
}
