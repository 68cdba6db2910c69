package dev.lasso.policy.shell;

import java.util.List;
import java.util.Random;

/**
 * Scripts of harmless words, put together from pieces at which shells have gone wrong. Most are no
 * scripts at all; those that the parser takes have to mean to bash what they mean to it.
 */
final class RandomScripts {
  private static final List<String> PIECES =
      List.of(
          "a",
          "b",
          "1",
          "abc",
          "$x",
          "$y",
          "${x}",
          "\"$y\"",
          "\"",
          "'",
          "\\",
          "'q r'",
          "\"a $x\"",
          "$",
          "{",
          "}",
          ",",
          "..",
          "~",
          "*",
          "?",
          "[",
          "]",
          "!",
          "^",
          "-",
          "=",
          ":",
          "/",
          ".",
          "#",
          "%",
          "@",
          "+",
          "&",
          "|",
          ";",
          "(",
          ")",
          "<",
          ">",
          " ",
          " ",
          " ",
          "\n",
          "\t",
          "`",
          "$(",
          ")",
          "$((",
          "))",
          "${",
          "}",
          "`p a`",
          "$(p a)",
          "$(p \"b c\")",
          "$((1+2))",
          "\\\n",
          "$'",
          "\\'",
          "\\\"",
          "\\$",
          "\\`",
          "\\ ",
          "u",
          "e",
          "x",
          "if",
          "then",
          "fi",
          "p",
          "p ",
          "\u00e9",
          "~/",
          "+=",
          "[a-c]",
          "[!a]",
          "{a,b}",
          "{1..3}",
          "{a",
          "b}",
          "\"\"",
          "''",
          "$@",
          "\"$@\"",
          "$*",
          "$#",
          "$?",
          "$1",
          "$12",
          "$\"",
          "${u:-",
          "${x#",
          "${x%",
          "${s/",
          "${s//",
          "${x:",
          "${#x}",
          "${!v}",
          "${arr[",
          "${map[k]}",
          "@]",
          "$x[1]",
          "<(p a)",
          "<<<",
          ">&",
          "2>",
          "1>&2",
          ">o",
          "<f1",
          "&>o",
          "&&",
          "||",
          "|&",
          "time",
          "\\{",
          "\\}",
          "\\,");

  private static final List<String> MOSTLY_WORDS =
      List.of(
          "a", "b", "1", "$x", "$y", "\"$y\"", "'q'", "{", "}", ",", "{a,b}", "~", "*", "[ab]", "=",
          ":", "/", ".", "-", "$e", "\\ ", "`p a`", "$(p b)", "${u:-k}", "\"", "-", "+", "?",
          "{1..2}", "\"\"", "e", "i", "f");

  private static final List<String> OPERANDS =
      List.of(
          "a", "b", "c", "/", "*", "?", "[ab]", "\"", "'", "\\", "\\/", "\\*", "\\}", "}", "{",
          "$x", "${x}", "\"a\"", "\"$x\"", "'b'", " ", "#", "%", "^", ",", ":", "-", "$'\\n'", "&",
          "\\&", "~", ".", "$(p b)", "\u00e9", "<", ">", "(", ")", "!", "@", "=", "+", "\\\\",
          "\\\"", "\\$", "\"*\"", "\\'", "\\ ", ";", "|");

  private static final List<String> OPERATORS =
      List.of(
          ":-", "-", ":=", "=", ":+", "+", "#", "##", "%", "%%", "/", "//", "/#", "/%", "^", "^^",
          ",", ",,", ":");

  private static final List<String> PARAMETERS =
      List.of("x", "y", "s", "u", "e", "arr[@]", "arr[1]", "@", "1", "map[k]", "*", "#x", "!v");

  private static final List<String> COMMANDS =
      List.of(
          "if A; then B; fi",
          "while A && false; do B; done",
          "for i in W; do B; done",
          "{ B; }",
          "( B )",
          "f() { B; }; f",
          "case W in W) B;; *) B;; esac",
          "A && B",
          "A || B",
          "A | cat",
          "! A",
          "A; B",
          "A &\nwait",
          "p \"$(B)\"",
          "p `B`",
          "cat <<E\nW\nE",
          "cat <<E && B\n$(B)\nE",
          "[[ W ]] && B",
          "[[ W == W ]] && B",
          "[[ W =~ W ]] || B",
          "((n>1)) && B",
          "A\nB",
          "p W",
          "p W",
          "p W",
          "cat <(B)",
          "A >o",
          "A 2>&1",
          "B |& cat",
          "cat <<-'E'\n\tW\n\tE",
          "p \"$(cat <<E\nW\nE\n)\"",
          "a=W",
          "a+=W; p \"$a\"",
          "a=(W W); p \"${a[@]}\"",
          "until true; do B; done",
          "A; # W\nB",
          "cat <<< W");

