package dev.lasso.policy.behavior;

import dev.lasso.policy.Opinion;
import dev.lasso.policy.effect.Effect;
import dev.lasso.policy.eval.Finding;
import dev.lasso.policy.net.Destination;
import dev.lasso.policy.value.Location;
import dev.lasso.policy.value.Secrets;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What of a command is counted. Only what the gate can see before it runs: what an interpreter or a
 * build removes or connects to is not in it.
 *
 * @param deletions places that it removes
 * @param treeDeletions how many of them with all in them
 * @param hosts the hosts it names
 * @param programs the programs it names
 * @param connections how often it connects
 * @param readsSecret whether it reads a file that looks like a secret
 */
public record Footprint(
    int deletions,
    int treeDeletions,
    Set<String> hosts,
    Set<String> programs,
    int connections,
    boolean readsSecret) {
  /** Of a command that does nothing that counts. */
  public static final Footprint NONE = new Footprint(0, 0, Set.of(), Set.of(), 0, false);

  /** Of one command no more names are kept. */
  private static final int MAX_NAMES = 256;

  private static final int MAX_NAME = 256;

  /** Keeps copies. */
  public Footprint {
    hosts = Set.copyOf(hosts);
    programs = Set.copyOf(programs);
  }

  /** Of what was judged. */
  public static Footprint of(Opinion opinion) {
    List<Finding> findings = opinion.findings();
    Set<Location> deleted = new HashSet<>();
    Set<Location> trees = new HashSet<>();
    Set<String> hosts = new LinkedHashSet<>();
    Set<String> programs = new LinkedHashSet<>();
    int connections = 0;
    boolean secret = false;
    for (Finding finding : findings) {
      switch (finding.effect()) {
        case Effect.Deletes(Location location, boolean recursive) -> {
          deleted.add(location);
          if (recursive) {
            trees.add(location);
          }
        }
        case Effect.Connects connects -> {
          connections++;
          if (connects.destination() instanceof Destination.Named named) {
            add(hosts, named.host());
          }
        }
        case Effect.Runs(String program) -> add(programs, program);
        case Effect.Reads(Location.At(String path), boolean content) ->
            secret |= content && Secrets.isSecretFile(path);
        default -> {
          // is not counted
        }
      }
    }
    return new Footprint(deleted.size(), trees.size(), hosts, programs, connections, secret);
  }

  private static void add(Set<String> names, String name) {
    if (names.size() < MAX_NAMES) {
      names.add(name.length() <= MAX_NAME ? name : name.substring(0, MAX_NAME));
    }
  }
}
