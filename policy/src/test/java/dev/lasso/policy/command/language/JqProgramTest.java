package dev.lasso.policy.command.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JqProgramTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        ".a.b[0]",
        ".env",
        ".env.PATH",
        ".[\"env\"]",
        ".\"env\"",
        "{env: 1}",
        "{env}",
        "{a: 1, env : 2}",
        "{a, env, b}",
        "$env",
        "$env | length",
        "map(select(.x > 1)) | length",
        "\"env $ENV import\"",
        "\"a \\(.b) c \\(\"d \\(.e)\")\"",
        ". as {a: $x, env: $y} | $x",
        "def f(g; $x): g | $x; f(.a; 1)",
        "[.[] | {name, id: .id}] | sort_by(.name)",
        "to_entries[] | \"\\(.key)=\\(.value)\"",
        "@sh \"echo \\(.a)\"",
        "[inputs] | add",
        "input_filename",
        "$__loc__",
        "getpath([\"env\"])",
        "reduce .[] as $x (0; . + $x)",
        "foreach .[] as $x (0; . + $x; [$x, .])",
        "label $out | foreach .[] as $i (0; .+$i; if . > 3 then ., break $out else . end)",
        "try error(\"x\") catch .",
        ". // empty | not",
        ".a?.b? // \"none\"",
        "limit(3; .[])",
        "# env\n.",
        ".[1:3] , .[-1]",
        "..|numbers",
        "if . == null then 1 elif .a then 2 else 3 end",
        ".a |= . + 1 | .b //= 2 | del(.c)",
        "1e5 + .5 - 1.5e-3",
        "test(\"^a\\\\.b$\"; \"i\")"
      })
  void aProgramThatOnlyTransformsIsClean(String program) {
    assertThat(JqProgram.parse(program)).matches(ProgramEffects::isClean);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "env",
        "env.PATH",
        "$ENV",
        "$ENV.PATH",
        "$ ENV",
        "{$ENV}",
        "{a: env}",
        "{(env|keys[0]): 1}",
        "[1, env, 2]",
        "{a: [env]}",
        "\"\\(env)\"",
        "\"\\(\"x\" | \"\\($ENV.A)\")\"",
        "@base64 \"\\(env)\"",
        ". as $x | env",
        ". | env as $e | $e",
        "..env",
        "# c\nenv",
        "1.env",
        "def env: 1; env"
      })
  void theEnvironmentIsAHazard(String program) {
    assertThat(JqProgram.parse(program).hazards()).contains("reads the environment");
  }

  @Test
  void modulesAreNamed() {
    ProgramEffects found =
        JqProgram.parse("import \"a/b\" as x; include \"c\"; import \"d\" as $d; x::f");

    assertThat(found.reads()).containsExactly("a/b", "c", "d");
    assertThat(found.hazards()).hasSize(3);
    assertThat(found.unsure()).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"a\" | modulemeta",
        "get_search_list",
        "unknown",
        "x::f",
        "$__prog_args",
        "# a \\\n| env",
        "# a \r env",
        "\"",
        "\"\\(",
        "(",
        ")",
        "{]",
        "import x as y;",
        "import \"a\\u0062\" as y; .",
        "`id`",
        ". & 1",
        "é",
        "def f(: 1;",
        "module {a: 1}; ."
      })
  void whatJqMayReadDifferentlyIsUnsure(String program) {
    assertThat(JqProgram.parse(program).unsure()).isNotNull();
  }

  @Test
  void deepNestingIsUnsure() {
    assertThat(JqProgram.parse("[".repeat(100_000)).unsure()).isNotNull();
    assertThat(JqProgram.parse("\"\\(".repeat(100_000)).unsure()).isNotNull();
  }

  @Test
  void realJqNeverShowsTheEnvironmentUnseen() {
    assumeTrue(RealTool.exists("jq"), "no jq to compare with");
    Random random = new Random(Long.getLong("lasso.mini.seed", 13));
    String[] parts = {
      "env",
      "$ENV",
      ".",
      ".env",
      "{",
      "}",
      "[",
      "]",
      "(",
      ")",
      "|",
      ",",
      ":",
      "a",
      "\"",
      "\"",
      "\\(",
      "\\",
      "#",
      "\n",
      " ",
      "$",
      "ENV",
      ".PATH",
      "@sh",
      "@json ",
      "def f:",
      ";",
      "f",
      "1",
      "keys",
      "as $x",
      "$x",
      "//",
      "?",
      "..",
      "env.PATH",
      "\"\\(env)\"",
      "{env}",
      "{env:env}"
    };
    for (int i = 0; i < Integer.getInteger("lasso.mini.rounds", 200); i++) {
      StringBuilder program = new StringBuilder();
      for (int n = 1 + random.nextInt(7); n > 0; n--) {
        program.append(parts[random.nextInt(parts.length)]);
      }
      if (JqProgram.parse(program.toString()).isClean()) {
        RealTool.Run run = RealTool.run("{\"a\":1}", List.of("jq", program.toString()));
        assertThat(run.output()).as(program.toString()).doesNotContain("/usr/bin:/bin");
      }
    }
  }
}
