package dev.lasso.runner.container;

import dev.lasso.contracts.Isolation;
import dev.lasso.contracts.SandboxId;
import dev.lasso.kit.LassoHome;
import dev.lasso.runner.domain.WorkspaceRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes workspaces and takes them away. Somebody's own files are never changed here, not even their
 * owner or mode: where the owner is not the sandbox's user, the directory is shown through an
 * id-mapped mount (mount_setattr(2)).
 *
 * <p>Methods block. Only one thread at a time may work on the same sandbox.
 */
public final class Workspaces {
  private static final Logger log = LoggerFactory.getLogger(Workspaces.class);
  private static final Duration COMMAND_DEADLINE = Duration.ofSeconds(20);
  private static final Duration DELETE_DEADLINE = Duration.ofMinutes(2);

  private static final List<Path> KERNEL_TREES =
      List.of(Path.of("/proc"), Path.of("/sys"), Path.of("/dev"));

  private final Path scratch;
  private final Path slots;
  private final Path idmap;
  private final int nodeUid;
  private final int nodeGid;

  /**
   * Workspaces below {@code run}, which must be private.
   *
   * @param idmap the program that makes id-mapped mounts
   * @param nodeUid who the node is
   * @param nodeGid its group
   */
  public Workspaces(Path run, Path idmap, int nodeUid, int nodeGid) throws IOException {
    this.scratch = run.resolve("workspaces");
    this.slots = run.resolve("slots");
    this.idmap = idmap;
    this.nodeUid = nodeUid;
    this.nodeGid = nodeGid;
    LassoHome.makePrivateDirectory(scratch);
    LassoHome.makePrivateDirectory(slots);
  }

  /**
   * The workspace of a new sandbox.
   *
   * @throws EngineException when there can't be one, with what to do
   */
  Workspace open(
      SandboxId sandbox, @Nullable String workingDir, Isolation isolation, WorkspaceRules rules) {
    try {
      return workingDir == null
          ? openScratch(sandbox)
          : openGiven(sandbox, resolve(workingDir), isolation, rules);
    } catch (IOException e) {
      throw new EngineException("the workspace cannot be made ready: " + e.getMessage(), e);
    }
  }