  private static final List<String> TOKENS =
      List.of(
          "p a",
          "p b",
          "\n",
          ";",
          " ",
          "&",
          "&&",
          "||",
          "|",
          "|&",
          "!",
          "{",
          "}",
          "(",
          ")",
          "if",
          "then",
          "else",
          "elif",
          "fi",
          "while",
          "until",
          "do",
          "done",
          "for i in a b",
          "for",
          "in",
          "case a in",
          "a)",
          "(b)",
          "esac",
          ";;",
          ";&",
          ";;&",
          "f()",
          "f",
          "function g",
          "g",
          "[[",
          "a == a",
          "]]",
          "((1))",
          "((n++))",
          "true",
          "false",
          "break",
          " \\\n",
          "# c\n",
          "cat",
          "<<E",
          "\nE\n",
          "x\nE\n",
          "<<'E'",
          "<<-E",
          "\n\tE\n",
          ">o",
          "2>&1",
          "a=1",
          "wait",
          "\"$x\"",
          "`",
          "$(",
          "))",
          "p \"$(",
          ")\"",
          "'",
          "\"");

  private final Random random;

  RandomScripts(long seed) {
    this.random = new Random(seed);
  }

  String next() {
    return switch (random.nextInt(5)) {
      case 0 -> "p " + some(MOSTLY_WORDS, 8);
      case 1 -> withWord();
      case 2 -> withOperand();
      case 3 -> nested(3);
      default -> structure();
    };
  }

  private String withWord() {
    String word = some(PIECES, 6);
    return switch (random.nextInt(8)) {
      case 0 -> "a=" + word + "; p \"$a\"";
      case 1 -> "p " + some(PIECES, 3) + " " + some(PIECES, 3);
      case 2 -> "case " + some(PIECES, 2) + " in " + some(PIECES, 3) + ") p 1;; *) p 2;; esac";
      case 3 -> "p \"" + word + "\"";
      case 4 -> "cat <<E\n" + word + "\nE\np z";
      case 5 -> "a=(" + word + "); p \"${a[@]}\"";
      case 6 -> "cat <<< " + some(PIECES, 4);
      default -> "p " + word;
    };
  }

  private String withOperand() {
    String operator = one(OPERATORS);
    String operand = some(OPERANDS, 3);
    if (operator.startsWith("/")) {
      operand += "/" + some(OPERANDS, 2);
    }
    String expansion = "${" + one(PARAMETERS) + operator + operand + "}";
    String use =
        switch (random.nextInt(6)) {
          case 0 -> "p \"k " + expansion + "}\"";
          case 1 -> "p \"'" + expansion + "\"";
          case 2 -> "cat <<E\n" + expansion + "\nE";
          case 3 -> "a=" + expansion + "; p \"$a\"";
          case 4 -> "cat <<<" + expansion;
          default -> "p " + expansion;
        };
    return "v=x; " + use;
  }

  private String nested(int depth) {
    if (depth == 0) {
      return "p " + some(PIECES, 2);
    }
    StringBuilder text = new StringBuilder();
    for (char c : one(COMMANDS).toCharArray()) {
      switch (c) {
        case 'A', 'B' -> text.append(nested(depth - 1));
        case 'W' -> text.append(some(PIECES, 2));
        default -> text.append(c);
      }
    }
    return text.toString();
  }

  private String structure() {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(2, 14); i > 0; i--) {
      text.append(one(TOKENS)).append(one(List.of("", " ", " ", "; ", "\n")));
    }
    return text.toString();
  }

  private String some(List<String> from, int atMost) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(1, atMost + 1); i > 0; i--) {
      text.append(one(from));
    }
    return text.toString();
  }

  private String one(List<String> from) {
    return from.get(random.nextInt(from.size()));
  }
}
