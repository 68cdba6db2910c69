package dev.lasso.bench.oracle;

import java.util.List;
import java.util.Random;

/**
 * The words of generated lines: names of the known tree and beyond it, in every way to write them.
 */
final class Words {
  private static final List<String> FILES =
      List.of(
          "README.md",
          "notes.txt",
          "data.csv",
          "list.txt",
          "words",
          ".hidden",
          "Makefile",
          "a b.txt",
          "src/main.c",
          "src/util.c",
          "src/lib/deep.h",
          "tests/a.test",
          "tests/b.test",
          "docs/index.md",
          "build/out.log",
          "with space/x.txt",
          "/tmp/plain.txt",
          "/tmp/work/scratch.txt",
          "run.sh");
  private static final List<String> DIRECTORIES =
      List.of(
          "src",
          "src/lib",
          "tests",
          "docs",
          "build",
          "empty",
          "with space",
          "/tmp",
          "/tmp/work",
          ".",
          "src/..");
  private static final List<String> NEW =
      List.of(
          "out.txt",
          "new",
          "copy.c",
          "src/new.c",
          "build/x.log",
          "docs/y.md",
          "/tmp/z",
          "/tmp/work/n",
          "tests/c.test",
          "n e w",
          "empty/f",
          "x-1");
  private static final List<String> OUTSIDE =
      List.of(
          "/etc/hosts",
          "/etc/shadow",
          "/home/agent/letter.txt",
          "~/.netrc",
          "/srv/shared/other.txt",
          "/var/tmp/o",
          "../srv/shared/p",
          "~/.bashrc",
          "/etc/os-release",
          ".env",
          "/home/agent/.ssh/id_ed25519");
  private static final List<String> PATTERNS =
      List.of(
          "*.txt",
          "src/*.c",
          "tests/*",
          "*",
          "?o*",
          "[a-n]*",
          "docs/*.md",
          "/tmp/*",
          "s*/l*",
          "*/*.c",
          ".h*",
          "[!a]*.md");
  private static final List<String> TEXTS =
      List.of(
          "hello",
          "two words",
          "a*b",
          "$HOME",
          "x=y",
          "-n",
          "100%",
          "it's",
          "\"q\"",
          "back\\slash",
          "",
          "1",
          "{a,b}",
          "~",
          "#c",
          "a;b",
          "a>b");

  private final Random random;

  /** What has to stand before the command, so that a word means what it should. */
  private final StringBuilder before = new StringBuilder();

  private int variables;

  Words(Random random) {
    this.random = random;
  }

  String takeBefore() {
    String text = before.toString();
    before.setLength(0);
    return text;
  }

  boolean oneIn(int n) {
    return random.nextInt(n) == 0;
  }

