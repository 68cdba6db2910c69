package dev.lasso.runner;

import dev.lasso.contracts.Identifiers;
import dev.lasso.kit.Service;
import dev.lasso.kit.ServiceContext;
import dev.lasso.kit.Settings;
import dev.lasso.runner.node.NodeIdentity;
import io.vertx.core.Future;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** A runner node. */
public final class RunnerService implements Service {
  private final ServiceContext context;
  private final RunnerSettings settings;
  private volatile @Nullable NodeIdentity identity;
  private volatile @Nullable RunnerNode node;

  private RunnerService(ServiceContext context, RunnerSettings settings) {
    this.context = context;
    this.settings = settings;
  }

  /** A node that is not started; bad settings are reported to {@code settings}. */
  public static RunnerService create(ServiceContext context, Settings settings) {
    return new RunnerService(context, RunnerSettings.from(settings));
  }

  @Override
  public String name() {
    return "runner";
  }

  /**
   * Completes when the node takes work. It does so without an engine too, and says in its
   * heartbeats what is missing. Fails when another process is this node.
   */
  @Override
  public Future<Void> start() {
    Callable<RunnerNode> build =
        () -> {
          NodeIdentity claimed =
              NodeIdentity.claim(
                  settings.home(), new Identifiers(context.clock(), context.random()));
          identity = claimed;
          return RunnerNode.build(context, settings, claimed.id());
        };
    return context
        .vertx()
        .executeBlocking(build, false)
        .compose(built -> {
          node = built;
          return built.start();
        });
  }

  @Override
  public Future<Void> stop() {
    RunnerNode running = node;
    node = null;
    return (running == null ? Future.<Void>succeededFuture() : running.stop())
        .otherwiseEmpty()
        .compose(stopped -> context.vertx().executeBlocking(this::release, false));
  }

  private @Nullable Void release() throws IOException {
    NodeIdentity claimed = identity;
    if (claimed != null) {
      identity = null;
      claimed.close();
    }
    return null;
  }
}
