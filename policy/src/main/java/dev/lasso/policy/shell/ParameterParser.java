package dev.lasso.policy.shell;

import dev.lasso.policy.shell.Word.Parameter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** <code>${...}</code> and what stands in brackets after a name. */
final class ParameterParser {
  private static final String SPECIAL = "@*#?$!-";

  /** The longest first. */
  private static final List<String> OPERATORS =
      List.of(
          ":-", ":=", ":?", ":+", "-", "=", "?", "+", "##", "#", "%%", "%", "//", "/#", "/%", "/",
          "^^", "^", ",,", ",", ":", "@");

  private static final String TRANSFORMATIONS = "UuLQEPAKak";
  private static final String INDEX_CHARACTERS = "_+*/%.:,-";

  private final Parsing parsing;
  private final Cursor in;
  private final OperandParser operands;

  ParameterParser(Parsing parsing) {
    this.parsing = parsing;
    this.in = parsing.in;
    this.operands = new OperandParser(parsing);
  }

  Parameter braced(Quoting quoting) throws SyntaxException {
    in.enter();
    in.skip(2);
    Parameter parameter = inBraces(quoting);
    in.expect('}', "an expansion that is not certain");
    in.leave();
    return parameter;
  }

  private Parameter inBraces(Quoting quoting) throws SyntaxException {
    int c = in.peek();
    if (c == '#' && in.peek(1) != '}') {
      in.next();
      return length(quoting);
    }
    if (c == '!' && in.peek(1) != '}') {
      in.next();
      return indirect(quoting);
    }
    String name = name(quoting);
    boolean special = !Cursor.isNamePart(name.charAt(0));
    Word index = in.peek() == '[' ? indexOf(name, quoting) : null;
    if (in.peek() == '}') {
      return new Parameter(name, index, false, false, "", null, null);
    }
    if (special && !name.equals("@") && !name.equals("*")) {
      throw in.fail("an operator after a special parameter");
    }
    return operation(name, index, false, quoting);
  }

  private Parameter length(Quoting quoting) throws SyntaxException {
    String name = name(quoting);
    if (!Cursor.isNamePart(name.charAt(0)) && !name.equals("@") && !name.equals("*")) {
      throw in.fail("the length of a special parameter");
    }
    Word index = in.peek() == '[' ? indexOf(name, quoting) : null;
    return new Parameter(name, index, false, true, "", null, null);
  }

  private Parameter indirect(Quoting quoting) throws SyntaxException {
    String name = name(quoting);
    if (!Cursor.isNamePart(name.charAt(0))) {
      throw in.fail("an indirect special parameter");
    }
    Word index = null;
    if (in.peek() == '[') {
      index = indexOf(name, quoting);
      if (!isAll(index) || in.peek() != '}') {
        throw in.fail("an indirect element");
      }
    }
    int c = in.peek();
    if (c == '}') {
      return new Parameter(name, index, true, false, "", null, null);
    }
    if (c == '*' || c == '@') {
      throw in.fail("the names with a prefix");
    }
    return operation(name, index, true, quoting);
  }

  private Word indexOf(String name, Quoting quoting) throws SyntaxException {
    if (!Cursor.isNameStart(name.charAt(0))) {
      throw in.fail("an element of what is no array");
    }
    return index(quoting);
  }

  private static boolean isAll(Word index) {
    String text = index.text();
    return "@".equals(text) || "*".equals(text);
  }

  private String name(Quoting quoting) throws SyntaxException {
    int start = in.at();
    String name = in.name();
    if (!name.isEmpty()) {
      return name;
    }
    while (Cursor.isDigit(in.peek())) {
      in.next();
    }
    if (in.at() > start) {
      return in.source().substring(start, in.at());
    }
    if (in.peek() >= 0 && SPECIAL.indexOf(in.peek()) >= 0) {
      return ExpansionParser.inText(in.next(), quoting);
    }
    throw in.fail("an expansion of nothing");
  }

  private Parameter operation(String name, @Nullable Word index, boolean indirect, Quoting quoting)
      throws SyntaxException {
    boolean list = name.equals("@") || name.equals("*") || (index != null && isAll(index));
    if (list && quoting == Quoting.DOCUMENT) {
      // whether the pieces are joined with blanks or by IFS differs from operator to operator
      throw in.fail("a list that is changed in a here-document");
    }
    String operator = operator();
    in.skip(operator.length());
    Word operand = null;
    Word second = null;
    switch (operator) {
      case ":" -> {
        operand = parsing.arithmetic.substring();
        if (in.peek() == ':') {
          in.next();
          second = parsing.arithmetic.substring();
        }
        Word last = second == null ? operand : second;
        if (in.peek() != '}' || last.parts().isEmpty()) {
          throw in.fail("a substring that is not certain");
        }
      }
      case "@" -> {
        int c = in.peek();
        if (c < 0 || TRANSFORMATIONS.indexOf(c) < 0) {
          throw in.fail("an unknown transformation");
        }
        int start = in.at();
        String letter = String.valueOf(in.next());
        operand = new Word(List.of(in.node(new Word.Literal(letter))), in.from(start));
      }
      case "/", "//", "/#", "/%" -> {
        operand = operands.searched(quoting);
        if (in.peek() == '/') {
          in.next();
          second = operands.replacement(quoting);
        }
      }
      case "#", "##", "%", "%%" -> operand = operands.pattern(quoting);
      case "^", "^^", ",", ",," -> operand = in.peek() == '}' ? null : operands.pattern(quoting);
      default -> operand = operands.value(quoting);
    }
    return new Parameter(name, index, indirect, false, operator, operand, second);
  }

  private String operator() throws SyntaxException {
    for (String operator : OPERATORS) {
      if (in.looksAt(operator)) {
        return operator;
      }
    }
    throw in.fail("an unknown operator in an expansion");
  }

  /**
   * What stands in brackets, with them: {@code @}, {@code *}, an expression or a key. Unquoted text
   * is only what is the same as either of the last two.
   */
  Word index(Quoting quoting) throws SyntaxException {
    in.enter();
    in.next();
    int start = in.at();
    if ((in.peek() == '@' || in.peek() == '*') && in.peek(1) == ']') {
      String all = String.valueOf(in.next());
      Word word = new Word(List.of(in.node(new Word.Literal(all))), in.from(start));
      in.next();
      in.leave();
      return word;
    }
    Parts parts = new Parts(in);
    while (in.peek() != ']') {
      int c = in.peek();
      if (c == '$') {
        Word.Part part = parsing.expansions.dollar(Quoting.DOUBLE);
        if (part == null) {
          throw in.fail("an index that is not certain");
        }
        parts.add(part);
      } else if (c == '"' && quoting != Quoting.DOCUMENT) {
        parts.add(parsing.words.doubleQuoted());
      } else if (c == '\'' && quoting == Quoting.NONE) {
        parts.quoted(parsing.words.singleQuoted());
      } else if (Cursor.isNamePart(c) || (c >= 0 && INDEX_CHARACTERS.indexOf(c) >= 0)) {
        parts.literal(in.next());
      } else {
        throw in.fail("an index that is not certain");
      }
    }
    Word word = parts.word(start);
    if (word.parts().isEmpty() || isAll(word)) {
      throw in.fail("an index that is not certain");
    }
    in.next();
    in.leave();
    return word;
  }
}
