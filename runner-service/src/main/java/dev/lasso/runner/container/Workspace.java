package dev.lasso.runner.container;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where a sandbox's workspace is on the host, and who works in it. */
sealed interface Workspace {

  /** What is mounted into the container. */
  Path mounted();

  /** Who runs in the container. */
  ContainerSpec.User user();

  /** An empty directory of the sandbox's own, which goes with it. */
  record Scratch(Path directory, ContainerSpec.User user) implements Workspace {
    @Override
    public Path mounted() {
      return directory;
    }
  }

  /** A directory of somebody's, as it is. */
  record Given(Path directory, ContainerSpec.User user) implements Workspace {
    @Override
    public Path mounted() {
      return directory;
    }
  }

  /**
   * A directory of somebody's that is mounted in a slot of ours, perhaps with its owner mapped to
   * the sandbox's user.
   */
  record Slotted(Path directory, Path slot, ContainerSpec.User user, @Nullable String note)
      implements Workspace {
    @Override
    public Path mounted() {
      return slot;
    }
  }
}
