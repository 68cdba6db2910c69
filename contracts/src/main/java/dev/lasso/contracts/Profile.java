package dev.lasso.contracts;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;

/**
 * A security profile: what the commands of a sandbox may do and use. Written as TOML by people,
 * published by the profile service, never changed once a sandbox has it.
 *
 * @param name lower-case letters, digits and dashes
 * @param description one line for people
 * @param image which of the built-in images ({@code minimal}, {@code development}, {@code offline})
 *     or an image reference
 * @param isolation the least isolation; a request may ask for more, never for less
 * @param commands the gate's list
 * @param network what it may reach
 * @param limits what it may use
 * @param env environment of every command
 */
public record Profile(
    String name,
    String description,
    String image,
    Isolation isolation,
    CommandPolicy commands,
    NetworkPolicy network,
    Limits limits,
    Map<String, String> env) {

  /** Whether the list names what is allowed or what is not. */
  public enum ListMode {
    @JsonProperty("whitelist")
    WHITELIST,
    @JsonProperty("blacklist")
    BLACKLIST
  }

  /**
   * The gate's list of commands.
   *
   * @param mode how the list is read
   * @param list program names without a directory
   */
  public record CommandPolicy(ListMode mode, List<String> list) {}

  /**
   * How much of the network there is. Until the egress gateway is there, every sandbox has none.
   */
  public enum NetworkMode {
    @JsonProperty("none")
    NONE,
    @JsonProperty("restricted")
    RESTRICTED,
    @JsonProperty("full")
    FULL
  }

  /**
   * What a sandbox may reach.
   *
   * @param mode how much
   * @param allow host names, where restricted
   */
  public record NetworkPolicy(NetworkMode mode, List<String> allow) {}

  /**
   * What a sandbox may use.
   *
   * @param memoryBytes memory and swap together
   * @param cpus processors, in thousandths
   * @param pids processes and threads
   * @param openFiles descriptors of one process
   * @param fileSizeBytes the largest single file
   * @param tmpBytes size of /tmp
   * @param timeoutMs how long a command may run when the request does not say, in milliseconds
   * @param maxTimeoutMs the most a request may ask for, in milliseconds
   */
  public record Limits(
      long memoryBytes,
      int cpus,
      int pids,
      int openFiles,
      long fileSizeBytes,
      long tmpBytes,
      long timeoutMs,
      long maxTimeoutMs) {

    /** The same where there are enough processors, else as many as there are. In thousandths. */
    public Limits withAtMostCpus(int most) {
      return new Limits(
          memoryBytes,
          Math.min(cpus, most),
          pids,
          openFiles,
          fileSizeBytes,
          tmpBytes,
          timeoutMs,
          maxTimeoutMs);
    }
  }
}
