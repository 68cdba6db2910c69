package dev.lasso.policy.command.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AwkProgramTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{print $1}",
        "{ print $1, $NF }",
        "NR==1",
        "NR>1 && $3 > 100 {print $2}",
        "/foo/",
        "!/foo/",
        "/a/,/b/",
        "!seen[$0]++",
        "BEGIN{FS=\":\"} {print $1}",
        "BEGIN { FS = OFS = \"\\t\" } { $2 = \"\"; print }",
        "{s+=$1} END {print s/NR}",
        "{a[$1]+=$2} END{for (k in a) print k, a[k]}",
        "{gsub(/[^/]+\\//, \"\"); print}",
        "{sub(/\\/$/,\"\"); print}",
        "$1 ~ /^\\/usr\\/bin/",
        "{print (1>2)}",
        "{if ($1 > 5) print \"big\"; else print \"small\"}",
        "{printf \"%s %d\\n\", $1, $2}",
        "{printf(\"%-10s|\\n\", $1)}",
        "length > 80",
        "length($0) > 80 {n++} END {print n+0}",
        "{ x = $1 / $2 / 3; print x }",
        "{print $1/2 \"/\" $2/4}",
        "{split($0, a, /[:,]/); print a[1]}",
        "BEGIN{while((getline line) > 0) n++; print n}",
        "BEGIN{\"-\" == x}",
        "END{print NR}",
        "function f(a,  i) { return a*2 } { print f($1) }",
        "{ $1 = $1 } 1",
        "NR%2",
        "FNR==NR{a[$1];next} $1 in a",
        "FILENAME==ARGV[1]{a[$1]=1; next} ($1 in a)",
        "{ for (i=NF; i>0; i--) printf \"%s%s\", $i, (i>1 ? OFS : ORS) }",
        "{ do { n++ } while (n < 3); print n }",
        "BEGIN { for (;;) break }",
        "($1,$2) in a { print }",
        "{ print (a, b) }",
        "BEGIN { print substr(\"a > b | c\", 2) }",
        "{ print \"a|b\" } # > \"f\"",
        "{ print /=/ ? 1 : 0 }",
        "$0 ~ \"x\" { delete a[$1]; exit 1 }",
        "BEGIN { PROCINFO[\"sorted_in\"] = \"@ind_num_asc\" } {a[$1]}",
        "BEGIN { switch (x) { case 1: print; break; case /a/: next; default: print } }",
        "{ print toupper(substr($0,1,1)) substr($0,2) }",
        "BEGIN { printf \"a\" \\\n , \"b\" }",
        "{ print $(NF-1), $NF-1, $i++ }",
        "{ print -1 \" \" -2, !x, 2^3**2 }",
        "BEGIN { system(\"\") }",
        "{ a = b ? c : d; e = f = 1 }",
        "{ n = gsub(/[[:space:]]+/, \" \", $2) }"
      })
  void aProgramThatOnlyTransformsTextIsClean(String program) {
    assertThat(AwkProgram.parse(program)).matches(ProgramEffects::isClean);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{print > \"f\"}",
        "{print $1 > \"f\"}",
        "{print $1, $2 >> \"f\"}",
        "{print>\"f\"}",
        "{printf \"%s\", $1 > \"f\"}",
        "{printf(\"%s\", $1) > \"f\"}",
        "{print(1)(2) > \"f\"}",
        "{print (a, b) > \"f\"}",
        "{print (1 > 2) > \"f\"}",
        "{print a ? b : c > \"f\"}",
        "{print > (\"f\")}",
        "{print > (\"\" \"f\")}",
        "{print > \"\\146\"}",
        "{if (1) print > \"f\"; else print}",
        "{ print /[/]/ > \"f\" }",
        "{ x = 1 / 2; y = \"/\"; print > \"f\" }",
        "/\"/ { print > \"f\" } #\"",
        "$1 ~ /\\// { print > \"f\" } # /",
        "BEGIN { v = \"f\"; print > v }",
        "BEGIN { v = \"f\" \"\"; print > v }",
        "END { if (a[1] > 2) { while (i > 3) print > \"f\" } }",
        "function g(x) { print x > \"f\" } { g($1) }",
        "BEGIN { print \"x\" \\\n > \"f\" }",
        "{ print a[1 > 2] > \"f\" }",
        "BEGINFILE { print > \"f\" }",
        "{ print $1 ~ /a/, !b > \"f\" }",
        "BEGIN { switch (x) { case /\"/: print > \"f\" } }",
        "BEGIN { for (i = 0; i > -3; i--) print > \"f\" }",
        "{ print x = 1 > \"f\" }",
        "{ print \"#\" > \"f\" }"
      })
  void aFileThatIsWrittenIsNamed(String program) {
    ProgramEffects found = AwkProgram.parse(program);

    assertThat(found.unsure()).isNull();
    assertThat(found.writes()).containsExactly("f");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "BEGIN{getline < \"f\"}",
        "BEGIN{while ((getline line < \"f\") > 0) print line}",
        "BEGIN{while (getline line < \"f\" > 0) print line}",
        "BEGIN{getline a[i] < \"f\"}",
        "BEGIN{getline $1 < \"f\"; print}",
        "BEGIN{while ((getline l < (\"\" \"f\")) > 0) n++}"
      })
  void aFileThatIsReadIsNamed(String program) {
    ProgramEffects found = AwkProgram.parse(program);

    assertThat(found.unsure()).isNull();
    assertThat(found.reads()).containsExactly("f");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "BEGIN{system(\"id\")}",
        "BEGIN { system (\"id\") }",
        "BEGIN{x=system(\"id\")}",
        "{print $(system(\"id\"))}",
        "BEGIN{\"id\"|getline}",
        "BEGIN{\"id\" | getline x}",
        "BEGIN{while ((\"id\" | getline l) > 0) print l}",
        "BEGIN{while (\"id\" | getline l > 0) print l}",
        "{print | \"id\"}",
        "{print $1 | \"id\"}",
        "{printf(\"x\") | \"id\"}",
        "BEGIN{print |& \"id\"}",
        "BEGIN{\"id\" |& getline}",
        "/\"/{system(\"id\")} #\"",
        "{a=1 /2; system(\"id\") /1}",
        "/[/]/{system(\"id\")}",
        "/\\//{system(\"id\")}",
        "BEGIN{f=\"id\"; system(f)}",
        "function f(x){return system(x)} BEGIN{system(\"id\")}",
        "system(\"id\")",
        "BEGIN{if(!system(\"id\"))exit}",
        "BEGIN{print 1, 2 | (\"i\" \"d\")}",
        "BEGIN{system(\"\\151\\144\")}"
      })
  void aCommandThatIsRunIsSeen(String program) {
    ProgramEffects found = AwkProgram.parse(program);

    assertThat(found.executes()).isTrue();
    if (found.unsure() == null) {
      assertThat(found.commands()).containsExactly("id");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{print > $1}",
        "{print > $1 \".txt\"}",
        "{print > \"a\" \"b\"}",
        "{print > v}",
        "{print > v} BEGIN{v=\"x\"}",
        "BEGIN{v=\"x\"} {print > v}",
        "BEGIN{v=\"x\"; v=$1; print > v}",
        "BEGIN{v=\"x\"; sub(/x/,\"y\",v); print > v}",
        "BEGIN{v=\"x\"; getline v; print > v}",
        "BEGIN{v=\"x\"; getline; print > v}",
        "BEGIN{v=\"x\"; for (v in a) print > v}",
        "BEGIN{if (0) v=\"x\"; print > v}",
        "BEGIN{v=\"x\"; v++; print > v}",
        "BEGIN{print > v; v=\"x\"}",
        "BEGIN{f(); v=\"x\"} function f() {print > v}",
        "function f(v) {print > v} BEGIN{v=\"x\"; f(\"y\")}",
        "BEGIN{v=\"x\"; gsub(/x/,\"y\",(v)); print > v}",
        "BEGIN{getline < ARGV[1]}",
        "BEGIN{getline < \"a\" \"b\"}",
        "BEGIN{getline < \"a\" + 1}",
        "BEGIN{ARGV[1]=\"/etc/shadow\"; ARGC=2}",
        "BEGIN{ARGV[ARGC++]=\"/etc/shadow\"}",
        "BEGIN{split(\"a /etc/shadow\", ARGV)}",
        "BEGIN{sub(/x/,\"/etc/shadow\",ARGV[1])}",
        "function f(a){a[1]=\"/etc/shadow\"} BEGIN{f(ARGV)}",
        "BEGIN{\"x\" | getline ARGV[1]}",
        "BEGIN{delete ARGV[1]}",
        "BEGIN{@f()}",
        "BEGIN{f=\"system\"; @f(\"id\")}",
        "BEGIN{awk::system(\"id\")}",
        "BEGIN{x ? awk::system(\"id\") : 1}",
        "@namespace \"x\"",
        "BEGIN{SYMTAB[\"v\"]=\"x\"}",
        "BEGIN{PROCINFO[\"x\"]=1}",
        "BEGIN{PROCINFO[\"sorted_in\"]=f}",
        "BEGIN{unknown(\"id\")}",
        "{ system }",
        "BEGIN { asort(a, b, f) }",
        "{ if (x) /\"/; system(\"id\") #\"\n}",
        "{ x = length / 2 }",
        "{ getline /x/ }",
        "{ x++ /\"/ 1 }",
        "/[]/\"]/",
        "/[\\]/]/",
        "/[[]/]\"/",
        "/a]/ && /b/",
        "{ print \"x\n\" }",
        "{ print 0x1F }",
        "{ print 1e }",
        "{ print \"a\" > \"\\x66\" }",
        "{ print \"a\" > \"f\\q\" }",
        "{ print \"é\" é }",
        "{ print \r}",
        "# comment \\\nBEGIN{}",
        "{print",
        "{print}}",
        "BEGIN\n{print}",
        "{print > \"a\" > \"b\"}",
        "{print | \"a\" | getline}",
        "{ a b | c }",
        "BEGIN { bindtextdomain(\"/tmp\") }",
        "BEGIN { (v) = 1 }",
        "BEGIN { getline (v) }"
      })
  void whatIsComputedOrReadDifferentlyIsUnsure(String program) {
    assertThat(AwkProgram.parse(program).unsure()).isNotNull();
  }

  @Test
  void namesOfGawkForTheNetworkAreTargets() {
    ProgramEffects found =
        AwkProgram.parse("BEGIN{s=\"/inet/tcp/0/example.org/80\"; print \"x\" |& s; s |& getline}");

    assertThat(found.connects()).containsExactly("/inet/tcp/0/example.org/80");
    assertThat(found.executes()).isFalse();
    assertThat(AwkProgram.parse("BEGIN{print > \"/inet/udp/0/h/1\"}").connects()).isNotEmpty();
  }

  @Test
  void aCommandThatIsFedIsMoreThanItsWords() {
    assertThat(AwkProgram.parse("{print \"rm \" $1 | \"sh\"}").commands()).containsExactly("sh");
    assertThat(AwkProgram.parse("{print \"rm \" $1 | \"sh\"}").hazards()).isNotEmpty();
    assertThat(AwkProgram.parse("{print |& \"sh\"}").hazards()).isNotEmpty();
    assertThat(AwkProgram.parse("{\"date\" | getline d}").hazards()).isEmpty();
  }

  @Test
  void librariesAndTheEnvironmentAreHazards() {
    assertThat(AwkProgram.parse("@load \"filefuncs\"\nBEGIN{}").hazards()).hasSize(1);
    assertThat(AwkProgram.parse("@include \"x.awk\"\nBEGIN{}").reads()).containsExactly("x.awk");
    assertThat(AwkProgram.parse("BEGIN{print ENVIRON[\"A\"]}").hazards()).hasSize(1);
    assertThat(AwkProgram.parse("BEGIN{for(k in ENVIRON)print k}").hazards()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "{print > v}, f, f",
    "{print > v}, \\146, f",
    "{print > (v \".txt\")}, f, f.txt",
    "{print > (v \".txt\")}, f\\q, ",
    "{print > v} END{v=\"g\"}, f, ",
    "'{getline v; print > v}', f, "
  })
  void variablesFromOutsideCount(String program, String value, String written) {
    ProgramEffects found = AwkProgram.parse(program, Map.of("v", value));

    if (written == null) {
      assertThat(found.unsure()).isNotNull();
    } else {
      assertThat(found.writes()).containsExactly(written);
      assertThat(found.unsure()).isNull();
    }
  }

  @Test
  void aVariableThatAnOperandSetsIsNotKnown() {
    String program = "BEGIN{v=\"f\"} {print > v}";

    assertThat(AwkProgram.parse(program, Map.of()).writes()).containsExactly("f");
    assertThat(AwkProgram.parse(program, Collections.singletonMap("v", null)).unsure()).isNotNull();
  }

  @Test
  void deepNestingIsUnsureAndLongProgramsAreQuick() {
    assertThat(AwkProgram.parse("BEGIN{" + "(".repeat(100_000)).unsure()).isNotNull();
    assertThat(AwkProgram.parse("{".repeat(100_000)).unsure()).isNotNull();
    assertThat(AwkProgram.parse("BEGIN{x=" + "!".repeat(100_000) + "1}").unsure()).isNull();
    assertThat(AwkProgram.parse("BEGIN{x=" + "$".repeat(100_000) + "1}").unsure()).isNotNull();
    assertThat(AwkProgram.parse("BEGIN{x=" + "\"a\"".repeat(30_000) + "}").unsure()).isNull();
    assertThat(AwkProgram.parse("/a/;".repeat(20_000)).unsure()).isNull();
  }

  @Test
  void realAwksNeverDoMoreThanWasFound() {
    List<String> awks = new ArrayList<>();
    for (String name : List.of("mawk", "gawk", "original-awk")) {
      if (RealTool.exists(name)) {
        awks.add(name);
      }
    }
    String more = System.getProperty("lasso.mini.awks", "");
    awks.addAll(more.isEmpty() ? List.of() : List.of(more.split(",")));
    assumeTrue(!awks.isEmpty(), "no awk to compare with");
    Random random = new Random(Long.getLong("lasso.mini.seed", 11));
    String[] parts = {
      "BEGIN",
      "{",
      "{",
      "}",
      "}",
      "print ",
      "print ",
      "\"m1\"",
      "\"m2\"",
      ">",
      ">",
      ">>",
      "|",
      "|&",
      "getline ",
      "<",
      "\"secret\"",
      "system(",
      "\"touch m3\"",
      ")",
      "(",
      "/",
      "/",
      "[",
      "]",
      "^",
      "\"",
      "\\",
      "#",
      "\n",
      ";",
      ";",
      "x",
      "x=",
      "a[",
      "x ",
      "$",
      "1",
      "/=",
      "=",
      "/a/",
      "/[/]/",
      "/\"/",
      "if(1)",
      "else ",
      "while(0)",
      ",",
      "~",
      "!",
      "++",
      "length ",
      " ",
      "in ",
      "f(",
      "function f(x){",
      "\\\n",
      "?",
      ":",
      "&&",
      "||",
      "-",
      "END",
      "*",
      "do ",
      "x",
      "print>\"m4\"",
      "print|\"touch m5\"",
      "\"touch m6\"|getline",
      "/]",
      "[/",
      "\\/",
      "[]/]",
      "[^/]",
      "[[:a:]/]"
    };
    for (int i = 0; i < Integer.getInteger("lasso.mini.rounds", 150); i++) {
      StringBuilder program = new StringBuilder(random.nextInt(3) > 0 ? "BEGIN{" : "");
      for (int n = 1 + random.nextInt(10); n > 0; n--) {
        program.append(parts[random.nextInt(parts.length)]);
      }
      program.append(random.nextInt(3) > 0 ? "}" : "");
      for (String awk : awks) {
        check(awk, program.toString());
      }
    }
  }

  private static void check(String awk, String program) {
    ProgramEffects found = AwkProgram.parse(program);
    if (found.unsure() != null) {
      return;
    }
    RealTool.Run run = RealTool.run("a b\n1 2\n", List.of(awk, "--", program));
    if (!found.executes()) {
      assertThat(found.writes()).as("%s %s", awk, program).containsAll(run.made());
    }
    if (run.output().contains("SECRET")) {
      assertThat(found.reads()).as("%s %s", awk, program).isNotEmpty();
    }
  }
}
