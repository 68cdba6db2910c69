package dev.lasso.policy;

import dev.lasso.contracts.Profile.Interpreters;
import dev.lasso.policy.command.CommandModels;
import dev.lasso.policy.effect.Effect;
import dev.lasso.policy.net.Destination;
import dev.lasso.policy.text.Shown;
import dev.lasso.policy.value.Taint;
import java.util.Set;

/** Judges effects by a profile. Pure; the same effect and policy give the same judgement. */
final class Judge {
  /** Variables that builds set every day: a person is asked, where others are refused. */
  private static final Set<String> ASKED =
      Set.of(
          "CC",
          "CXX",
          "LD",
          "AR",
          "CPP",
          "HOME",
          "EDITOR",
          "VISUAL",
          "PAGER",
          "NODE_OPTIONS",
          "NODE_PATH",
          "GOFLAGS",
          "GOROOT",
          "MAVEN_OPTS",
          "MAVEN_ARGS",
          "GRADLE_OPTS",
          "JAVA_TOOL_OPTIONS",
          "CLASSPATH",
          "PYTHONPATH",
          "RUBYLIB",
          "RUSTC_WRAPPER",
          "RUSTDOC",
          "RUSTC",
          "PYTEST_ADDOPTS",
          "MAKEFLAGS",
          "XDG_CONFIG_HOME",
          "SHELL",
          "CDPATH",
          "IFS",
          "PYTHONWARNINGS",
          "PYTHONHOME",
          "PYTHONUSERBASE");

  private final Policy policy;
  private final PathRules paths;

  Judge(Policy policy) {
    this.policy = policy;
    this.paths = new PathRules(policy.profile());
  }

  Judgement judge(Effect effect) {
    return switch (effect) {
      case Effect.Runs runs -> program(runs.program());
      case Effect.RunsThrough through -> through(through.program());
      case Effect.Reads reads -> paths.read(reads.location(), reads.content());
      case Effect.Writes writes -> paths.write(writes.location());
      case Effect.Deletes deletes -> paths.delete(deletes.location(), deletes.recursive());
      case Effect.Connects connects -> connect(connects);
      case Effect.SetsVariable sets ->
          ASKED.contains(sets.name())
                  || sets.name().startsWith("GO")
                  || sets.name().startsWith("CARGO_")
                  || sets.name().startsWith("PIP_")
              ? Judgement.ask(
                  "env.dangerous",
                  "the variable "
                      + Shown.of(sets.name())
                      + " can have programs run or load something else")
              : Judgement.deny(
                  "env.dangerous",
                  "the variable "
                      + Shown.of(sets.name())
                      + " has programs run or load something else");
      case Effect.RunsCode code -> code(code);
      case Effect.Loads loads ->
          Judgement.deny(
              "command.loads-program",
              Shown.of(loads.by())
                  + " names a program or library to run, past what the gate has judged");
      case Effect.Persists persists ->
          Judgement.deny(
              "persistence",
              Shown.of(persists.what()) + " would leave something behind that runs later");
      case Effect.Escalates escalates ->
          Judgement.deny("privilege", Shown.of(escalates.what()) + " is not for a sandbox");
      case Effect.Questionable question ->
          Judgement.ask("command.questionable", Shown.of(question.what()));
      case Effect.Forbidden forbidden ->
          Judgement.deny("command.forbidden", Shown.of(forbidden.what()));
      case Effect.Unsure unsure ->
          Judgement.ask("command.unsure", "the gate can't be sure of " + Shown.of(unsure.what()));
    };
  }

  private Judgement program(String name) {
    String shown = Shown.of(name);
    String profile = policy.profile().name();
    if (policy.isWhitelist()) {
      return policy.listed().contains(name)
              || policy.listed().contains(CommandModels.withoutVersion(name))
              || (name.equals("test") && policy.listed().contains("true"))
          ? Judgement.allow(
              "command.whitelisted",
              "'" + shown + "' is among the programs that profile '" + profile + "' allows")
          : Judgement.deny(
              "command.not-whitelisted",
              "'" + shown + "' is not among the programs that profile '" + profile + "' allows");
    }
    return policy.listed().contains(name) || policy.listed().contains(family(name))
        ? Judgement.deny(
            "command.blacklisted",
            "'" + shown + "' is among the programs that profile '" + profile + "' does not allow")
        : Judgement.allow(
            "command.not-blacklisted",
            "'" + shown + "' is not among the programs that profile '" + profile + "' forbids");
  }

