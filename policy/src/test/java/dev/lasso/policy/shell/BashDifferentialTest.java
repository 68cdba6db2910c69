package dev.lasso.policy.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real bash does the same with a script and with what it is printed as, and finds no fault in
 * either. Nothing outside can be run: there are functions, and a PATH without programs. {@code
 * -Dlasso.shell.scripts=100000 -Dlasso.shell.seed=1} looks for more.
 */
class BashDifferentialTest {
  private static final Path BASH = Path.of("/bin/bash");
  private static final int SCRIPTS = Integer.getInteger("lasso.shell.scripts", 200);
  private static final long SEED = Long.getLong("lasso.shell.seed", 1);

  private static final String PRELUDE =
      """
      p() { printf '<%s>' "$@"; printf '\\n'; }
      cat() {
        local line file
        if (($#)); then for file; do cat <"$file"; done
        else while IFS= read -r line || [ -n "$line" ]; do printf '%s\\n' "$line"; done; fi
      }
      set -- one 'two words' three; x=abc y='a b' s='a*b/c.d' e= n=5 m=3 arr=(q 'r s' t); unset u
      declare -A map=([k]=v); FUNCNEST=20
      """;

  private static final long SECONDS_OF_ALL = 600;

  private static final List<String> TRAPS =
      List.of(
          "p 'a b' \"c $x d\" e\\ f $'g\\th\\x41\\101\\u00e9\\'\\\\'",
          "p \"$@\" $* \"$*\" x\"$@\"y \"\" '' $u \"$u\"",
          "p ${u:-d e} \"${u:-d e}\" ${u:-'d e'} ${u:-\"d $y\"} ${e:+a} ${x:+$y} ${u:-$y}",
          "p ${x#a} ${s##*/} ${x%%b*} \"${s%/*}\" \"${s%\"/c.d\"}\" ${s#'a*'} \"${s#a\\*}\"",
          "p ${s/a/X} ${s//a/X} ${s/#a/X} ${s/%d/X} \"${s//\\//-}\" \"${s//\\*/-}\" ${s//[ab]/Z}"
              + " ${s//b//}",
          "p \"${y//$' '/_}\" \"${y// /$'\\n'}\" ${y// /_} ${x/b} \"${x/b/}\" ${s//\\//'/'}",
          "declare -a l=(a 'b c' *) z=(); p \"${l[@]}\" ${#z[@]}; f() { local q=(\"$@\"); p"
              + " \"${q[@]}\"; }; f 1 '2 3'; p \"${q[@]-no}\"; declare -a w=($y); p \"${w[@]}\"",
          "p ${x^} ${x^^[ab]} \"${x,,}\" ${x@Q} ${#x} ${#arr[@]} ${#} ${!map[@]} \"${map[\"k\"]}\""
              + " ${arr[n-4]}",
          "p ${x:1} ${x:1:1} ${x: -1} ${x:0:${#x}-1} ${@:2} \"${@:2:1}\" ${x::2} \"${arr[@]:1}\"",
          "p $((1+2)) $(( n * (m+1) )) $((n>m?1:0)) \"$((n<<2))\" $((16#ff)) $(($n+${m}))",
          "p $(p a b) \"$(p \"a b\")\" `p c` \"`p \\\"d e\\\"`\" \"`p \\`p f\\``\" \"`p '$x'"
              + " \\$x`\"",
          "p {a,b} x{1..3}y {a..e..2} {01..03} {a,b}{c,d} {a,{b,c}} {} {a} @{0} {,x} a{,b}"
              + " {a{b,c}}",
          "p {$x,\"$y\"} {$x,b}/z {'a,b',c} {a\\,b,c} {\"a\":1} {~/a,b} {a..b,c}",
          "p a b\\\\\\",
          "f() { p \"$@\"; }; f \"$x\" \\",
          "p `p a \\\\`",
          "p ~ ~/x a=~ a=b:~/c --o=~ x~ \"~\" \\~ h:~ HEAD~1",
          "p * a? [ab]* '*' f[0-9] [!a]* [[:alpha:]]* [] a[ zz*",
          "p a#b # comment",
          "p a |& cat; ! p b; p $?; p c && p d || p e; p f",
          "for i in a \"b c\" $y {d,e}; do p $i; done; for i; do p $i; done; for i in; do p no;"
              + " done",
          "for ((i=0;i<3;i++)); do p $i; done; while ((n>3)); do ((n--)); p $n; done",
          "case $x in abc) p 1;& z) p 2;;& *c) p 3;; *) p 4; esac; case 'a b' in (\"a b\") p q;"
              + " esac",
          "f() { p \"f $1\"; }; f 1; function g { p \"g $1\"; }; g 2; h() ( p h ); h; k() if :;"
              + " then p k; fi; k",
          "if false; then p a; elif ! false; then p b; else p c; fi; until :; do p d; done",
          "p a >o 2>&1; cat <o >>o2; p b &>>o2; p c >&o3; cat o2 o3; p d 2>&- >|o; p e 1>&2",
          "cat <<E\nhello $x \"q\" 'r' \\$x \\\\ \\\" `p a` $(p b)\nE",
          "cat <<E\n$((1+2)) ${u:-z} $* $@ $'a' $\"b\"\nE",
          "IFS=,; cat <<E\n$* $@ ${arr[*]} ${arr[@]} ${#*} ${u:-$*}\nE",
          "IFS=,; cat <<<\"$* $@ ${arr[*]} ${u:-$*}\"; cat <<<$*; a=$*; p \"$a\" \"$*\" $*",
          "cat <<'E'\n$x \\$\nE\ncat <<-E\n\tt $x\n\t\ttwo\n\tE",
          "cat <<A; cat <<B\na\nA\nb\nB\ncat <<E\nE\np z",
          "cat <<E\na\\\nb$x \\\nc\nE\np \"$(cat <<E\nin $x\nE\n)\" after",
          "cat <<<\"$x y\"; cat <<<$y; cat <<< a*b; cat <<<{a,b}; cat <<<~",
          "[[ $x == a* && ! $x == \"a*\" && ( -z $e || 1 -eq 2 ) && a < b ]] && p yes",
          "[[ $x =~ ^a(b|z)c$ ]] && p \"${BASH_REMATCH[@]}\"; [[ axb =~ a\\.b || axb =~ a\".\"b ]]"
              + " || p no",
          "a=1 b=2; p $a $b; c=(1 \"2 3\" x{a,b}); c+=(z); c[9]=k; c[n-5]=y; p \"${c[@]}\""
              + " ${!c[@]}; a+=q; p $a",
          "a={1,2}; p \"$a\"; a=*; p \"$a\"; a=~/x:~; p \"$a\"; a=$y; p \"$a\"; a=x$(p b)y; p"
              + " \"$a\"",
          "export E1=$y E2=~/x; p \"$E1\" \"$E2\"; f() { local a=$y; p \"$a\"; }; f",
          "cat <(p a) <(p b); a=$(<f1); p \"$a\"; cat < <(p c)",
          "p if then else fi do done; 'if' x; p $?; 'a'=b; p $?; i''f; p $?; \\p a",
          "p \"cost $\" a$ $- \"a\\zb\" \"\\a\" \\a; p 2 >o; p 2>o4; cat o",
          "p $(case a in a) p x;; esac) $( (p y) ) \"$(p 'a)b')\" $(p \")\" # c )\n)",
          "p \"a\\\nb\" a \\\n  b &&\n p c |\n cat",
          "p [ ] a] {\\\"a\\\":1} a^b %1 x,y a! '!' -n =a a=b");

