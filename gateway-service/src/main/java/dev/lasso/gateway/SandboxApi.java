package dev.lasso.gateway;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lasso.contracts.HazardousVariables;
import dev.lasso.contracts.Identifiers;
import dev.lasso.contracts.Isolation;
import dev.lasso.contracts.ProfilePublished;
import dev.lasso.contracts.SandboxId;
import dev.lasso.contracts.SandboxPause;
import dev.lasso.contracts.SandboxRequested;
import dev.lasso.contracts.SandboxState;
import dev.lasso.contracts.SandboxState.Phase;
import dev.lasso.contracts.SandboxStopRequested;
import dev.lasso.contracts.Topics;
import dev.lasso.contracts.Wire;
import dev.lasso.kit.EventProducer;
import dev.lasso.kit.NotSentException;
import dev.lasso.kit.ServiceContext;
import dev.lasso.kit.TraceContext;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Creates, lists, stops and removes sandboxes. Fails with {@link Problem.ProblemException} only.
 */
final class SandboxApi {
  private static final int MAX_NAME = 64;
  private static final int MAX_PATH = 4_096;
  private static final int MAX_ENTRIES = 64;
  private static final int MAX_VALUE = 4_096;
  private static final Duration STOP_WITHIN = Duration.ofSeconds(30);

  /** The answer must come after the deadline that the node has. */
  private static final Duration GRACE = Duration.ofSeconds(5);

  private final ServiceContext context;
  private final EventProducer producer;
  private final SandboxDirectory directory;
  private final ProfileCatalog profiles;
  private final Fleet fleet;
  private final Identifiers identifiers;
  private final GatewaySettings settings;
  private int creating;

  SandboxApi(
      ServiceContext context,
      EventProducer producer,
      SandboxDirectory directory,
      ProfileCatalog profiles,
      Fleet fleet,
      GatewaySettings settings) {
    this.context = context;
    this.producer = producer;
    this.directory = directory;
    this.profiles = profiles;
    this.fleet = fleet;
    this.settings = settings;
    this.identifiers = new Identifiers(context.clock(), context.random());
  }

  Future<SandboxState> create(byte[] body, String actor, TraceContext trace) {
    RequestFields fields = RequestFields.parse(body);
    String profileName = fields.requiredText("profile", MAX_NAME);
    String workingDir = fields.text("working_dir", MAX_PATH);
    String name = fields.text("name", MAX_NAME);
    String isolation = fields.text("isolation", MAX_NAME);
    Map<String, String> env = fields.textMap("env", MAX_ENTRIES);
    Map<String, String> labels = fields.textMap("labels", MAX_ENTRIES);
    if (workingDir != null && (!workingDir.startsWith("/") || workingDir.indexOf('\0') >= 0)) {
      fields.report("'working_dir' must be an absolute path on the node");
    }
    if (name != null && !isName(name)) {
      fields.report(
          "'name' may have letters, digits, '.', '_' and '-', and must begin with a letter or digit");
    }
    checkEnv(env, fields);
    labels.forEach((key, value) -> {
      if (key.isEmpty() || key.length() > MAX_NAME || value.length() > MAX_VALUE) {
        fields.report("a label's key has 1 to 64 characters, its value at most " + MAX_VALUE);
      }
    });
    Isolation asked = isolation == null ? null : isolationOf(isolation, fields);
    fields.check();

    ProfilePublished profile =
        profiles.current(profileName).orElseThrow(() -> unknownProfile(profileName));
    Isolation chosen = strongEnough(asked, profile);
    requireFleet(fleet);
    if (creating >= settings.maxPending()) {
      throw Problem.busy().asException();
    }
    return request(profile, chosen, name, workingDir, env, labels, actor, trace);
  }

  private Future<SandboxState> request(
      ProfilePublished profile,
      Isolation isolation,
      @Nullable String name,
      @Nullable String workingDir,
      Map<String, String> env,
      Map<String, String> labels,
      String actor,
      TraceContext trace) {
    SandboxId id = identifiers.newSandboxId();
    Instant now = context.clock().instant();
    SandboxRequested requested =
        new SandboxRequested(
            id,
            name == null ? id.value() : name,
            profile.ref(),
            isolation,
            workingDir,
            env,
            labels,
            actor,
            now,
            now.plus(settings.createTimeout()));
    creating++;
    Future<SandboxState> settled =
        directory.next(
            id, state -> state.phase() != Phase.CREATING, settings.createTimeout().plus(GRACE));
    return producer
        .send(Topics.SANDBOX_REQUESTED, id.value(), requested, trace)
        .recover(Problems::unlessSent)
        .compose(sent -> settled.recover(failure -> lateSandbox(id, failure)))
        .map(SandboxApi::requireRunning)
        .onComplete(done -> creating--);
  }

  private static SandboxState requireRunning(SandboxState state) {
    if (state.phase() == Phase.RUNNING) {
      return state;
    }
    ObjectNode extension = Wire.mapper().createObjectNode();
    extension.set("sandbox", Views.sandbox(state));
    throw new Problem(
            422,
            "sandbox-failed",
            "The sandbox could not be created",
            Optional.ofNullable(state.detail()).orElse("it ended while it was being created"),
            null,
            extension)
        .asException();
  }

  private static <T> Future<T> lateSandbox(SandboxId id, Throwable failure) {
    return Future.failedFuture(
        failure instanceof TimeoutException
            ? new Problem(
                    504,
                    "timeout",
                    "No answer in time",
                    "no node reported on sandbox " + id + " in time",
                    "see `lasso ps` whether it came up since, and `lasso check` whether a node runs",
                    null)
                .asException()
            : failure);
  }