  <T> T any(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  String number() {
    return String.valueOf(random.nextInt(1, 9));
  }

  String file() {
    return oneIn(30) ? outside() : oneIn(12) ? any(PATTERNS) : written(any(FILES));
  }

  String directory() {
    return oneIn(40)
        ? any(List.of("/etc", "~", "/srv/shared", "/var/tmp", ".."))
        : written(any(DIRECTORIES));
  }

  String fresh() {
    return oneIn(30) ? outside() : written(any(NEW));
  }

  String pattern() {
    return any(PATTERNS);
  }

  String outside() {
    return any(OUTSIDE);
  }

  String text() {
    return written(any(TEXTS));
  }

  /**
   * Words that may be none, one or two when they are run, whatever they look like: all that comes
   * after them may mean something else then.
   */
  String perhaps() {
    String name = "w" + ++variables;
    String word = any(List.of("-n", "-o", "1", "x", "-u", "src", "notes.txt", "new"));
    String other = any(List.of("", "", "-c", "2", "docs", "cat"));
    String test =
        any(List.of("[ -f README.md ]", "[ -f nosuch ]", "true", "false", "grep -q a words"));
    return switch (random.nextInt(9)) {
      case 0 -> "$" + name;
      case 1 -> "$(printf %s " + single(other) + ")";
      case 2 -> "${" + name + ":+" + word + "}";
      case 3 -> "\"${" + name + "[@]}\"";
      case 4 -> {
        before.append(name + "=" + single(other) + "; " + test + " && " + name + "=" + word + "; ");
        yield "$" + name;
      }
      case 5 -> {
        before.append(name + "=(" + other + "); " + test + " && " + name + "+=(" + word + "); ");
        yield "\"${" + name + "[@]}\"";
      }
      case 6 -> {
        before.append("if " + test + "; then " + name + "=(" + word + " " + other + "); fi\n");
        yield "${" + name + "[@]}";
      }
      case 7 -> {
        before.append(
            name + "=(" + word + "); while " + test + "; do " + name + "=(); break; done; ");
        yield "\"${" + name + "[@]}\"";
      }
      default -> {
        before.append("set -- " + word + " " + other + "; " + test + " && shift; ");
        yield any(List.of("\"$@\"", "$1", "$*", "${2}"));
      }
    };
  }

  /** One of the ways to write a word. */
  String written(String text) {
    return switch (random.nextInt(26)) {
      case 0, 1, 2, 3, 4, 5, 6 -> plain(text);
      case 7, 8 -> single(text);
      case 9, 10 -> doubled(text);
      case 11 -> ansi(text);
      case 12 -> mixed(text);
      case 13 -> escaped(text);
      case 14 -> variable(text);
      case 15 -> variable(text);
      case 16 -> "\"$(echo " + single(text) + ")\"";
      case 17 -> "\"`printf %s " + single(text) + "`\"";
      case 18 -> "\"${unset_" + ++variables + ":-" + inDoubled(text) + "}\"";
      case 19 -> isRelative(text) ? "./" + plain(text) : plain(text);
      case 20 -> isRelative(text) ? "\"$PWD\"/" + plain(text) : single(text);
      case 21 ->
          isRelative(text) ? "src/../" + plain(text) : "//" + plain(text.replaceFirst("^/+", ""));
      case 22 -> isRelative(text) ? "/workspace/" + plain(text) : plain(text);
      case 23 -> braced(text);
      case 24 -> cut(text);
      default -> plain(text);
    };
  }

  private static boolean isRelative(String text) {
    return !text.isEmpty() && Character.isLetter(text.charAt(0));
  }

  private static String plain(String text) {
    boolean simple =
        !text.isEmpty()
            && text.chars().allMatch(c -> Character.isLetterOrDigit(c) || "/._-".indexOf(c) >= 0);
    return simple ? text : single(text);
  }

  static String single(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }

  private static String inDoubled(String text) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ("\"\\$`}".indexOf(c) >= 0) {
        out.append('\\');
      }
      out.append(c);
    }
    return out.toString();
  }

  private static String doubled(String text) {
    return "\"" + inDoubled(text).replace("\\}", "}") + "\"";
  }

  private String ansi(String text) {
    StringBuilder out = new StringBuilder("$'");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\'' || c == '\\') {
        out.append('\\').append(c);
      } else if (oneIn(4)) {
        out.append("\\x%02x".formatted((int) c));
      } else if (oneIn(6)) {
        out.append("\\%03o".formatted((int) c));
      } else {
        out.append(c);
      }
    }
    return out.append("'").toString();
  }

  private static String escaped(String text) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!Character.isLetterOrDigit(c) || out.length() == 0) {
        out.append('\\');
      }
      out.append(c);
    }
    return text.isEmpty() ? "''" : out.toString();
  }

  private String mixed(String text) {
    int at = text.isEmpty() ? 0 : random.nextInt(text.length());
    return single(text.substring(0, at)) + doubled(text.substring(at));
  }

  private String variable(String text) {
    String name = "v" + ++variables;
    before.append(name).append('=').append(single(text)).append(oneIn(2) ? "; " : "\n");
    return text.indexOf(' ') < 0 && !text.isEmpty() && oneIn(3)
        ? "$" + name
        : "\"${" + name + "}\"";
  }

  private String braced(String text) {
    int dot = text.lastIndexOf('.');
    boolean can = dot > 0 && text.indexOf(' ') < 0;
    return can ? text.substring(0, dot) + "{" + text.substring(dot) + ",.bak}" : plain(text);
  }

  private String cut(String text) {
    String name = "v" + ++variables;
    before.append(name).append('=').append(single(text + ".tail")).append("; ");
    return "\"${" + name + "%.tail}\"";
  }
}
