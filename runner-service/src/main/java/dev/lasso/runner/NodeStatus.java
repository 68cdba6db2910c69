package dev.lasso.runner;

import dev.lasso.kit.HeartbeatSender.Status;
import dev.lasso.runner.container.EngineFacts;
import dev.lasso.runner.container.EngineMonitor;
import dev.lasso.runner.container.SandboxImages;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What a node says of itself each second.
 *
 * @param monitor the engine's state
 * @param images the images
 * @param sandboxes how many there are
 */
record NodeStatus(EngineMonitor monitor, SandboxImages images, AtomicInteger sandboxes) {

  Status now() {
    Map<String, String> details = new HashMap<>();
    details.put("sandboxes", Integer.toString(sandboxes.get()));
    String preparing = images.preparing();
    if (preparing != null) {
      details.put("preparing", preparing);
    }
    details.put("images", String.join(",", images.usable()));
    String warning = monitor.warning();
    if (warning != null) {
      details.put("warning", warning);
    }
    EngineFacts facts = monitor.facts();
    if (facts == null) {
      return Status.notReady(String.valueOf(monitor.problem()), details);
    }
    details.put("engine", facts.name());
    details.put("version", facts.version());
    details.put("runtimes", String.join(",", facts.runtimes()));
    details.put("isolation", String.join(",", facts.isolations()));
    String problem = images.problem();
    return problem == null ? Status.ok(details) : Status.notReady(problem, details);
  }
}
