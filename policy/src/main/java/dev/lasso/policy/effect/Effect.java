package dev.lasso.policy.effect;

import dev.lasso.policy.net.Destination;
import dev.lasso.policy.value.Location;
import dev.lasso.policy.value.Taint;
import java.util.Set;

/** Something that a command would do, as far as it can be said before it runs. */
public sealed interface Effect {

  /** Runs this program, by the name that policy knows it by. */
  record Runs(String program) implements Effect {}

  /** Has another program run this one: {@code find -exec}, {@code xargs}, {@code env}. */
  record RunsThrough(String program) implements Effect {}

  /**
   * Reads a file, or what is in a directory.
   *
   * @param content whether what the file holds can come out; otherwise only its name, size and so
   *     on
   */
  record Reads(Location location, boolean content) implements Effect {}

  /** Makes or changes a file, a link, a directory, or what is known of one (mode, owner, times). */
  record Writes(Location location) implements Effect {}

  /** Removes a file, or a tree. */
  record Deletes(Location location, boolean recursive) implements Effect {}

  /**
   * Opens a connection, or listens.
   *
   * @param carries what is known of the data that goes out
   */
  record Connects(Destination destination, Set<Taint> carries) implements Effect {
    /** Keeps a copy. */
    public Connects {
      carries = Set.copyOf(carries);
    }
  }

  /** Sets an environment variable for what runs after it. */
  record SetsVariable(String name) implements Effect {}

  /** Runs code in an interpreter that the gate does not judge: the container is the boundary. */
  record RunsCode(String language, CodeSource source) implements Effect {}

  /** Where code comes from. */
  enum CodeSource {
    /** Written in the command. */
    INLINE,
    /** A file of the workspace, or what a build tool or package manager finds there. */
    WORKSPACE,
    /** A file of the system, such as an installed module. */
    SYSTEM,
    /** A file in /tmp. */
    TMP,
    /** Came over the network. */
    NETWORK,
    /** Decoded, transformed, or otherwise not known before it runs. */
    COMPUTED
  }

  /**
   * An option, key or variable names a program, plugin, agent or library to run or to load.
   *
   * @param by the option, key or variable
   */
  record Loads(String by) implements Effect {}

  /** Leaves something behind that runs later. */
  record Persists(String what) implements Effect {}

  /** Would gain rights, or touch what separates the sandbox from the machine. */
  record Escalates(String what) implements Effect {}

  /** Something a person should be asked about. */
  record Questionable(String what) implements Effect {}

  /** Something no profile should allow, for another reason than the above. */
  record Forbidden(String what) implements Effect {}

  /** The gate cannot be sure what happens. */
  record Unsure(String what) implements Effect {}
}
