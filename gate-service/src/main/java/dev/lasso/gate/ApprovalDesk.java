package dev.lasso.gate;

import dev.lasso.contracts.Approval;
import dev.lasso.contracts.ApprovalAnswered;
import dev.lasso.contracts.CommandDecided;
import dev.lasso.contracts.CommandRequested;
import dev.lasso.contracts.ExecutionId;
import dev.lasso.contracts.NodeId;
import dev.lasso.contracts.ProfileRef;
import dev.lasso.contracts.SandboxState;
import dev.lasso.contracts.Topics;
import dev.lasso.gate.domain.Question;
import dev.lasso.gate.domain.QuestionBook;
import dev.lasso.gate.domain.Ruling;
import dev.lasso.kit.ConsumerLoop;
import dev.lasso.kit.EventProducer;
import dev.lasso.kit.Received;
import dev.lasso.kit.ServiceContext;
import dev.lasso.kit.TopicScan;
import dev.lasso.kit.TraceContext;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks people about commands and acts on what they say.
 *
 * <p>The question on the compacted topic holds the whole command and is acknowledged before the
 * command's own record counts as handled; so a gate that dies loses none, and one that starts goes
 * on with all. The decision is published before the question is settled. A gate that died in
 * between is told by the decisions themselves, which are read before the first answer is: it
 * settles the question and decides nothing. Where two gates settle one at the same moment, the
 * first decision of the topic is the one that everybody acts on, as of any command.
 *
 * <p>Confined to the gate's event loop.
 */
final class ApprovalDesk {
  private static final Logger log = LoggerFactory.getLogger(ApprovalDesk.class);
  private static final long SWEEP_MS = 500;

  /** Answers on their way when time is up are still told so by their own handling. */
  private static final Duration GRACE = Duration.ofSeconds(1);

  /** After this it seems that the gate that asked is gone. */
  private static final Duration GRACE_OF_OTHERS = Duration.ofSeconds(5);

  /** How long an answer may be ahead of its question in this gate's view. */
  private static final Duration OVERTAKING = Duration.ofSeconds(10);

  /** By then, an answer that an earlier gate acted on has been delivered again. */
  private static final Duration REDELIVERY = Duration.ofMinutes(1);

  private static final Duration CLOCK_SKEW = Duration.ofMinutes(2);
  private static final Duration SCAN = Duration.ofSeconds(30);

  private final ServiceContext context;
  private final EventProducer producer;
  private final PolicyView view;
  private final Judging judging;
  private final ApprovalSettings settings;
  private final QuestionBook book;
  private final ConsumerLoop loop;
  private final Map<ExecutionId, Settling> settling = new HashMap<>();
  private final Map<ExecutionId, CommandDecided> publishedBefore = new HashMap<>();
  private Instant startedAt = Instant.MAX;
  private long timer = -1;

  /** What is being published; the same again where that fails. */
  private record Settling(@Nullable CommandDecided decided, Approval next, Future<Void> done) {}

  /** How a command is judged in a running sandbox; empty where its profile is not known. */
  interface Judging {
    Optional<Ruling> judge(CommandRequested command, SandboxState sandbox, Instant now);
  }

  ApprovalDesk(
      ServiceContext context,
      EventProducer producer,
      PolicyView view,
      Judging judging,
      ApprovalSettings settings) {
    this.context = context;
    this.producer = producer;
    this.view = view;
    this.judging = judging;
    this.settings = settings;
    this.book = new QuestionBook(settings.most());
    this.loop =
        ConsumerLoop.builder(context, "gate-approvals")
            .on(
                Topics.APPROVAL,
                received -> {
                  book.heard(received.value());
                  return Future.succeededFuture();
                },
                book::forgotten)
            .replay()
            .build();
    Gauge.builder("lasso.approvals.pending", book, QuestionBook::size).register(context.meters());
  }

