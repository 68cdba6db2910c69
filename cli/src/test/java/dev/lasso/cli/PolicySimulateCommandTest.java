package dev.lasso.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lasso.contracts.CommandInput;
import dev.lasso.contracts.Verdict;
import dev.lasso.contracts.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code lasso policy simulate} says of logs that the audit service wrote. */
class PolicySimulateCommandTest {
  @TempDir Path home;

  private Cli.Result simulate(String... args) {
    return Cli.run(
        home,
        Stream.concat(Stream.of("policy", "simulate"), Stream.of(args)).toArray(String[]::new));
  }

  private JsonNode json(String... args) throws IOException {
    String[] all = Stream.concat(Stream.of(args), Stream.of("--json")).toArray(String[]::new);
    return Wire.mapper().readTree(simulate(all).out());
  }

  private static WrittenLog some() {
    return new WrittenLog()
        .command("ls -la", Verdict.ALLOW, "command.whitelisted")
        .command("python3 -c 'print(1)'", Verdict.ALLOW, "command.whitelisted")
        .command("cat /home/agent/.ssh/id_rsa", Verdict.DENY, "path.secret")
        .command("wc -l a.txt", Verdict.DENY, "command.not-whitelisted")
        .overtaken("sort a.txt", Verdict.DENY, "command.not-whitelisted");
  }

