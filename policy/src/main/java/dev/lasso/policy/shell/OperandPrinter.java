package dev.lasso.policy.shell;

import dev.lasso.policy.shell.Word.DoubleQuoted;
import dev.lasso.policy.shell.Word.Glob;
import dev.lasso.policy.shell.Word.Literal;
import dev.lasso.policy.shell.Word.Parameter;
import dev.lasso.policy.shell.Word.Part;
import dev.lasso.policy.shell.Word.Quoted;

/** Prints <code>${...}</code>. Within double quotes nothing in it can have single ones. */
final class OperandPrinter {
  private final WordPrinter words;
  private final Printed out;

  OperandPrinter(WordPrinter words, Printed out) {
    this.words = words;
    this.out = out;
  }

  void parameter(Parameter parameter, boolean quoted) {
    out.add("${").add(parameter.length() ? "#" : "").add(parameter.indirect() ? "!" : "");
    out.add(parameter.name());
    Word index = parameter.index();
    if (index != null) {
      words.index(index);
    }
    out.add(parameter.operator());
    Word operand = parameter.operand();
    Word second = parameter.second();
    switch (parameter.operator()) {
      case "" -> {
        // nothing follows
      }
      case ":" -> {
        words.arithmetic(required(operand));
        if (second != null) {
          out.add(":");
          words.arithmetic(second);
        }
      }
      case "@" -> out.add(String.valueOf(required(operand).text()));
      case "/", "//", "/#", "/%" -> {
        pattern(required(operand), quoted);
        if (second != null) {
          out.add("/");
          replacement(second, quoted);
        }
      }
      case "#", "##", "%", "%%" -> pattern(required(operand), quoted);
      case "^", "^^", ",", ",," -> {
        if (operand != null) {
          pattern(operand, quoted);
        }
      }
      default -> value(required(operand), quoted);
    }
    out.add("}");
  }

  private static Word required(@org.jspecify.annotations.Nullable Word operand) {
    if (operand == null) {
      throw new IllegalArgumentException("an expansion without its operand");
    }
    return operand;
  }

  /** Without quotes around it: unquoted text stays unquoted, because it is split. */
  private void value(Word word, boolean quoted) {
    Quotes quotes = new Quotes(out.text());
    for (Part part : word.parts()) {
      switch (part) {
        case Quoted(String text) when !quoted -> quotes.add(text);
        case DoubleQuoted inner when !quoted -> doubleQuoted(inner, quotes);
        case Literal(String text) -> {
          quotes.end();
          valueText(text, quoted);
        }
        case Quoted(String text) -> valueText(text, true);
        case Glob(String pattern) when !quoted -> {
          quotes.end();
          out.add(pattern);
        }
        default -> {
          quotes.end();
          words.expansion(part, quoted);
        }
      }
    }
    quotes.end();
  }

  private void doubleQuoted(DoubleQuoted inner, Quotes quotes) {
    StringBuilder text = new StringBuilder();
    if (WordPrinter.isText(inner, text)) {
      quotes.add(text.toString());
    } else {
      quotes.end();
      words.inDoubleQuotes(inner);
    }
  }

  private void valueText(String text, boolean quoted) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (ShellText.isPlain(c) || c == ' ') {
        out.text().append(c);
      } else if (!quoted) {
        throw new IllegalArgumentException("unquoted text in an expansion");
      } else if (c == '$' || c == '\\' || c == '}') {
        out.text().append('\\').append(c);
      } else {
        refuseIf("'\"`{\n".indexOf(c) >= 0 || (c < ' ' && c != '\t'));
        out.text().append(c);
      }
    }
  }

  private void pattern(Word word, boolean quoted) {
    Quotes quotes = new Quotes(out.text());
    for (Part part : word.parts()) {
      switch (part) {
        case Literal(String text) -> patternText(text, quoted, quotes);
        case Quoted(String text) -> patternText(text, quoted, quotes);
        case DoubleQuoted inner -> {
          StringBuilder text = new StringBuilder();
          if (WordPrinter.isText(inner, text)) {
            patternText(text.toString(), quoted, quotes);
          } else {
            quotes.end();
            words.inDoubleQuotes(inner);
          }
        }
        case Glob(String pattern) -> {
          quotes.end();
          out.add(pattern);
        }
        default -> {
          quotes.end();
          words.expansion(part, quoted);
        }
      }
    }
    quotes.end();
  }

  private void patternText(String text, boolean quoted, Quotes quotes) {
    if (!quoted) {
      quotes.add(text);
      return;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Cursor.isNamePart(c) || c > 0x9f || c == ' ' || c == '\t') {
        out.text().append(c);
      } else if (c < ' ' || c >= 0x7f) {
        ShellText.escape(String.valueOf(c), out.text());
      } else {
        out.text().append('\\').append(c);
      }
    }
  }

  private void replacement(Word word, boolean quoted) {
    Quotes quotes = new Quotes(out.text());
    for (Part part : word.parts()) {
      switch (part) {
        case Literal(String text) -> replacementText(text, quoted, quotes);
        case Quoted(String text) when quoted -> {
          checkReplacement(text);
          ShellText.escape(text, out.text());
        }
        case Quoted(String text) -> replacementText(text, false, quotes);
        case DoubleQuoted inner when !quoted -> doubleQuoted(inner, quotes);
        default -> {
          quotes.end();
          words.expansion(part, quoted);
        }
      }
    }
    quotes.end();
  }

  private static void checkReplacement(String text) {
    refuseIf(text.indexOf('&') >= 0 || text.indexOf('\\') >= 0);
  }

  private void replacementText(String text, boolean quoted, Quotes quotes) {
    checkReplacement(text);
    if (!quoted) {
      quotes.add(text);
      return;
    }
    for (int i = 0; i < text.length(); i++) {
      refuseIf("'\"`{}$\n<>()".indexOf(text.charAt(i)) >= 0);
    }
    out.add(text);
  }

  private static void refuseIf(boolean wrong) {
    if (wrong) {
      throw new IllegalArgumentException("text in an expansion in double quotes");
    }
  }
}