  /** Completes when it knows every question that waits, and what became of it. */
  Future<Void> start() {
    return loop.start()
        .compose(started -> loop.caughtUp())
        .compose(known -> learnWhatWasDecided())
        .onSuccess(learnt -> {
          book.adoptAll();
          startedAt = context.clock().instant();
          timer = context.vertx().setPeriodic(SWEEP_MS, id -> sweep());
        });
  }

  private Future<Void> learnWhatWasDecided() {
    Optional<Instant> oldest =
        book.pending().stream().map(Approval::requestedAt).min(Instant::compareTo);
    if (oldest.isEmpty()) {
      return Future.succeededFuture();
    }
    Callable<Map<ExecutionId, CommandDecided>> scan =
        () -> {
          Map<ExecutionId, CommandDecided> found = new HashMap<>();
          try (TopicScan topic = new TopicScan(context.kafka(), "lasso.gate", SCAN)) {
            topic.since(
                Topics.COMMAND_DECIDED,
                oldest.get().minus(CLOCK_SKEW),
                each -> found.putIfAbsent(each.value().executionId(), each.value()));
          }
          return found;
        };
    return context
        .vertx()
        .executeBlocking(scan, false)
        .map(found -> {
          book.pending().stream()
              .map(question -> found.get(question.executionId()))
              .filter(decided -> decided != null)
              .forEach(decided -> publishedBefore.put(decided.executionId(), decided));
          return null;
        });
  }

  Future<Void> stop() {
    context.vertx().cancelTimer(timer);
    return loop.stop();
  }

  /** Whether this command was asked about, now or before: then its record is done. */
  boolean knows(ExecutionId id) {
    return book.knows(id);
  }

  /**
   * Asks about a command. Completes when the question is acknowledged, and from then on is
   * answerable whatever happens to this gate.
   *
   * @param deny publishes a denial, where nobody can be asked
   */
  Future<Void> ask(
      Received<CommandRequested> received, Ruling ruling, Function<Ruling, Future<Void>> deny) {
    CommandRequested command = received.value();
    ProfileRef profile = ruling.decision().profile();
    Optional<String> refusal = book.refusal(command);
    if (refusal.isPresent()) {
      return deny.apply(Ruling.deny("approval.not-possible", refusal.get(), profile));
    }
    Approval question = Question.ask(command, ruling, context.clock().instant(), settings.within());
    book.asked(question);
    return publish(question, received.trace().child(context.random()))
        .onFailure(failure -> book.withdraw(command.executionId()));
  }

  /** Acts on an answer. Completes when what comes of it is published. */
  Future<Void> answered(Received<ApprovalAnswered> received) {
    ApprovalAnswered answer = received.value();
    ExecutionId id = answer.executionId();
    Approval question = book.pending(id).orElse(null);
    Instant now = context.clock().instant();
    if (question == null) {
      return !book.isSettled(id) && now.isBefore(answer.at().plus(OVERTAKING))
          ? Future.failedFuture("an answer to a question that is not heard of yet")
          : ignored("no such question waits");
    }
    CommandDecided before = publishedBefore.get(id);
    if (before != null) {
      Approval.Answer said =
          new Approval.Answer(answer.approve(), answer.actor(), answer.reason(), answer.at());
      return settle(
          question, Question.afterwards(question, before.decision(), said, now), received.trace());
    }
    Question.Step step =
        Question.answered(question, answer, command -> judge(question, command, now), now);
    return act(question, step, received.trace());
  }

  private Future<Void> act(Approval question, Question.Step step, TraceContext trace) {
    return switch (step) {
      case Question.Step.Unchanged unchanged -> ignored(unchanged.why());
      case Question.Step.Settled settled -> settle(question, settled, trace);
    };
  }

  private Future<Void> ignored(String why) {
    Counter.builder("lasso.approvals.ignored").register(context.meters()).increment();
    log.atWarn().addKeyValue("why", why).log("an answer had no effect");
    return Future.succeededFuture();
  }