  @Test
  void what_would_be_allowed_now_is_shown_and_the_exit_code_is_1() throws Exception {
    some().write(home);

    Cli.Result result = simulate("--profile", "minimal");

    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).isEmpty();
    assertThat(result.out())
        .contains("verified")
        .contains("before:   old@0123456789abcdef, 5")
        .contains("commands: 5, of which 5 were judged anew and 0 can't be")
        .contains("deny -> allow  wc -l a.txt")
        .contains("deny -> allow  sort a.txt")
        .contains("allow -> deny  python3 -c 'print(1)'")
        .doesNotContain("id_rsa")
        .endsWith("2 that were denied or asked about would be allowed\n");
    JsonNode matrix = json("--profile", "minimal").get("matrix");
    assertThat(matrix.toString())
        .isEqualTo(
            "{\"allow\":{\"allow\":1,\"ask\":0,\"deny\":1},\"ask\":{\"allow\":0,\"ask\":0,\"deny\":0},"
                + "\"deny\":{\"allow\":2,\"ask\":0,\"deny\":1}}");
  }

  @Test
  void a_profile_of_ones_own_that_allows_no_more_ends_with_0() throws Exception {
    some().write(home);
    Path mine = home.resolve("mine.toml");
    Files.writeString(
        mine,
        """
        name = "mine"
        description = "d"
        [commands]
        shell = "parse"
        list = ["ls"]
        """);

    Cli.Result result = simulate("--profile", mine.toString());

    assertThat(result.code()).isZero();
    assertThat(result.out()).endsWith("nothing that was denied or asked about would be allowed\n");
    JsonNode byRule = json("--profile", mine.toString()).get("by_rule");
    assertThat(byRule).hasSize(1);
    assertThat(byRule.get(0).get("old_rule").textValue()).isEqualTo("command.whitelisted");
    assertThat(byRule.get(0).get("new_rule").textValue()).isEqualTo("command.not-whitelisted");
    assertThat(byRule.get(0).get("count").intValue()).isEqualTo(1);
  }

  @Test
  void the_same_log_and_profile_give_the_same_bytes() throws Exception {
    some().write(home);

    assertThat(simulate("-p", "development")).isEqualTo(simulate("-p", "development"));
    assertThat(simulate("-p", "minimal", "--json")).isEqualTo(simulate("-p", "minimal", "--json"));
  }

  @Test
  void what_the_log_does_not_keep_is_counted_and_not_guessed() throws Exception {
    new WrittenLog()
        .command(
            CommandInput.ofCommand("bash"), Map.of(), "ls", Verdict.ALLOW, "command.whitelisted")
        .command(
            CommandInput.ofCommand("cat $F"),
            Map.of("F", "a"),
            null,
            Verdict.ALLOW,
            "command.whitelisted")
        .command(
            CommandInput.ofArgv(List.of("echo", "x".repeat(300_000))),
            Map.of(),
            null,
            Verdict.ALLOW,
            "command.whitelisted")
        .command("ls", Verdict.DENY, "command.expired")
        .undecided("ls")
        .write(home);

    JsonNode result = json("-p", "development");

    assertThat(result.get("commands").intValue()).isEqualTo(5);
    assertThat(result.get("judged").intValue()).isZero();
    assertThat(result.get("not_replayable").properties())
        .extracting(Map.Entry::getKey)
        .containsExactly(
            "it was denied unjudged (command.expired)",
            "standard input decides, and the log has its digest alone",
            "the log has no decision on it",
            "the log keeps only a part of the command, and its digest",
            "the value of a variable decides, and the log has its digest alone");
  }

  @Test
  void a_question_that_a_person_answered_was_a_question() throws Exception {
    new WrittenLog()
        .command("ls", Verdict.ALLOW, "approval.approved")
        .command("ls", Verdict.DENY, "approval.expired")
        .write(home);

    assertThat(json("-p", "development").get("matrix").get("ask").get("allow").intValue())
        .isEqualTo(2);
  }

  @Test
  void of_many_changes_the_first_are_shown_and_all_where_it_is_asked_for() throws Exception {
    WrittenLog log = new WrittenLog();
    for (int i = 0; i < 60; i++) {
      log.command("python3 a" + i + ".py", Verdict.ALLOW, "command.whitelisted");
    }
    log.command("ls", Verdict.DENY, "command.not-whitelisted").write(home);

    assertThat(simulate("-p", "minimal").out())
        .contains("deny -> allow  ls")
        .contains("python3 a48.py")
        .doesNotContain("python3 a49.py")
        .contains("... and 11 more: --all");
    assertThat(simulate("-p", "minimal", "--all").out()).contains("python3 a59.py");
  }

  @Test
  void a_log_that_was_tampered_with_is_refused_unless_one_insists() throws Exception {
    some().write(home);
    Path segment = home.resolve("audit/00000000000000000001.jsonl");
    Files.writeString(segment, Files.readString(segment).replace("wc -l", "wc -c"));

    Cli.Result refused = simulate("-p", "minimal");
    Cli.Result insisted = simulate("-p", "minimal", "--unverified");

    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.out()).isEmpty();
    assertThat(refused.err()).contains("tampered: entry").contains("--unverified");
    assertThat(insisted.code()).isEqualTo(1);
    assertThat(insisted.err()).contains("tampered: entry");
    assertThat(insisted.out()).contains("NOT VERIFIED").contains("wc -c a.txt");
  }

  @Test
  void without_a_key_or_a_log_or_a_profile_it_is_2() throws Exception {
    some().write(home);
    Path key = home.resolve("audit-key");
    Files.move(key, home.resolve("elsewhere"));

    assertThat(simulate("-p", "minimal").code()).isEqualTo(2);
    assertThat(simulate("-p", "minimal", "--key", home.resolve("elsewhere").toString()).code())
        .isEqualTo(1);
    assertThat(simulate("-p", "minimal", "--against", "/nowhere", "--unverified").code())
        .isEqualTo(2);
    assertThat(simulate("-p", "nope", "--unverified").code()).isEqualTo(2);
    assertThat(simulate("--unverified").code()).isEqualTo(2);
  }

  @Test
  void one_segment_can_be_simulated_and_what_is_in_others_is_missing() throws Exception {
    WrittenLog log = new WrittenLog();
    for (int i = 0; i < 20; i++) {
      log.command("ls a" + i, Verdict.ALLOW, "command.whitelisted");
    }
    log.write(home);
    List<Path> segments;
    try (Stream<Path> files = Files.list(home.resolve("audit"))) {
      segments = files.filter(file -> file.toString().endsWith(".jsonl")).sorted().toList();
    }
    assertThat(segments).hasSizeGreaterThan(2);

    JsonNode one = json("-p", "minimal", "--against", segments.get(1).toString());
    JsonNode all = json("-p", "minimal");

    assertThat(all.get("judged").intValue()).isEqualTo(20);
    assertThat(one.get("judged").intValue()).isPositive().isLessThan(20);
  }
}
