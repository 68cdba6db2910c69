package dev.lasso.bench.gate;

import java.util.List;

/**
 * Lines that a gate could be slow at, each of a shape that can be had in any size: what is nested,
 * repeated, long, left open, or costly to compare with what came before.
 */
final class HostileInputs {

  /**
   * One shape.
   *
   * @param name what it is
   * @param before what comes first
   * @param unit what is repeated; a {@code #} in it is the number of the repetition
   * @param after what comes last
   */
  record Input(String name, String before, String unit, String after) {
    /** A line of about so many characters. */
    String ofSize(int characters) {
      StringBuilder line = new StringBuilder(characters + 64).append(before);
      int end = Math.max(before.length() + 1, characters - after.length());
      int hash = unit.indexOf('#');
      for (int n = 0; line.length() < end; n++) {
        if (hash < 0) {
          line.append(unit);
        } else {
          line.append(unit.replace("#", Integer.toString(n)));
        }
      }
      return line.append(after).toString();
    }
  }

  private HostileInputs() {}

  private static Input input(String name, String before, String unit, String after) {
    return new Input(name, before, unit, after);
  }

  static List<Input> all() {
    return List.of(
        // one long thing
        input("a long word", "echo ", "a", ""),
        input("a long path", "cat ", "a/", "f"),
        input("a path that climbs", "cat ", "a/../", "f"),
        input("a path of slashes", "cat ", "/", "f"),
        input("a path of unusual letters", "cat ", "\u0430b/", "f"),
        input("a path of one unusual word", "cat ", "\u0430b", "f"),
        input("a text of emoji", "echo '", "\ud83d\ude00", "'"),
        input("a long quoted text", "git commit -m '", "word ", "'"),
        input("a text with escapes", "echo $'", "\\x41", "'"),
        input("a comment", "ls # ", "x ", ""),
        input("white space", "ls", " ", " x"),
        input("lines without anything", "ls", "\n", "ls"),
        input("line continuations", "ls ", "\\\n", "x"),
        // many of one thing
        input("many words", "echo ", "a ", ""),
        input("many different words", "echo ", "a# ", ""),
        input("many operands that are paths", "cat ", "f# ", ""),
        input("many operands outside", "cat ", "/etc/f# ", ""),
        input("many files removed", "rm -f ", "f# ", ""),
        input("many files copied", "cp ", "f# ", "d"),
        input("many links", "ls; ", "ln -s f# g#; ", "cat g1"),
        input("many links of one file", "ln -s ", "f# ", "d"),
        input("a long cluster of options", "ls -", "l", ""),
        input("many options", "ls ", "-l ", ""),
        input("many long options", "git log ", "--oneline ", ""),
        input("many unknown options", "git log ", "--zz# ", ""),
        input("many beginnings of options", "git log ", "--o ", ""),
        input("many values of options", "curl ", "-H 'a: b#' ", "https://github.com/"),
        input("many URLs", "curl ", "https://github.com/# ", ""),
        input("a long URL", "curl https://github.com/", "a/", ""),
        input("a long host", "curl https://", "a.", "com/"),
        input("a URL with escapes", "curl https://github.com/", "%41", ""),
        input("many commands", "", "ls; ", "ls"),
        input("many different commands", "", "cat f#; ", "ls"),
        input("many lines", "", "ls\n", "ls"),
        input("many unknown programs", "", "p#; ", "ls"),
        input("a long pipeline", "", "cat | ", "cat"),
        input("a long list", "", "ls && ", "ls"),
        input("a long list of cd", "", "cd a || cd b; ", "ls"),
        input("many assignments", "", "a#=b ", "ls"),
        input("many assigned variables", "", "a#=b; ", "ls"),
        input("many exports", "", "export A#=b; ", "ls"),
        input("one variable that grows", "a=b; ", "a=$a$a; ", "echo $a"),
        input("one variable that is appended to", "a=b; ", "a+=cccccc; ", "echo $a"),
        input("a variable used often", "a=bcdefghij; echo ", "$a", ""),
        input("a long variable used often", "a=" + "x".repeat(512) + "; echo ", "$a", ""),
        input("variables of either value", "", "[ x ] && a#=1; ", "echo $a1$a2$a3$a4"),
        input("many redirections", "echo ", ">f# ", ""),
        input("many files written", "", "echo a >f#; ", "cat f1"),
        input("many files written and read", "", "echo a >f#; cat f#; ", "ls"),
        input("one file appended to", "", "echo abc >>f; ", "cat f"),
        input("many files run", "", "echo ls >f#; sh f#; ", "ls"),
        input("many descriptors", "", "exec 5>f#; ", "ls"),
        input("many here-documents", "cat ", "<<E ", ""),
        input("many here-documents that end", "", "cat <<E\nx\nE\n", ""),
        input("a long here-document", "cat <<E\n", "line $a\n", "E"),
        input("a long quoted here-document", "cat <<'E'\n", "line $a\n", "E"),
        input("a here-document into a file", "cat >f <<'E'\n", "line\n", "E"),
        input("a script by here-document", "sh <<'E'\n", "ls\n", "E"),
        input("many functions", "", "f#() { ls; }; ", "f1"),
        input("a function that calls others", "f0() { ls; }; ", "g#() { f0; }; g#; ", "f0"),
        input("many substitutions", "echo ", "$(a) ", ""),
        input("many backquotes", "echo ", "`a` ", ""),
        input("many process substitutions", "cat ", "<(ls) ", ""),
        input("many globs", "ls ", "*.c ", ""),
        input("a glob of stars", "ls ", "*", ""),
        input("many brackets", "ls ", "[a-z]", ""),
        input("brackets left open", "ls ", "[a", ""),
        input("many classes", "ls ", "[[:alpha:]]", ""),
        input("many braces", "echo ", "{a,b} ", ""),
        input("braces side by side", "echo ", "{a,b}", ""),
        input("one long brace", "echo {", "a,", "b}"),
        input("many ranges", "echo ", "{1..9} ", ""),
        input("many tildes", "ls ", "~/a ", ""),
        input("arithmetic", "echo $((", "1+", "1))"),
        input("many parameters", "echo ", "${a:-b}", ""),
        input("many replacements", "a=x; echo ", "${a//x/y}", ""),
        input("a long replacement", "a=x; echo ${a//x/", "y", "}"),
        input("an array", "a=(", "x ", "); echo ${a[@]}"),
        input("many tests", "[[ ", "a == b && ", "a ]]"),
        input("many ifs", "", "if a; then b; fi; ", "ls"),
        input("many loops", "", "for i in a b; do ls; done; ", "ls"),
        input("a loop over many", "for i in ", "a# ", "; do ls; done"),
        input("loops that change directory", "", "for i in a b; do cd $i; done; ", "ls"),
        input("many cases", "case x in ", "a#) ls;; ", "esac"),
        input("many backgrounds", "", "ls & ", "wait"),
        input("many groups", "", "{ ls; }; ", "ls"),
        input("many subshells", "", "(ls); ", "ls"),
        input("many traps", "", "trap ls EXIT; ", "ls"),
        input("many evals", "", "eval ls; ", "ls"),
        input("many wrappers", "", "env ", "ls"),
        input("many nested shells", "", "sh -c 'ls'; ", "ls"),
        input("a long script for sh -c", "sh -c '", "ls; ", "'"),
        input("a long script for eval", "eval '", "ls; ", "'"),
        // nested, and left open
        input("parentheses left open", "", "(", ""),
        input("substitutions left open", "", "$(", ""),
        input("expansions left open", "echo ", "${x:-", ""),
        input("arithmetic left open", "echo ", "$((", ""),
        input("quotes and substitutions left open", "echo ", "\"$(", ""),
        input("backquotes left open", "echo ", "\\`", ""),
        input("quotes, a last one left open", "echo ", "''", "'"),
        input("quotes by turns", "echo ", "'a'\"b\"", ""),
        input("braces left open", "echo ", "{a,", ""),
        input("ifs left open", "", "if ", ""),
        input("tests left open", "", "[[ ( ", ""),
        // programs within the line
        input("a sed program", "sed '", "s/a/b/;", "' f"),
        input("a sed program of blocks", "sed '", "/a/{", "' f"),
        input("a sed expression left open", "sed 's/", "a", "' f"),
        input("many sed programs", "sed ", "-e s/a/b/ ", "f"),
        input("a sed program that writes", "sed '", "s/a/b/w f#\n", "' f"),
        input("an awk program", "awk '", "{print $1} ", "' f"),
        input("an awk program of parentheses", "awk '{x = ", "(", "'"),
        input("an awk sum", "awk '{x = 1", "+1", "}'"),
        input("an awk concatenation", "awk '{x = \"a\"", " \"b\"", "; print x > x}'"),
        input("an awk string", "awk '{print \"", "a", "\"}'"),
        input("awk functions", "awk '", "function f#(a) {return a} ", "{print f1(1)}'"),
        input(
            "awk functions that call on",
            "awk 'function f(a) {return a} ",
            "function g#(a) {return f(a)} ",
            "{print g1(1)}'"),
        input("awk variables", "awk '{", "x# = $1; ", "print x1 > x2}'"),
        input("awk variables from each other", "awk '{x = \"a\"; ", "x = x x; ", "print > x}'"),
        input("awk files", "awk '{", "print > \"f#\"; ", "}'"),
        input("a jq program", "jq '", ".a | ", ".' f"),
        input("a jq program of brackets", "jq '", "[", "' f"),
        input("jq strings within strings", "jq '", "\"\\(", "' f"),
        input("jq functions", "jq '", "def f#: .; ", ".' f"),
        input("a find expression", "find . ", "-name a -o ", "-print"),
        input("a find expression of parentheses", "find . ", "\\( ", "-print"),
        input("many find commands", "find . ", "-exec ls {} \\; ", ""),
        input("many places to find in", "find ", "d# ", "-name x"),
        input("a python program", "python3 -c '", "x = 1; ", "'"),
        input("a python program that opens", "python3 -c '", "open(\"/etc/x#\"); ", "'"),
        input("a python program left open", "python3 -c '", "f(", "'"),
        input("a node program", "node -e '", "f(1); ", "'"),
        input("a node program left open", "node -e '", "`${", "'"),
        input("a perl program", "perl -e '", "print 1; ", "'"),
        input("a printf format", "printf '", "%s", "' a"),
        input("printf with many words", "printf '%s' ", "a ", ""),
        input("printf with many escapes", "printf '", "\\101", "' | sh"),
        input("echo into a shell", "echo '", "ls; ", "' | sh"),
        input("xargs with many words", "echo ", "a ", "| xargs rm"),
        input("a chmod mode", "chmod ", "u+x,", "u+x f"),
        input("many tar options", "tar ", "--exclude a# ", "-cf a.tar d"),
        input("many git settings", "git ", "-c a.b#=c ", "status"),
        input("make with many variables", "make ", "A#=b ", "all"),
        input("docker with many variables", "docker run ", "-e A#=b ", "x"));
  }
}
