package dev.lasso.policy.command.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SedProgramTest {
  private static ProgramEffects parse(String script) {
    return SedProgram.parse(script, false, false);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "p",
        "1,5p",
        "$d",
        "/foo/d",
        "/foo/,/bar/p",
        "/a/I,/b/MIp",
        "0,/x/s//y/",
        "1~2p",
        "2,~4p",
        "1 , +3 p",
        "\\,/etc/passwd,p",
        "\\%w /tmp/x%d",
        "s/a/b/g",
        "s/a/w f/",
        "s,[,]w x,_,",
        "s/[]/]/x/g; p",
        "s/[^]/]/x/g",
        "s/[[:alpha:]/]/x/g",
        "s/[\\]/x/",
        "s|/usr/local|/opt|g",
        "s\\a\\b\\",
        "s/a\\/w b/c/",
        "s/a/b\\\nw x/",
        "s/a/b/3gpIm",
        "s/a/b/ ; p",
        "y/abc/xyz/",
        "y/a\\/b/w\\/x/;p",
        ":a;N;$!ba;s/\\n/ /g",
        "$!{N;ba};:a",
        "{p;p}",
        "{/x/{s/a/b/;d};p}",
        "a hello; w x",
        "a\\\nhello\\\nw x\np",
        "i\\  text w f",
        "$a\\text",
        "1i\\\n#!/bin/sh",
        "c replaced",
        "$!{a foo\n}",
        "# w file\np",
        "p # w file",
        "#n\np",
        "q5",
        "q;p",
        "l 72;=;F;z;x;h;H;g;G;n;N;D;P",
        "v 4.2\np",
        "T;t;b",
        "/^#/!s/foo/bar/",
        "s/\\(a\\)\\{2,\\}/\\1/;s/e/w/",
        "s/x/y/\n\n;;  p"
      })
  void aScriptThatOnlyTransformsTextIsClean(String script) {
    assertThat(parse(script)).matches(ProgramEffects::isClean);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "w f",
        "wf",
        "p;w f",
        "{w f\n}",
        "1!w f",
        "1 ! w  f",
        "/x/w f",
        "/[/]/w f",
        "\\naxnw f",
        "s/a/b/w f",
        "s/a/b/gw f",
        "s/a/b/ w f",
        "s;a;b;w f",
        "saxabaw f",
        "s/[/]/x/w f",
        "s/\\[/x/w f",
        "s/[\\]/x/w f",
        "s/a[^]/]b/x/w f",
        "a text\nw f",
        "a\\\ntext\nw f",
        "a\\\ntext\\\\\nw f",
        "i\\text\nw f",
        "c text\\\nmore\nw f",
        "# comment\\\nw f",
        "#n\nw f",
        ":a\nw f",
        ":a;w f",
        "bx;w f\n:x",
        "y/a/b/;w f",
        "s/a/b\\\nc/;w f",
        "q;w f",
        "r\tf\nW f",
        "0~3w f",
        "$w f",
        "v;w f",
        "=;;;\n w f"
      })
  void aFileThatIsWrittenIsNamed(String script) {
    ProgramEffects found = parse(script);

    assertThat(found.writes()).containsExactly("f");
    assertThat(found.unsure()).isNull();
  }

  @Test
  void aFileNameRunsToTheEndOfItsLine() {
    assertThat(parse("w /tmp/x;e id").writes()).containsExactly("/tmp/x;e id");
    assertThat(parse("w x}").writes()).containsExactly("x}");
    assertThat(parse("s/a/b/w x;p # y\nr z ").writes()).containsExactly("x;p # y");
    assertThat(parse("r  /etc/shadow ").reads()).containsExactly("/etc/shadow ");
    assertThat(parse("R /dev/stdin\nw /dev/stdout\nw -").reads()).containsExactly("/dev/stdin");
    assertThat(parse("w /dev/stdout\nw -").writes()).containsExactly("/dev/stdout", "-");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "e",
        "1e",
        "e id",
        "1,3e id",
        "$!e id",
        "eid",
        "e\\\nid",
        "s/a/b/e",
        "s/a/b/ge",
        "s/a/b/e;p",
        "s/.*/id/me",
        "s,x,y,pe",
        "s/[/]/x/e",
        "s/a/b/ e",
        "{e id\n}",
        "p;e",
        "a x\ne",
        "y/a/b/;e id",
        "/x/I e id",
        "s/a/b/ew f"
      })
  void aCommandThatIsRunIsSeen(String script) {
    assertThat(parse(script).executes()).isTrue();
  }

  @Test
  void theCommandIsToldWhereItIsConstant() {
    assertThat(parse("1e touch x; id").commands()).containsExactly("touch x; id");
    assertThat(parse("1e touch x; id").unsure()).isNull();
    assertThat(parse("e").unsure()).isNotNull();
    assertThat(parse("e a\\\nb").unsure()).isNotNull();
    assertThat(parse("s/a/b/e").unsure()).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "k",
        "p w f",
        "}",
        "{p",
        "{p}w f",
        "s/a/b",
        "s/a/b/k",
        "s/[/b/",
        "s/[[:alpha/]/b/",
        "s/[[:a::]/]/x/w f",
        "s/[[.].]/]/x/w f",
        "1",
        "1;p",
        "1!!p",
        "+3p",
        "1~p",
        "1,p",
        "a",
        "a\ntext",
        "a\\  \nw f",
        "a\\\\\nw f",
        ":",
        "1:a",
        ":a w f",
        ":a#b",
        ":a}",
        "ba w f",
        "w",
        "r",
        "s/a/b/w",
        "1#x",
        "1}",
        "sâaâbâ",
        "L",
        "y/a/b/w f",
        "s/a/b/\r"
      })
  void whatSedRefusesOrVersionsReadDifferentlyIsUnsure(String script) {
    assertThat(parse(script).unsure()).isNotNull();
  }

  @Test
  void theSandboxHidesNothing() {
    ProgramEffects found = SedProgram.parse("w f", true, false);

    assertThat(found.writes()).containsExactly("f");
    assertThat(found.unsure()).isNotNull();
    assertThat(SedProgram.parse("s/a/b/", true, true)).matches(ProgramEffects::isClean);
  }

  @Test
  void realSedNeverDoesMoreThanWasFound() {
    assumeTrue(RealTool.exists("sed"), "no sed to compare with");
    Random random = new Random(Long.getLong("lasso.mini.seed", 7));
    String[] parts = {
      "s",
      "/",
      "/",
      "/",
      ",",
      "a",
      "w m1",
      "w",
      " ",
      "m2",
      "\n",
      "\n",
      "\\",
      "\\\n",
      "[",
      "]",
      "^",
      "[:",
      ":]",
      "[^]",
      ";",
      ";",
      "}",
      "{",
      "e",
      "e touch m3",
      "touch m4",
      "p",
      "g",
      "1",
      "$",
      "!",
      "a",
      "i",
      "c",
      "a\\",
      "y",
      "/a/b/",
      "s/a/b/",
      "s/.*/touch m5/",
      "r secret",
      "R secret",
      "#",
      ":",
      "b",
      "t",
      "x",
      "I",
      "M",
      "~",
      "+",
      "0,",
      "n",
      "/x/",
      "\\n",
      "\\%",
      "%",
      "&",
      "N",
      "l",
      "q",
      "W m6",
      "s,[,],x,",
      "s/[/]/",
      "d",
      "=",
      "-",
      ".",
      "*",
      "|",
      "D",
      "v",
      "z",
      "\t",
      "}\n"
    };
    for (int i = 0; i < Integer.getInteger("lasso.mini.rounds", 400); i++) {
      StringBuilder script = new StringBuilder();
      for (int n = 1 + random.nextInt(9); n > 0; n--) {
        script.append(parts[random.nextInt(parts.length)]);
      }
      check(script.toString());
    }
  }

  private static void check(String script) {
    String joined = script.replace(" ", "").replace("\t", "");
    if (joined.contains("w.")
        || joined.contains("W.")
        || joined.contains("w/")
        || joined.contains("W/")
        || joined.contains("mw")) {
      return; // might write outside its directory
    }
    ProgramEffects found = parse(script);
    if (found.unsure() != null && Boolean.getBoolean("lasso.mini.quick")) {
      return;
    }
    RealTool.Run run = RealTool.run("touch m7\nab\nx\n", List.of("sed", "--", script));
    if (found.unsure() == null && !found.executes()) {
      assertThat(found.writes()).as(script).containsAll(run.made());
      if (run.output().contains("SECRET")) {
        assertThat(found.reads()).as(script).isNotEmpty();
      }
      assertThat(run.exit()).as(script).isNotEqualTo(127);
    }
  }
}