  private Workspace openScratch(SandboxId sandbox) throws IOException {
    Path directory = scratch.resolve(sandbox.value());
    Files.createDirectory(
        directory,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    if (nodeUid != 0) {
      return new Workspace.Scratch(directory, new ContainerSpec.User(nodeUid, nodeGid));
    }
    Files.setAttribute(directory, "unix:uid", ContainerSpec.User.AGENT.uid());
    Files.setAttribute(directory, "unix:gid", ContainerSpec.User.AGENT.gid());
    return new Workspace.Scratch(directory, ContainerSpec.User.AGENT);
  }

  private static Path resolve(String workingDir) {
    try {
      Path asked = Path.of(workingDir);
      if (!asked.isAbsolute()) {
        throw new EngineException("working_dir must be an absolute path, not '" + workingDir + "'");
      }
      if (KERNEL_TREES.stream().anyMatch(asked.normalize()::startsWith)) {
        // what such a name leads to depends on who follows it: /proc/self/cwd would be the node's
        throw new EngineException(
            asked + " belongs to the system and is never given to a sandbox; use its real name");
      }
      Path real = asked.toRealPath();
      if (!Files.isDirectory(real, LinkOption.NOFOLLOW_LINKS)) {
        throw new EngineException("working_dir is not a directory: " + real);
      }
      return real;
    } catch (InvalidPathException e) {
      throw new EngineException("working_dir is not a path on the node: " + e.getReason(), e);
    } catch (IOException e) {
      throw new EngineException(
          "working_dir does not exist on the node, or the node may not read it: " + workingDir, e);
    }
  }

  /** Also of another node than this one, wherever it is. */
  private static void refuseNodeHome(Path real) {
    for (Path each = real; each != null; each = each.getParent()) {
      if (Files.exists(each.resolve("audit-key"), LinkOption.NOFOLLOW_LINKS)
          || Files.exists(each.resolve("node-id"), LinkOption.NOFOLLOW_LINKS)) {
        throw new EngineException(
            real + " is in the home of a LASSO node, which no sandbox may see: " + each);
      }
    }
  }

  private Workspace openGiven(
      SandboxId sandbox, Path real, Isolation isolation, WorkspaceRules rules) throws IOException {
    rules
        .refuse(real)
        .ifPresent(reason -> {
          throw new EngineException(reason);
        });
    refuseNodeHome(real);
    int uid = (Integer) Files.getAttribute(real, "unix:uid", LinkOption.NOFOLLOW_LINKS);
    int gid = (Integer) Files.getAttribute(real, "unix:gid", LinkOption.NOFOLLOW_LINKS);
    if (nodeUid != 0) {
      if (uid != nodeUid) {
        throw new EngineException(
            "%s belongs to user %d, and the node runs as user %d: it can only give its own directories to a sandbox"
                    .formatted(real, uid, nodeUid)
                + "; run the node as that user or as root");
      }
      return new Workspace.Given(real, new ContainerSpec.User(nodeUid, nodeGid));
    }
    // (a directory of group root is mapped like any other's: nobody inside is in that group)
    if (uid == ContainerSpec.User.AGENT.uid() && gid != 0) {
      return slotted(sandbox, real, uid, gid, new ContainerSpec.User(uid, gid));
    }
    // Set-user-id files made through the mapping would be the owner's on disk. Only our own system
    // call filter refuses
    // them, and only the engine's default runtime applies it.
    if (isolation == Isolation.CONTAINER) {
      return slotted(sandbox, real, uid, gid, ContainerSpec.User.AGENT);
    }
    if (uid == 0) {
      throw new EngineException(
          "%s belongs to root, and isolation %s cannot map owners: use a directory of another user, or isolation container"
              .formatted(real, isolation.label()));
    }
    return slotted(sandbox, real, uid, gid, new ContainerSpec.User(uid, gid));
  }

  /**
   * Mounts it in a slot: no path is walked again, no symbolic link followed, and the mount is
   * nosuid and nodev.
   */
  private Workspace slotted(
      SandboxId sandbox, Path real, int uid, int gid, ContainerSpec.User inside)
      throws IOException {
    Path slot = slots.resolve(sandbox.value());
    Files.createDirectory(slot);
    HostCommand.Ended ended =
        run(
            "mount",
            real.toString(),
            slot.toString(),
            Integer.toString(uid),
            Integer.toString(gid),
            Integer.toString(inside.uid()),
            Integer.toString(inside.gid()));
    if (ended.exitCode() != 0) {
      Files.delete(slot);
      throw new EngineException(
          "the directory cannot be shown to the sandbox with its owner mapped: "
              + ended.output()
              + "; use a directory that belongs to user 1000");
    }
    return new Workspace.Slotted(
        real, slot, inside, ended.output().isEmpty() ? null : ended.output());
  }

  private HostCommand.Ended run(String... arguments) throws IOException {
    return HostCommand.run(
        COMMAND_DEADLINE,
        Stream.concat(Stream.of(idmap.toString()), Stream.of(arguments)).toList());
  }

  /** Takes a workspace away. Its container must be gone. */
  void release(Workspace workspace) throws IOException {
    switch (workspace) {
      case Workspace.Scratch own -> deleteScratch(own.directory());
      case Workspace.Slotted slotted -> releaseSlot(slotted.slot());
      case Workspace.Given given -> {
        // nothing of it is ours
      }
    }
  }

  /**
   * Takes away what dead sandboxes left. Their containers must be gone.
   *
   * @param living ids of those that are not dead; asked after looking, so that a new one is never
   *     taken for a dead one
   */
  void sweep(Supplier<Set<String>> living) throws IOException {
    List<Path> found = Stream.concat(entries(slots).stream(), entries(scratch).stream()).toList();
    Set<String> alive = living.get();
    for (Path path : found) {
      if (alive.contains(String.valueOf(path.getFileName()))) {
        continue;
      }
      try {
        if (path.startsWith(slots)) {
          releaseSlot(path);
        } else {
          deleteScratch(path);
        }
      } catch (IOException e) {
        log.atWarn()
            .addKeyValue("workspace", path)
            .addKeyValue("problem", e.getMessage())
            .log("what a dead sandbox left could not be removed yet");
      }
    }
  }

  private static List<Path> entries(Path directory) throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      return all.toList();
    }
  }

  /**
   * Unmounts; the slot itself is empty then, and never deleted otherwise: what is mounted in it is
   * somebody's own.
   */
  private void releaseSlot(Path slot) throws IOException {
    for (Path mount : MountTable.below(slot)) {
      HostCommand.Ended ended = run("umount", mount.toString());
      if (ended.exitCode() != 0) {
        throw new IOException("a workspace could not be unmounted: " + ended.output());
      }
    }
    Files.deleteIfExists(slot);
  }

  private static void deleteScratch(Path directory) throws IOException {
    if (!MountTable.below(directory).isEmpty()) {
      throw new IOException("something is mounted in " + directory + "; it is left as it is");
    }
    // rm works on descriptors: no depth, name or link that a sandbox left there leads it astray.
    List<String> remove = List.of("rm", "-rf", "--one-file-system", "--", directory.toString());
    HostCommand.Ended ended = HostCommand.run(DELETE_DEADLINE, remove);
    if (ended.exitCode() != 0) {
      HostCommand.run(DELETE_DEADLINE, List.of("chmod", "-R", "u+rwx", "--", directory.toString()));
      ended = HostCommand.run(DELETE_DEADLINE, remove);
    }
    if (ended.exitCode() != 0) {
      log.atWarn()
          .addKeyValue("directory", directory)
          .addKeyValue("exit_code", ended.exitCode())
          .log("a workspace could not be deleted");
      throw new IOException("a workspace could not be deleted: " + directory);
    }
  }
}