  ObjectNode list(@Nullable String limitText, @Nullable String cursor) {
    int limit = Problems.limit(limitText);
    List<SandboxState> all = directory.list();
    ArrayNode items = Wire.mapper().createArrayNode();
    boolean started = cursor == null;
    String next = null;
    for (SandboxState state : all) {
      if (!started) {
        started = state.sandboxId().value().equals(cursor);
        continue;
      }
      if (items.size() == limit) {
        next = items.get(items.size() - 1).get("id").textValue();
        break;
      }
      items.add(Views.sandbox(state));
    }
    if (!started) {
      throw Problem.badRequest(
              "'cursor' is not one that a list gave out, or its sandbox was removed")
          .asException();
    }
    ObjectNode page = Wire.mapper().createObjectNode();
    page.set("items", items);
    if (next != null) {
      page.put("next_cursor", next);
    }
    return page;
  }

  SandboxState get(String id) {
    return Problems.sandbox(directory, id);
  }

  /**
   * Stops it and, where {@code remove}, takes it off the list. One that has ended already stays as
   * it is.
   */
  Future<SandboxState> stop(String id, boolean remove, String actor, TraceContext trace) {
    SandboxState state = get(id);
    if (state.phase().isFinal() && !remove) {
      return Future.succeededFuture(state);
    }
    requireNode(fleet, state);
    SandboxStopRequested stop =
        new SandboxStopRequested(
            state.sandboxId(), state.nodeId(), remove, actor, context.clock().instant());
    Future<SandboxState> settled =
        directory.next(
            state.sandboxId(),
            next -> remove ? next.phase() == Phase.REMOVED : next.phase().isFinal(),
            STOP_WITHIN);
    return producer
        .send(Topics.SANDBOX_STOP_REQUESTED, id, stop, trace)
        .recover(Problems::unlessSent)
        .compose(sent -> settled.recover(failure -> lateSandbox(state.sandboxId(), failure)));
  }

  /**
   * Lets its commands be judged again, where the gate has paused it; what was counted begins anew.
   * Does nothing to one that is not paused.
   */
  Future<SandboxState> resume(String id, String actor, TraceContext trace) {
    SandboxState state = get(id);
    if (state.phase().isFinal()) {
      throw new Problem(
              409,
              "sandbox-ended",
              "The sandbox has ended",
              "a sandbox that has ended has nothing to resume",
              "create another one",
              null)
          .asException();
    }
    SandboxPause resumed =
        new SandboxPause(state.sandboxId(), false, null, null, actor, context.clock().instant());
    return producer
        .send(Topics.SANDBOX_PAUSE, id, resumed, trace)
        .recover(failure ->
            failure instanceof NotSentException
                ? Problems.unlessSent(failure)
                : Future.failedFuture(failure))
        .map(sent -> state);
  }

  private Isolation strongEnough(@Nullable Isolation asked, ProfilePublished profile) {
    Isolation least = profile.profile().isolation();
    if (asked != null && asked.compareTo(least) < 0) {
      throw Problem.badRequest(
              "profile '%s' asks for isolation '%s'; '%s' would be weaker"
                  .formatted(profile.ref().name(), least.label(), asked.label()))
          .asException();
    }
    return asked == null ? least : asked;
  }

  private RuntimeException unknownProfile(String name) {
    List<String> names = profiles.all().stream().map(known -> known.ref().name()).toList();
    return new Problem(
            400,
            "unknown-profile",
            "There is no such profile",
            "no profile is named '" + name + "'",
            names.isEmpty()
                ? "no profile is published yet"
                : "there are: " + String.join(", ", names),
            null)
        .asException();
  }

  private static @Nullable Isolation isolationOf(String text, RequestFields fields) {
    for (Isolation isolation : Isolation.values()) {
      if (isolation.label().equals(text.toLowerCase(Locale.ROOT))) {
        return isolation;
      }
    }
    fields.report("'isolation' must be container, gvisor or kata");
    return null;
  }

  private static void checkEnv(Map<String, String> env, RequestFields fields) {
    env.forEach((key, value) -> {
      if (!isVariable(key) || value.length() > MAX_VALUE || value.indexOf('\0') >= 0) {
        fields.report(
            "an 'env' name has letters, digits and '_', its value at most "
                + MAX_VALUE
                + " characters and no NUL");
      } else if (HazardousVariables.contains(key)) {
        fields.report(
            "'env' must not set "
                + key
                + ": it could have an allowed program run or load something else");
      }
    });
  }

  private static boolean isVariable(String name) {
    return !name.isEmpty()
        && name.length() <= MAX_NAME
        && !Character.isDigit(name.charAt(0))
        && name.chars().allMatch(c -> c == '_' || isAsciiLetterOrDigit(c));
  }

  private static boolean isName(String name) {
    return !name.isEmpty()
        && isAsciiLetterOrDigit(name.charAt(0))
        && name.chars().allMatch(c -> c == '.' || c == '_' || c == '-' || isAsciiLetterOrDigit(c));
  }

  private static boolean isAsciiLetterOrDigit(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }

  /** Only the node that has it can do anything about a sandbox. */
  static void requireNode(Fleet fleet, SandboxState sandbox) {
    if (!fleet.hears(sandbox.nodeId())) {
      throw Problem.unavailable(
              "the node %s, which has this sandbox, is not heard of".formatted(sandbox.nodeId()),
              "start it again; it will then say what became of its sandboxes")
          .asException();
    }
  }

  static void requireFleet(Fleet fleet) {
    List<String> problems = fleet.problems();
    if (!problems.isEmpty()) {
      throw Problem.unavailable(
              String.join("; ", problems),
              "see `lasso check` and GET /api/v1/health; then try again")
          .asException();
    }
  }
}
