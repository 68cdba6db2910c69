package dev.lasso.policy.proof;

import dev.lasso.policy.shell.ShellPrinter;
import dev.lasso.policy.shell.Statement;
import java.util.stream.Stream;

/** A whole line within something else. One for each line. */
final class LineMutants {
  private final Mutants mutants;
  private final String line;
  private final String end;

  private LineMutants(Mutants mutants) {
    this.mutants = mutants;
    this.line = mutants.line();
    this.end = line.indexOf('\n') >= 0 ? "\n" : "; ";
  }

  /** Adds them all. */
  static void add(Mutants mutants, Statement script) {
    LineMutants all = new LineMutants(mutants);
    all.asText();
    String stripped = mutants.line().stripTrailing();
    if (stripped.endsWith("&") || stripped.endsWith(";")) {
      return;
    }
    all.compound(script);
    // no comment, here-document or continuation at its end
    if (script.span().end() == stripped.length() && all.end.equals("; ")) {
      all.followed();
      if (script instanceof Statement.Sequence sequence && sequence.statements().size() == 1) {
        all.besides();
      }
    }
  }

  /** Where it is a text that a shell is given. */
  private void asText() {
    String quoted = Mutants.quoted(line);
    mutants.add("a shell's argument", "sh -c " + quoted);
    mutants.add("a shell's argument", "bash -c " + quoted);
    mutants.add("eval", "eval " + quoted);
    mutants.add("a shell's argument", "bash --norc -e -c " + quoted);
    mutants.add("a shell's argument", "bash -ec " + quoted + " x");
    mutants.add("a shell within a wrapper", "env -u X timeout -k 1 9 bash -c " + quoted);
    mutants.add("a shell within a wrapper", "command env A=b nice sh -c " + quoted);
    mutants.add("xargs", "echo x | xargs -I@@ sh -c " + quoted);
    mutants.add("xargs", "xargs -r bash -c " + quoted + " <<< x");
    mutants.add("find", "find . -maxdepth 0 -exec sh -c " + quoted + " \\;");
    mutants.add("find", "find . -maxdepth 0 -exec bash -c " + quoted + " {} +");
    mutants.add("a variable", "c=" + quoted + "; eval \"$c\"");
    mutants.add("a variable", "c=" + quoted + "; bash -c \"${c}\"");
    mutants.add("a variable of its environment", "c=" + quoted + " bash -c 'eval \"$c\"'");
    if (!line.contains("$0")) {
      mutants.add("a shell's other argument", "bash -c 'eval \"$0\"' " + quoted);
    }
    mutants.add("a trap", "trap " + quoted + " EXIT");
    mutants.add("a shell's input", "bash <<< " + quoted);
    mutants.add("a shell's input", "bash <<'EndOfIt'\n" + line + "\nEndOfIt");
    mutants.add("eval", "eval eval " + Mutants.quoted(quoted));
  }

  /** Where it is a part of a script. */
  private void compound(Statement script) {
    mutants.add("a list", "true && " + line);
    mutants.add("a list", "echo x; " + line);
    mutants.add("a condition", "if true; then " + line + end + "fi");
    mutants.add("a condition", "if " + line + end + "then true; fi");
    mutants.add("a condition", "if false; then true; else " + line + end + "fi");
    mutants.add("a choice", "case x in (*) " + line + end + ";; esac");
    mutants.add("a group", "{ " + line + end + "}");
    mutants.add("a group with a redirection", "{ " + line + end + "} 2>/dev/null");
    mutants.add("a subshell", "( " + line + (end.equals("\n") ? "\n)" : " )"));
    if (!jumps(script)) {
      mutants.add("a loop", "for i in 1; do " + line + end + "done");
      mutants.add("a loop", "while true; do " + line + end + "break; done");
      mutants.add("a loop", "until " + line + end + "do break; done");
      mutants.add("a function", "f() { " + line + end + "}; f");
      mutants.add("a function", "f() { g; }; g() { " + line + end + "}; f");
    }
    mutants.add("a substitution", "echo \"$(" + line + "\n)\"");
    mutants.add("a substitution", "echo \"${unset_:-$(" + line + "\n)}\"");
    mutants.add("a substitution", "cat <(" + line + "\n)");
  }

  /** Where something may come after it. */
  private void followed() {
    mutants.add("a list", line + " || true");
    mutants.add("a list", line + "; echo x");
    mutants.add("a negation", "! { " + line + "; }");
    mutants.add("a comment", line + " # a word");
  }

  /** Where what comes after it makes a process of its own of it. */
  private void besides() {
    mutants.add("a pipeline", line + " | cat");
    mutants.add("in the background", line + " &");
  }

  /** Whether a loop or a function around it makes it something else. */
  private static boolean jumps(Statement script) {
    // printed, however they are quoted in the line
    String plain = ShellPrinter.print(script).replace("'", "").replace("\"", "").replace("\\", "");
    return Stream.of("break", "continue", "return", "local", "declare", "typeset")
        .anyMatch(plain::contains);
  }
}
