package dev.lasso.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lasso.contracts.CommandInput;
import dev.lasso.contracts.CommandRequested;
import dev.lasso.contracts.Decision;
import dev.lasso.contracts.ExecutionId;
import dev.lasso.contracts.Identifiers;
import dev.lasso.contracts.ProfilePublished;
import dev.lasso.contracts.SandboxState;
import dev.lasso.contracts.Topics;
import dev.lasso.contracts.Wire;
import dev.lasso.kit.EventProducer;
import dev.lasso.kit.ServiceContext;
import dev.lasso.kit.TraceContext;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Has commands run. Fails with {@link Problem.ProblemException} only. */
final class ExecApi {
  private static final int MAX_TEXT = 768 << 10;
  private static final int MAX_ENV = 256;
  private static final long MAX_TIMEOUT_MS = 24L * 3_600_000;

  private final ServiceContext context;
  private final EventProducer producer;
  private final SandboxDirectory directory;
  private final ProfileCatalog profiles;
  private final Fleet fleet;
  private final PendingExecutions pending;
  private final GatewaySettings settings;
  private final Identifiers identifiers;

  ExecApi(
      ServiceContext context,
      EventProducer producer,
      SandboxDirectory directory,
      ProfileCatalog profiles,
      Fleet fleet,
      PendingExecutions pending,
      GatewaySettings settings) {
    this.context = context;
    this.producer = producer;
    this.directory = directory;
    this.profiles = profiles;
    this.fleet = fleet;
    this.pending = pending;
    this.settings = settings;
    this.identifiers = new Identifiers(context.clock(), context.random());
  }

  /**
   * Completes with the result of a command that was allowed to run, whatever came of it; or, where
   * a person must be asked, with how it stands once patience has ended.
   */
  Future<ExecutionAnswer.Told> exec(
      String sandboxId, byte[] body, Duration patience, String actor, TraceContext trace) {
    Request request = Request.parse(body);
    SandboxState sandbox = Problems.sandbox(directory, sandboxId);
    if (sandbox.phase() != SandboxState.Phase.RUNNING) {
      throw notRunning(sandbox).asException();
    }
    SandboxApi.requireFleet(fleet);
    SandboxApi.requireNode(fleet, sandbox);
    if (pending.isFull()) {
      throw Problem.busy().asException();
    }
    ProfilePublished profile =
        profiles
            .revision(sandbox.profile())
            .orElseThrow(() ->
                Problem.unavailable(
                        "the sandbox's profile " + sandbox.profile() + " is not known here yet",
                        "try again shortly")
                    .asException());
    Instant now = context.clock().instant();
    CommandRequested command =
        new CommandRequested(
            identifiers.newExecutionId(),
            sandbox.sandboxId(),
            sandbox.nodeId(),
            sandbox.profile(),
            request.input(),
            request.cwd(),
            request.env(),
            request.stdin(),
            request.timeoutMs() == null
                ? profile.profile().limits().timeoutMs()
                : request.timeoutMs(),
            actor,
            now,
            now.plus(settings.startWithin()));
    Future<ExecutionAnswer> answer = pending.expect(command, patience);
    return producer
        .send(Topics.COMMAND_REQUESTED, sandboxId, command, trace)
        .recover(Problems::unlessSent)
        .onFailure(failure -> pending.forget(command.executionId()))
        .compose(sent -> answer)
        .map(found -> requireTold(command.executionId(), found));
  }

  /** The same answer later, for one of the last commands; how it stands once patience has ended. */
  Future<ExecutionAnswer.Told> find(String id, Duration patience) {
    ExecutionId execution;
    try {
      execution = new ExecutionId(id);
    } catch (IllegalArgumentException e) {
      throw unknown(Problems.printable(id));
    }
    if (pending.isFull() && !patience.isZero()) {
      throw Problem.busy().asException();
    }
    return pending
        .find(execution, patience)
        .orElseThrow(() -> unknown(id))
        .map(found -> requireTold(execution, found));
  }