  /** Where no code is run, no program is run by another either: only the list says what runs. */
  private Judgement through(String program) {
    return policy.profile().commands().interpreters() == Interpreters.DENY
        ? Judgement.deny(
            "command.run-by-another",
            "profile '"
                + policy.profile().name()
                + "' has no program run by another; run '"
                + Shown.of(program)
                + "' as a command of its own")
        : Judgement.allow(
            "command.run-by-another", "'" + Shown.of(program) + "' is judged as if run by itself");
  }

  /** {@code mkfs.ext4} is of the family {@code mkfs}. */
  private static String family(String program) {
    int dot = program.indexOf('.');
    return dot < 1 ? program : program.substring(0, dot);
  }

  private Judgement code(Effect.RunsCode code) {
    boolean file = code.language().equals("program") || code.language().equals("script");
    if (file && !policy.isWhitelist()) {
      return Judgement.ask(
          "command.not-a-system-program",
          "a file is run that is no installed program, and may be any; give a plain name, or run it with an interpreter");
    }
    if (file
        && policy.isWhitelist()
        && !policy.listed().contains("sh")
        && !policy.listed().contains("bash")) {
      return Judgement.deny(
          "command.not-a-system-program",
          "a file is run that is no installed program; profile '"
              + policy.profile().name()
              + "' lists no shell that could");
    }
    String what = Shown.of(code.language()) + " code";
    return switch (code.source()) {
      case NETWORK ->
          Judgement.deny(
              "code.from-network", what + " that came over the network would run unseen");
      case COMPUTED ->
          Judgement.deny(
              "code.computed",
              what
                  + " that is only known when it runs; write it out, or put it in a file of the workspace");
      case TMP ->
          interpreters(
              Judgement.ask(
                  "code.from-tmp", what + " in /tmp, which is not part of the workspace"));
      case INLINE, WORKSPACE, SYSTEM ->
          interpreters(
              Judgement.allow(
                  "code.in-container", what + " runs unjudged: the container is its boundary"));
    };
  }

  private Judgement interpreters(Judgement allowed) {
    Interpreters interpreters = policy.profile().commands().interpreters();
    String profile = policy.profile().name();
    return switch (interpreters) {
      case ALLOW -> allowed;
      case ASK ->
          Judgement.ask(
              "code.asked", "profile '" + profile + "' asks before code runs in an interpreter");
      case DENY ->
          Judgement.deny(
              "code.refused",
              "profile '" + profile + "' runs no code of an interpreter or of the workspace");
    };
  }

  private Judgement connect(Effect.Connects connects) {
    if (!policy.hasNetwork()) {
      return Judgement.deny(
          "network.none", "profile '" + policy.profile().name() + "' has no network");
    }
    Judgement where =
        switch (connects.destination()) {
          case Destination.Named named ->
              policy.hosts().allows(named)
                  ? Judgement.allow(
                      "network.allowed", Shown.of(named.host()) + " is among the allowed hosts")
                  : Judgement.deny(
                      "network.not-allowed",
                      "'"
                          + Shown.of(named.scheme() + "://" + named.host())
                          + "' is not among the hosts that the profile allows");
          case Destination.Configured configured ->
              Judgement.allow(
                  "network.configured",
                  "the configured " + configured.what() + ", within the egress rules");
          case Destination.Refused refused ->
              Judgement.deny("network.refused", Shown.of(refused.why()));
          case Destination.Loopback loopback ->
              Judgement.ask("network.loopback", Shown.of(loopback.why()));
          case Destination.Unknown unknown ->
              Judgement.ask(
                  "network.unknown",
                  "where it connects is only known when it runs: " + Shown.of(unknown.why()));
        };
    Set<Taint> carries = connects.carries();
    if (carries.contains(Taint.SECRET)) {
      boolean token =
          carries.contains(Taint.ENVIRONMENT)
              && where.verdict() == dev.lasso.contracts.Verdict.ALLOW;
      return token
          ? Judgement.ask(
              "exfiltration.token", "a variable that looks like a secret would go over the network")
          : Judgement.deny("exfiltration.secret", "a secret would go over the network");
    }
    if (carries.contains(Taint.ENVIRONMENT)) {
      return Judgement.deny(
          "exfiltration.environment", "the environment's variables would go over the network");
    }
    if (carries.contains(Taint.FILE)
        && where.verdict() == dev.lasso.contracts.Verdict.ALLOW
        && connects.destination() instanceof Destination.Named) {
      return Judgement.ask(
          "exfiltration.file", "what files of the workspace hold would go over the network");
    }
    return where;
  }
}