  @TempDir Path scratch;

  /** What a run can be seen by. */
  private record Run(int status, List<String> lines, Map<String, String> files, boolean fault) {}

  @BeforeAll
  static void needsBash() {
    boolean there = Files.isExecutable(BASH);
    if (!there) {
      System.err.println("SKIPPED: no " + BASH + ": the parser was NOT compared with a real shell");
    }
    assumeTrue(there, "no " + BASH);
  }

  @Test
  void randomScriptsDoTheSame() throws Exception {
    RandomScripts scripts = new RandomScripts(SEED);
    List<String> taken = new ArrayList<>();
    while (taken.size() < SCRIPTS) {
      String text = scripts.next();
      if (isRepeatable(text) && isTaken(text)) {
        taken.add(text);
      }
    }
    compare(taken);
  }

  /** Taken by the parser, and nothing in it runs beside the rest. */
  private static boolean isTaken(String text) {
    try {
      Statement tree = ShellParser.parse(text);
      return !Outline.of(tree).contains("(bg ");
    } catch (SyntaxException e) {
      return false;
    }
  }

  /** Nothing that is written elsewhere, measured, or numbered. */
  private static boolean isRepeatable(String text) {
    boolean writes = text.contains(">") && (text.contains("/") || text.contains("~"));
    return !writes && !text.contains("$$") && !text.contains("time") && !text.contains("${$}");
  }

