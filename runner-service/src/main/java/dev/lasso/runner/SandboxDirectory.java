package dev.lasso.runner;

import dev.lasso.contracts.NodeId;
import dev.lasso.contracts.SandboxId;
import dev.lasso.contracts.SandboxState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the topic of sandbox states says: of this node's sandboxes all of it, of others' only that
 * they are taken.
 *
 * <p>Thread-safe. As large as the compacted topic.
 */
final class SandboxDirectory {
  private final NodeId node;
  private final Map<SandboxId, SandboxState> own = new ConcurrentHashMap<>();
  private final Map<SandboxId, NodeId> foreign = new ConcurrentHashMap<>();

  /**
   * Until the replay is complete, this node's own states come from the topic; after it, only from
   * itself.
   */
  private volatile boolean replayed;

  SandboxDirectory(NodeId node) {
    this.node = node;
  }

  /** A record of the topic. */
  void seen(SandboxState state) {
    if (!state.nodeId().equals(node)) {
      foreign.put(state.sandboxId(), state.nodeId());
    } else if (!replayed) {
      own.put(state.sandboxId(), state);
    }
  }

  /** A key of the topic that is no more. */
  void gone(String key) {
    SandboxId id;
    try {
      id = new SandboxId(key);
    } catch (IllegalArgumentException e) {
      return; // no key of ours
    }
    foreign.remove(id);
    if (!replayed) {
      own.remove(id);
    }
  }

  void replayed() {
    replayed = true;
  }

  /** This node's own word. */
  void put(SandboxState state) {
    own.put(state.sandboxId(), state);
  }

  /** This node forgot it. */
  void remove(SandboxId id) {
    own.remove(id);
  }

  /** Whether some node has, or had, it. */
  boolean isTaken(SandboxId id) {
    return own.containsKey(id) || foreign.containsKey(id);
  }

  /** Where a sandbox of this node stands. */
  Optional<SandboxState> own(SandboxId id) {
    return Optional.ofNullable(own.get(id));
  }

  /** All of this node's. */
  List<SandboxState> own() {
    return List.copyOf(own.values());
  }
}
