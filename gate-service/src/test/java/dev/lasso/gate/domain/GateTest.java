package dev.lasso.gate.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lasso.contracts.CommandInput;
import dev.lasso.contracts.CommandRequested;
import dev.lasso.contracts.Decision;
import dev.lasso.contracts.ExecutionId;
import dev.lasso.contracts.Isolation;
import dev.lasso.contracts.NodeId;
import dev.lasso.contracts.Plan;
import dev.lasso.contracts.Profile;
import dev.lasso.contracts.Profile.ListMode;
import dev.lasso.contracts.ProfileRef;
import dev.lasso.contracts.SandboxId;
import dev.lasso.contracts.Verdict;
import dev.lasso.policy.CommandGate;
import dev.lasso.policy.Policy;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GateTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final ProfileRef REF = new ProfileRef("test", "0000000000000000");
  private static final Map<Profile, CommandGate> GATES = new HashMap<>();
  private static final Profile WHITELIST = profile(ListMode.WHITELIST, "ls", "echo", "cat", "find");
  private static final Profile BLACKLIST = profile(ListMode.BLACKLIST, "sudo", "ssh", "docker");

  @ParameterizedTest
  @ValueSource(
      strings = {"--compress-program=bash", "--compress-program", "--comp=bash", "--co=./x"})
  void anOptionThatRunsAnotherProgramIsDeniedWhereThereIsAWhitelist(String option) {
    Profile sorting = profile(ListMode.WHITELIST, "sort");

    assertThat(verdict(sorting, argv("sort", "-S", "20k", option, "file"))).isEqualTo(Verdict.DENY);
    assertThat(verdict(sorting, argv("sort", "-o", "out", "--check", "file")))
        .isEqualTo(Verdict.ALLOW);
    assertThat(verdict(sorting, argv("sort", "--", option))).isEqualTo(Verdict.ALLOW);
  }

  @ParameterizedTest
  @ValueSource(strings = {"python3.11", "perl5.36.0", "ld.so", "linux64", "choom", "nawk"})
  void aWrapperUnderAnyOfItsNamesCarriesNothingPastABlacklist(String wrapper) {
    assertThat(verdict(BLACKLIST, argv(wrapper, "-x", "sudo"))).isEqualTo(Verdict.DENY);
  }

  @Test
  void aProgramOfAListedFamilyIsDenied() {
    assertThat(verdict(BLACKLIST, argv("sudo.ext4"))).isEqualTo(Verdict.DENY);
  }

  @Test
  void aListedProgramIsAllowedAndThePlanIsItsWords() {
    Ruling ruling = decide(WHITELIST, argv("echo", "a;b", "$(id)", ""));

    Plan plan = planOf(ruling);
    assertThat(ruling.decision().verdict()).isEqualTo(Verdict.ALLOW);
    assertThat(plan.argv()).containsExactly("echo", "a;b", "$(id)", "");
    assertThat(plan.cwd()).isEqualTo("/workspace");
    assertThat(plan.timeoutMs()).isEqualTo(1_000);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ls",
        "/bin/ls",
        "/usr/bin/ls",
        "/usr/local/bin/ls",
        "//bin/ls",
        "/bin//ls",
        "/bin/./ls"
      })
  void aSystemProgramIsKnownByItsName(String program) {
    assertThat(verdict(WHITELIST, argv(program))).isEqualTo(Verdict.ALLOW);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rm",
        "LS",
        "ls ",
        " ls",
        "ls\n",
        "l\u0455",
        "./ls",
        "bin/ls",
        "/workspace/ls",
        "/tmp/ls",
        "/bin/../tmp/ls",
        "/bin/ls/",
        "/bin/",
        "/",
        ".",
        "..",
        "/proc/self/exe",
        "/usr/bin/../../tmp/ls",
        "../bin/ls",
        "/BIN/ls",
        "\\ls",
        "'ls'",
        "ls;id",
        "$(ls)",
        "/lib64/ld-linux-x86-64.so.2",
        "/home/agent/bin/ls",
        "~/ls",
        "/usr/lib/git-core/git",
      })
  void whateverIsNotAListedProgramOfTheSystemIsDenied(String program) {
    assertThat(verdict(WHITELIST, argv(program))).isEqualTo(Verdict.DENY);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/workspace/anything", "/tmp/renamed", "a/b"})
  void whatIsNotSureIsAQuestionWithThePlanThatItIsAboutWhereSomebodyCanBeAsked(String program) {
    Profile asking = profile(Profile.Asking.ASK, ListMode.BLACKLIST, "sudo");

    Ruling ruling = decide(asking, argv(program, "x"));

    assertThat(ruling.decision().verdict()).isEqualTo(Verdict.ASK);
    assertThat(planOf(ruling).argv()).containsExactly(program, "x");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sudo",
        "/usr/bin/sudo",
        "./sudo",
        "/workspace/anything",
        "/tmp/renamed",
        "../x",
        "a/b"
      })
  void aBlacklistCannotBePassedByAPath(String program) {
    assertThat(verdict(BLACKLIST, argv(program))).isEqualTo(Verdict.DENY);
  }

  @Test
  void aBlacklistAllowsTheRest() {
    assertThat(verdict(BLACKLIST, argv("python3", "x.py"))).isEqualTo(Verdict.ALLOW);
    assertThat(verdict(BLACKLIST, argv("echo", "sudo"))).isEqualTo(Verdict.ALLOW);
    assertThat(verdict(BLACKLIST, argv("sh", "-c", "ls | wc -l"))).isEqualTo(Verdict.ALLOW);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "env | sudo | id",
        "env | -S | sudo id",
        "sh | -c | sudo id",
        "sh | -c | 'su'do id",
        "bash | -lc | cd / && /usr/bin/sudo id",
        "timeout | 5 | sudo",
        "nice | -n5 | ssh",
        "xargs | -I{} | docker",
        "find | . | -exec sudo {} ;",
        "busybox | x | ssh",
        "setsid | nohup | docker",
        "sh | -c | s\\udo id",
        "sh | -c | true;sudo",
        "python3 | -c | import os; os.system('sudo id')",
      })
  void aWrapperCannotCarryAListedProgramPastABlacklist(
      String program, String first, String second) {
    assertThat(verdict(BLACKLIST, argv(program, first, second))).isEqualTo(Verdict.DENY);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "echo a; id",
        "echo `id`",
        "echo *",
        "A=b ls",
        "ls > x",
        "ls\nid",
        "echo \"$HOME\"",
        "ls #"
      })
  void aLineThatIsMoreThanWordsIsDenied(String line) {
    Ruling ruling = decide(WHITELIST, CommandInput.ofCommand(line));

    assertThat(ruling.decision().verdict()).isEqualTo(Verdict.DENY);
    assertThat(ruling.decision().rule()).isEqualTo("command.not-plain-words");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PATH",
        "LD_PRELOAD",
        "LD_AUDIT",
        "BASH_ENV",
        "ENV",
        "IFS",
        "GIT_SSH_COMMAND",
        "PYTHONSTARTUP",
        "NODE_OPTIONS",
        "npm_config_script_shell",
        "BASH_FUNC_ls%%",
        "a b",
        "",
        "1A",
        "A=B",
        "É",
        "GLIBC_TUNABLES",
        "PAGER",
        "JAVA_TOOL_OPTIONS",
      })
  void aVariableThatCouldChangeWhatRunsIsDenied(String name) {
    CommandRequested command = command(argv("ls"), Map.of(name, "x"), null, 1_000);

    assertThat(Gate.decide(command, REF, gate(WHITELIST), NOW).decision().verdict())
        .isEqualTo(Verdict.DENY);
  }

  @Test
  void whatRunsGitRunsNoHookOfTheRepository() {
    CommandRequested command = command(argv("git", "commit"), Map.of("LANG", "C"), null, 1_000);
    Profile profile = profile(ListMode.WHITELIST, "git");

    Plan plan = planOf(Gate.decide(command, REF, gate(profile), NOW));

    assertThat(plan.env())
        .containsEntry("LANG", "C")
        .containsEntry("GIT_CONFIG_COUNT", "2")
        .containsEntry("GIT_CONFIG_KEY_0", "core.hooksPath")
        .containsEntry("GIT_CONFIG_VALUE_0", "/dev/null")
        .containsEntry("GIT_CONFIG_KEY_1", "core.fsmonitor")
        .containsEntry("GIT_CONFIG_VALUE_1", "false");
  }

  @ParameterizedTest
  @CsvSource({"DESTDIR, /home/agent", "TMPDIR, /home/agent", "COVERAGE_FILE, /home/agent/x"})
  void aVariableOfTheRequestIsJudgedAsOneOfTheLine(String name, String value) {
    CommandRequested words = command(argv("ls"), Map.of(name, value), null, 1_000);
    CommandRequested line = command(CommandInput.ofCommand("ls"), Map.of(name, value), null, 1_000);

    assertThat(Gate.decide(words, REF, gate(WHITELIST), NOW).decision().verdict())
        .isEqualTo(Verdict.DENY);
    assertThat(Gate.decide(line, REF, gate(WHITELIST), NOW).decision().verdict())
        .isEqualTo(Verdict.DENY);
  }

  @Test
  void everyWordIsLookedThroughToItsEnd() {
    assertThat(verdict(WHITELIST, argv("echo", "a\r\nb"))).isEqualTo(Verdict.ALLOW);
    assertThat(verdict(WHITELIST, argv("echo", "a\rb"))).isEqualTo(Verdict.DENY);
    assertThat(verdict(WHITELIST, argv("echo", "a\r\nb\u001b"))).isEqualTo(Verdict.DENY);
    assertThat(verdict(WHITELIST, argv("echo", "a\r\nb\u0000"))).isEqualTo(Verdict.DENY);
  }

  @Test
  void otherVariablesArriveInThePlan() {
    CommandRequested command =
        command(argv("ls"), Map.of("LANG", "C", "GIT_AUTHOR_NAME", "me"), null, 1_000);

    Plan plan = planOf(Gate.decide(command, REF, gate(WHITELIST), NOW));

    assertThat(plan.env()).containsOnlyKeys("LANG", "GIT_AUTHOR_NAME");
  }

  @ParameterizedTest
  @CsvSource({
    "src,/workspace/src",
    "/tmp,/tmp",
    "../..,/",
    "./a/../b,/workspace/b",
    "/a//b/./c,/a/b/c",
    "'',/workspace",
    "....,/workspace/....",
  })
  void aWorkingDirectoryIsMadeAbsolute(String asked, String expected) {
    Plan plan =
        planOf(
            Gate.decide(command(argv("echo"), Map.of(), asked, 1_000), REF, gate(WHITELIST), NOW));

    assertThat(plan.cwd()).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/proc",
        "/proc/self/fd/3",
        "/workspace/../proc/1",
        "//proc",
        "/sys",
        "/dev/fd/3",
        "../proc",
        "a\0b"
      })
  void theKernelsTreesAreNoWorkingDirectory(String cwd) {
    assertThat(
            Gate.decide(command(argv("ls"), Map.of(), cwd, 1_000), REF, gate(WHITELIST), NOW)
                .decision()
                .verdict())
        .isEqualTo(Verdict.DENY);
  }

  @ParameterizedTest
  @CsvSource({
    "a\0b,command.nul",
    "a\ud800,command.not-unicode",
    "\udc00\ud800,command.not-unicode"
  })
  void bytesThatNoProgramCanBeGivenAreDeniedNotRepaired(String word, String rule) {
    String actual = word.replace("\\0", "\0");

    Decision decision = decide(WHITELIST, argv("echo", actual)).decision();

    assertThat(decision.verdict()).isEqualTo(Verdict.DENY);
    assertThat(decision.rule()).isEqualTo(rule);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, 60_001, Long.MAX_VALUE, Long.MIN_VALUE})
  void aTimeOutBeyondTheProfilesIsDenied(long timeoutMs) {
    assertThat(
            Gate.decide(command(argv("ls"), Map.of(), null, timeoutMs), REF, gate(WHITELIST), NOW)
                .decision()
                .rule())
        .isEqualTo("timeout.too-long");
  }

  @Test
  void whatComesTooLateIsDenied() {
    CommandRequested late = command(argv("ls"), Map.of(), null, 1_000);

    assertThat(
            Gate.decide(late, REF, gate(WHITELIST), late.startBy().plusMillis(1)).decision().rule())
        .isEqualTo("command.expired");
  }

  @Test
  void whatIsTooLargeIsDenied() {
    assertThat(verdict(WHITELIST, argv("echo", "x".repeat(200_000)))).isEqualTo(Verdict.DENY);
    assertThat(verdict(WHITELIST, CommandInput.ofCommand("echo " + "x ".repeat(300_000))))
        .isEqualTo(Verdict.DENY);
    assertThat(verdict(WHITELIST, CommandInput.ofArgv(java.util.Collections.nCopies(5_000, "ls"))))
        .isEqualTo(Verdict.DENY);
  }

  /**
   * Whatever is sent: it is decided, with a reason, and an allowance names a listed program of the
   * system.
   */
  @Test
  void nothingUnlistedIsEverAllowed() {
    Random random = new Random(23);
    String[] parts = {
      "ls", "echo", "rm", "/bin/", "/", "..", ".", " ", "\t", "\n", "'", "\"", "\\", "$", "`", ";",
      "|", "&", "\0", "=", "~", "*", "\ud800", "é", "-c", "sh",
    };
    int allowed = 0;
    for (int i = 0; i < 200_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int n = 1 + random.nextInt(5); n > 0; n--) {
        text.append(parts[random.nextInt(parts.length)]);
      }
      CommandInput input =
          random.nextBoolean()
              ? CommandInput.ofCommand(text.toString())
              : argv(text.toString(), "x");

      Ruling ruling = decide(WHITELIST, input);

      assertThat(ruling.decision().reasons()).isNotEmpty();
      Plan plan = ruling.plan();
      if (plan != null) {
        allowed++;
        String program = plan.argv().getFirst();
        String listed =
            program.startsWith("/")
                ? Path.of("/bin").relativize(Path.of(program).normalize()).toString()
                : program;
        assertThat(WHITELIST.commands().list()).contains(listed);
      }
    }
    assertThat(allowed).isPositive();
  }

  private static Plan planOf(Ruling ruling) {
    return java.util.Objects.requireNonNull(ruling.plan(), "a plan");
  }

  private static Verdict verdict(Profile profile, CommandInput input) {
    return decide(profile, input).decision().verdict();
  }

  private static Ruling decide(Profile profile, CommandInput input) {
    return Gate.decide(command(input, Map.of(), null, 1_000), REF, gate(profile), NOW);
  }

  private static CommandGate gate(Profile profile) {
    return GATES.computeIfAbsent(profile, each -> new CommandGate(Policy.of(each)));
  }

  private static CommandInput argv(String... words) {
    return CommandInput.ofArgv(List.of(words));
  }

  private static CommandRequested command(
      CommandInput input, Map<String, String> env, @Nullable String cwd, long timeoutMs) {
    return new CommandRequested(
        new ExecutionId("ex-1"),
        new SandboxId("sb-1"),
        new NodeId("node-1"),
        REF,
        input,
        cwd,
        env,
        null,
        timeoutMs,
        "test",
        NOW,
        NOW.plusSeconds(10));
  }

  /** Nobody is there to be asked: what is not sure is denied. */
  private static Profile profile(ListMode mode, String... list) {
    return profile(Profile.Asking.DENY, mode, list);
  }

  private static Profile profile(Profile.Asking ask, ListMode mode, String... list) {
    return new Profile(
        "test",
        "for the test",
        "minimal",
        Isolation.CONTAINER,
        new Profile.CommandPolicy(
            mode, List.of(list), Profile.Shell.BLOCK, Profile.Interpreters.ALLOW, ask),
        new Profile.NetworkPolicy(Profile.NetworkMode.NONE, List.of()),
        new Profile.Limits(1L << 30, 1_000, 100, 1_024, 1L << 30, 1L << 26, 1_000, 60_000),
        Map.of());
  }
}