  private static RuntimeException unknown(String id) {
    return new Problem(
            404,
            "unknown-execution",
            "There is no such execution here",
            "this gateway does not remember an execution '" + id + "'",
            "only the last ones are kept; the audit log has them all",
            null)
        .asException();
  }

  private static ExecutionAnswer.Told requireTold(ExecutionId id, ExecutionAnswer answer) {
    return switch (answer) {
      case ExecutionAnswer.Told told -> told;
      case ExecutionAnswer.Denied denied -> {
        Decision decision = denied.decided().decision();
        if (decision.rule().equals(Decision.EXPIRED)) {
          throw new Problem(
                  503,
                  "expired",
                  "Not decided in time",
                  "the gate came to the command too late; it did not run and will not",
                  "a gate may just have been replaced; try again",
                  Views.denial(denied))
              .asException();
        }
        throw new Problem(
                403,
                "command-denied",
                "The command was denied",
                String.join("; ", decision.reasons()),
                null,
                Views.denial(denied))
            .asException();
      }
      case ExecutionAnswer.Undecided undecided ->
          throw new Problem(
                  504,
                  "undecided",
                  "No decision in time",
                  "no decision on the command was heard of in time; where it was not started by now,"
                      + " it never will be",
                  "see `lasso check` whether the gate runs; the audit log will tell under its"
                      + " execution_id whether it ran",
                  idOnly(id))
              .asException();
      case ExecutionAnswer.Unfinished unfinished ->
          throw new Problem(
                  504,
                  "unfinished",
                  "No result in time",
                  "the command was allowed, and its node did not report its end in time; it is not"
                      + " run again",
                  "its outcome will be in the audit log under its execution_id",
                  idOnly(id))
              .asException();
      case ExecutionAnswer.Unrecorded unrecorded ->
          throw new Problem(
                  504,
                  "unrecorded",
                  "Not on record",
                  (unrecorded.decided() == null
                          ? "a person is asked about the command"
                          : "the command was decided on")
                      + ", and the audit log did not confirm the record of it;"
                      + " results are given out only when they are on record",
                  "do not send it again, for it may have run; see `lasso check` for the audit"
                      + " service: the entry will follow under this execution_id",
                  idOnly(id))
              .asException();
    };
  }

  static ObjectNode idOnly(ExecutionId id) {
    ObjectNode json = Wire.mapper().createObjectNode();
    json.put("execution_id", id.value());
    return json;
  }

  private static Problem notRunning(SandboxState sandbox) {
    String why = sandbox.detail() == null ? "" : ": " + sandbox.detail();
    return new Problem(
        409,
        "sandbox-not-running",
        "The sandbox is not running",
        "sandbox " + sandbox.sandboxId() + " is " + sandbox.phase().label() + why,
        "create another one",
        null);
  }

  /** What a body asks for. */
  private record Request(
      CommandInput input,
      @Nullable String cwd,
      Map<String, String> env,
      byte @Nullable [] stdin,
      @Nullable Long timeoutMs) {

    static Request parse(byte[] body) {
      RequestFields fields = RequestFields.parse(body);
      List<String> argv = fields.texts("argv");
      String command = fields.text("command", MAX_TEXT);
      if (fields.has("argv") == fields.has("command")) {
        fields.report("give exactly one of 'argv' and 'command'");
      } else if (argv != null && argv.isEmpty()) {
        fields.report("'argv' needs at least the program's name");
      }
      String cwd = fields.text("cwd", 4_096);
      Map<String, String> env = fields.textMap("env", MAX_ENV);
      Long timeoutMs = fields.number("timeout_ms", 1, MAX_TIMEOUT_MS);
      String stdin = fields.text("stdin", MAX_TEXT);
      byte[] stdinBytes = fields.base64("stdin_base64");
      if (stdin != null && stdinBytes != null) {
        fields.report("give one of 'stdin' and 'stdin_base64'");
      }
      fields.check();
      return new Request(
          argv != null
              ? CommandInput.ofArgv(argv)
              : CommandInput.ofCommand(command == null ? "" : command),
          cwd,
          env,
          stdin == null ? stdinBytes : stdin.getBytes(StandardCharsets.UTF_8),
          timeoutMs);
    }
  }
}
