package dev.lasso.policy.simulate;

import dev.lasso.contracts.AuditAppended;
import dev.lasso.contracts.CommandInput;
import dev.lasso.contracts.Decision;
import dev.lasso.contracts.ExecutionId;
import dev.lasso.contracts.SandboxId;
import dev.lasso.contracts.Verdict;
import dev.lasso.policy.simulate.Recorded.Request;
import dev.lasso.policy.simulate.Recorded.Then;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Puts the requests and decisions of an audit log together, entry by entry. A decision may stand
 * before its request: they come from two topics. Of those whose other half is missing at most
 * {@value #MAX_WAITING} wait at a time.
 */
public final class CommandLog {
  private static final int MAX_WAITING = 100_000;
  private static final int MAX_SHOWN = 400;

  /** Denials that say nothing of the command. */
  private static final Set<String> NOT_JUDGED = Set.of(Decision.EXPIRED, "sandbox.not-running");

  /** What begins the rules of decisions that a person's answer, or its absence, made. */
  private static final String ANSWERED = "approval.";

  private final Consumer<Recorded> commands;
  private final Map<ExecutionId, Asked> asked = new LinkedHashMap<>();
  private final Map<ExecutionId, AuditAppended> decided = new LinkedHashMap<>();
  private long forgotten;

  private record Asked(long seq, SandboxId sandbox, String shown, Request request) {}

  /** Tells of every command whose decision is known, in the order in which that becomes so. */
  public CommandLog(Consumer<Recorded> commands) {
    this.commands = commands;
  }

  /** The next entry of the log; what is not of a command is passed over. */
  public void add(AuditAppended entry) {
    ExecutionId execution = entry.executionId();
    if (execution == null) {
      return;
    }
    if (entry.type().equals("command.requested")) {
      AuditAppended decision = decided.remove(execution);
      Asked request = asked(entry);
      if (decision != null) {
        tell(request, decision, execution);
      } else {
        wait(asked, execution, request);
      }
    } else if (entry.type().equals("command.decided")) {
      Asked request = asked.remove(execution);
      if (request != null) {
        tell(request, entry, execution);
      } else {
        wait(decided, execution, entry);
      }
    }
  }

  private <V> void wait(Map<ExecutionId, V> waiting, ExecutionId execution, V value) {
    waiting.put(execution, value);
    if (waiting.size() > MAX_WAITING) {
      waiting.remove(waiting.keySet().iterator().next());
      forgotten++;
    }
  }

  /** Ends the log: tells of what has no other half in it. */
  public void end() {
    asked.forEach((execution, request) ->
        commands.accept(
            new Recorded(
                request.seq(),
                execution.value(),
                request.sandbox(),
                request.shown(),
                new Then.Unjudged("the log has no decision on it"),
                request.request())));
    decided.forEach((execution, entry) ->
        commands.accept(
            new Recorded(
                entry.seq(),
                execution.value(),
                sandbox(entry),
                "",
                then(entry),
                new Request.Partial("the log has no request of it"))));
    asked.clear();
    decided.clear();
  }

  /** Halves that were given up since too many waited. */
  public long forgotten() {
    return forgotten;
  }

  private void tell(Asked request, AuditAppended decision, ExecutionId execution) {
    commands.accept(
        new Recorded(
            decision.seq(),
            execution.value(),
            request.sandbox(),
            request.shown(),
            then(decision),
            request.request()));
  }

  private static SandboxId sandbox(AuditAppended entry) {
    SandboxId sandbox = entry.sandboxId();
    return sandbox == null ? new SandboxId("unknown") : sandbox;
  }

  private static Then then(AuditAppended entry) {
    Map<String, Object> data = entry.data();
    String rule = text(data, "rule");
    String profile = text(data, "profile");
    String at = text(data, "at");
    Verdict verdict = verdict(text(data, "verdict"));
    if (verdict == null || rule == null || at == null) {
      return new Then.Unjudged("its decision is not whole in the log");
    }
    if (NOT_JUDGED.contains(rule)) {
      return new Then.Unjudged("it was denied unjudged (" + rule + ")");
    }
    try {
      return new Then.Decided(
          rule.startsWith(ANSWERED) ? Verdict.ASK : verdict,
          rule,
          profile == null ? "" : profile,
          Instant.parse(at));
    } catch (DateTimeException e) {
      return new Then.Unjudged("its decision is not whole in the log");
    }
  }

  private static @Nullable Verdict verdict(@Nullable String text) {
    if (text == null) {
      return null;
    }
    for (Verdict verdict : Verdict.values()) {
      if (verdict.name().toLowerCase(Locale.ROOT).equals(text)) {
        return verdict;
      }
    }
    return null;
  }

  private static Asked asked(AuditAppended entry) {
    Map<String, Object> data = entry.data();
    return new Asked(entry.seq(), sandbox(entry), shown(data), request(data));
  }

  private static String shown(Map<String, Object> data) {
    Object input = data.getOrDefault("command", data.get("argv"));
    String text =
        input instanceof List<?> words
            ? String.join(" ", words.stream().map(String::valueOf).toList())
            : String.valueOf(input);
    return text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "...";
  }

  private static Request request(Map<String, Object> data) {
    String command = text(data, "command");
    List<String> argv = texts(data.get("argv"));
    if ((data.get("command") != null && command == null)
        || (data.get("argv") != null && argv == null)) {
      return new Request.Partial("the log keeps only a part of the command, and its digest");
    }
    if ((command == null) == (argv == null) || (argv != null && argv.isEmpty())) {
      return new Request.Partial("the log has no command in the request");
    }
    if (data.get("cwd") != null && text(data, "cwd") == null) {
      return new Request.Partial("the log keeps only a part of the working directory");
    }
    List<String> variables = variables(data.get("env"));
    if (variables == null) {
      return new Request.Partial("the log keeps only a part of the variables' names");
    }
    Object timeout = data.get("timeout_ms");
    if (!(timeout instanceof Number limit)) {
      return new Request.Partial("the log has no time-out in the request");
    }
    return new Request.Whole(
        new CommandInput(argv, command),
        text(data, "cwd"),
        variables,
        length(data.get("stdin")),
        limit.longValue());
  }

  /** The names; null where they are not all there. */
  private static @Nullable List<String> variables(@Nullable Object env) {
    if (env == null) {
      return List.of();
    }
    return env instanceof Map<?, ?> kept ? texts(kept.get("names")) : null;
  }

  private static long length(@Nullable Object digest) {
    return digest instanceof Map<?, ?> kept && kept.get("length") instanceof Number length
        ? length.longValue()
        : 0;
  }

  private static @Nullable String text(Map<String, Object> data, String name) {
    return data.get(name) instanceof String text ? text : null;
  }

  /** Null where it is no list of texts: one was ill-formed, or there was no room. */
  private static @Nullable List<String> texts(@Nullable Object value) {
    if (!(value instanceof List<?> list)) {
      return null;
    }
    List<String> texts = new ArrayList<>();
    for (Object each : list) {
      if (!(each instanceof String text)) {
        return null;
      }
      texts.add(text);
    }
    return texts;
  }
}