  @Test
  void knownTrapsDoTheSame() throws Exception {
    assertThat(TRAPS).allMatch(BashDifferentialTest::isTaken);
    compare(TRAPS);
  }

  private void compare(List<String> scripts) throws Exception {
    List<String> all = new ArrayList<>();
    for (String script : scripts) {
      all.add(script);
      all.add(ShellPrinter.print(ShellParser.parse(script)));
    }
    List<Run> runs = run(all);
    for (int i = 0; i < all.size(); i += 2) {
      String text = all.get(i);
      assertThat(runs.get(i).fault()).as("bash refuses what was taken: %s", text).isFalse();
      assertThat(runs.get(i + 1))
          .as("%s%n printed as %s", text, all.get(i + 1))
          .isEqualTo(runs.get(i));
    }
  }

  /** One bash, with a subshell and a directory for each script. */
  private List<Run> run(List<String> scripts) throws IOException, InterruptedException {
    StringBuilder driver = new StringBuilder(PRELUDE);
    for (int i = 0; i < scripts.size(); i++) {
      Path directory = Files.createDirectories(scratch.resolve(i + "/run"));
      for (String name : List.of("aa", "ab", "b c", "f1", ".h")) {
        Files.writeString(directory.resolve(name), name + "\n");
      }
      Files.writeString(scratch.resolve(i + "/script"), scripts.get(i));
      driver.append(
          "( ulimit -t 5; cd %1$d/run && . ../script ) </dev/null >%1$d.out 2>%1$d.err; printf '%%s' $? >%1$d.status\n"
              .formatted(i));
    }
    Files.writeString(scratch.resolve("driver.sh"), driver);
    ProcessBuilder builder =
        new ProcessBuilder(BASH.toString(), "--norc", "--noprofile", "driver.sh");
    builder.environment().clear();
    builder.environment().put("PATH", "/nonexistent");
    builder.environment().put("HOME", "/nonexistent/home");
    builder.environment().put("LC_ALL", "C.UTF-8");
    builder.directory(scratch.toFile());
    builder.redirectErrorStream(true).redirectOutput(scratch.resolve("driver.out").toFile());
    Process process = builder.start();
    boolean ended = process.waitFor(SECONDS_OF_ALL, TimeUnit.SECONDS);
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().waitFor();
    assertThat(ended).as("bash ended").isTrue();
    List<Run> runs = new ArrayList<>();
    for (int i = 0; i < scripts.size(); i++) {
      runs.add(result(i));
    }
    return runs;
  }

  private Run result(int number) throws IOException {
    String errors = read(scratch.resolve(number + ".err"));
    boolean fault =
        errors.contains("syntax error near")
            || errors.contains("unexpected EOF")
            || errors.contains("unexpected token")
            || errors.contains("here-document");
    // what process substitutions write comes at any place
    List<String> lines = read(scratch.resolve(number + ".out")).lines().sorted().toList();
    return new Run(
        Integer.parseInt(read(scratch.resolve(number + ".status"))),
        lines,
        contents(scratch.resolve(number + "/run")),
        fault);
  }

  private static Map<String, String> contents(Path directory) throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.list(directory)) {
      for (Path file : all.toList()) {
        files.put(file.getFileName().toString(), read(file));
      }
    }
    return files;
  }

  /** Messages of bash name the line, and what is printed has fewer lines. */
  private static String read(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.ISO_8859_1)
        .replaceAll("line \\d+:", "line:")
        .replaceAll("/[0-9]+/run\\b", "/run")
        .replaceAll("<line><\\d+:>", "<line>");
  }
}
