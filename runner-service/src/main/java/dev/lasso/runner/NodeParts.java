package dev.lasso.runner;

import dev.lasso.contracts.NodeId;
import dev.lasso.kit.ServiceContext;
import dev.lasso.runner.container.EngineMonitor;
import dev.lasso.runner.container.SandboxFactory;
import dev.lasso.runner.container.SandboxImages;

/**
 * What the parts of a node share.
 *
 * @param node who it is
 * @param context the process's
 * @param settings its settings
 * @param publisher sends what must not be lost
 * @param directory what is known of sandboxes
 * @param monitor the engine's state
 * @param images the images
 * @param factory makes sandboxes
 * @param metrics what is counted
 */
record NodeParts(
    NodeId node,
    ServiceContext context,
    RunnerSettings settings,
    EventPublisher publisher,
    SandboxDirectory directory,
    EngineMonitor monitor,
    SandboxImages images,
    SandboxFactory factory,
    RunnerMetrics metrics) {}