  private Optional<Ruling> judge(Approval question, CommandRequested command, Instant now) {
    return view.running(command.sandboxId())
        .filter(sandbox -> sandbox.profile().equals(question.profile()))
        .flatMap(sandbox -> judging.judge(command, sandbox, now));
  }

  private Future<Void> settle(Approval question, Question.Step.Settled step, TraceContext trace) {
    NodeId node =
        view.running(question.sandboxId())
            .map(SandboxState::nodeId)
            .orElseGet(() -> requestOf(question).nodeId());
    CommandDecided decided =
        new CommandDecided(
            question.executionId(),
            question.sandboxId(),
            node,
            step.ruling().decision(),
            step.ruling().plan(),
            question.actor(),
            context.clock().instant(),
            step.startBy());
    return settle(question.executionId(), decided, step.next(), trace);
  }

  private Future<Void> settle(Approval question, Approval next, TraceContext trace) {
    return settle(question.executionId(), null, next, trace);
  }

  /** The first settlement of a question is the only one; it is published until that succeeds. */
  private Future<Void> settle(
      ExecutionId id, @Nullable CommandDecided decided, Approval next, TraceContext trace) {
    Settling before = settling.get(id);
    if (before != null && !before.done().isComplete()) {
      return before.done();
    }
    CommandDecided sent = before == null ? decided : before.decided();
    Approval state = before == null ? next : before.next();
    TraceContext child = trace.child(context.random());
    Future<Void> decision =
        sent == null
            ? Future.succeededFuture()
            : producer.send(Topics.COMMAND_DECIDED, sent.sandboxId().value(), sent, child);
    Future<Void> done = decision.compose(known -> publish(state, child));
    settling.put(id, new Settling(sent, state, done));
    return done.onSuccess(known -> {
      settling.remove(id);
      publishedBefore.remove(id);
      book.heard(state);
      Counter.builder("lasso.approvals.settled")
          .tag("state", state.state().label())
          .register(context.meters())
          .increment();
    });
  }

  private Future<Void> publish(Approval state, TraceContext trace) {
    return producer.send(Topics.APPROVAL, state.executionId().value(), state, trace);
  }

  private static CommandRequested requestOf(Approval question) {
    CommandRequested request = question.request();
    if (request == null) {
      throw new IllegalStateException("a settled question has no request");
    }
    return request;
  }

  private void sweep() {
    Instant now = context.clock().instant();
    for (Approval question : book.pending()) {
      due(question, now)
          .ifPresent(done ->
              done.onFailure(failure ->
                  log.atWarn()
                      .addKeyValue("problem", String.valueOf(failure.getMessage()))
                      .log("a question could not be settled; it will be tried again")));
    }
    for (ExecutionId old : book.outdated(now)) {
      producer
          .tombstone(Topics.APPROVAL, old.value(), TraceContext.root(context.random()))
          .onFailure(failure ->
              log.atWarn()
                  .addKeyValue("problem", String.valueOf(failure.getMessage()))
                  .log("a settled question stays on its topic"));
    }
  }

  /** Settles what time or the end of a sandbox settles; empty where there is nothing to do. */
  private Optional<Future<Void>> due(Approval question, Instant now) {
    TraceContext trace = TraceContext.root(context.random());
    CommandDecided before = publishedBefore.get(question.executionId());
    if (before != null) {
      return now.isAfter(startedAt.plus(REDELIVERY))
          ? Optional.of(
              settle(question, Question.afterwards(question, before.decision(), null, now), trace))
          : Optional.empty();
    }
    if (settling.containsKey(question.executionId())) {
      return Optional.of(settle(question.executionId(), null, question, trace));
    }
    boolean anothers = book.isAnothers(question.executionId());
    if (!now.isBefore(question.expiresAt().plus(anothers ? GRACE_OF_OTHERS : GRACE))) {
      return Optional.of(act(question, Question.expired(question, now), trace));
    }
    boolean gone = view.running(question.sandboxId()).isEmpty();
    return gone && !anothers
        ? Optional.of(act(question, Question.gone(question, now), trace))
        : Optional.empty();
  }
}
