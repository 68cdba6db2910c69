package dev.lasso.contracts;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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
 * @param paths what of the file system may be read and written
 * @param behavior what becomes of too many of a kind
 * @param rules its own rules; absent where it has none, as in records of an earlier version
 */
public record Profile(
    String name,
    String description,
    String image,
    Isolation isolation,
    CommandPolicy commands,
    NetworkPolicy network,
    Limits limits,
    Map<String, String> env,
    PathPolicy paths,
    BehaviorPolicy behavior,
    @Nullable List<Rule> rules) {

  /** Keeps a copy of its rules; none is absent. */
  public Profile {
    rules = rules == null || rules.isEmpty() ? null : List.copyOf(rules);
  }

  /** Without rules of its own and of behavior. */
  public Profile(
      String name,
      String description,
      String image,
      Isolation isolation,
      CommandPolicy commands,
      NetworkPolicy network,
      Limits limits,
      Map<String, String> env,
      PathPolicy paths) {
    this(
        name,
        description,
        image,
        isolation,
        commands,
        network,
        limits,
        env,
        paths,
        BehaviorPolicy.NONE,
        null);
  }

  /** With the usual directories. */
  public Profile(
      String name,
      String description,
      String image,
      Isolation isolation,
      CommandPolicy commands,
      NetworkPolicy network,
      Limits limits,
      Map<String, String> env) {
    this(name, description, image, isolation, commands, network, limits, env, PathPolicy.USUAL);
  }

  /** From the wire, where a profile of an earlier version says nothing of paths or behavior. */
  @JsonCreator
  static Profile ofWire(
      @JsonProperty("name") String name,
      @JsonProperty("description") String description,
      @JsonProperty("image") String image,
      @JsonProperty("isolation") Isolation isolation,
      @JsonProperty("commands") CommandPolicy commands,
      @JsonProperty("network") NetworkPolicy network,
      @JsonProperty("limits") Limits limits,
      @JsonProperty("env") Map<String, String> env,
      @JsonProperty("paths") @Nullable PathPolicy paths,
      @JsonProperty("behavior") @Nullable BehaviorPolicy behavior,
      @JsonProperty("rules") @Nullable List<Rule> rules) {
    return new Profile(
        name,
        description,
        image,
        isolation,
        commands,
        network,
        limits,
        env,
        paths == null ? PathPolicy.USUAL : paths,
        behavior == null ? BehaviorPolicy.NONE : behavior,
        rules);
  }

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
   * @param shell whether a line for the shell is understood, or refused where it is more than words
   * @param interpreters what is said of code that an interpreter, a build or a script of the
   *     workspace runs
   * @param ask what becomes of a question
   */
  public record CommandPolicy(
      ListMode mode, List<String> list, Shell shell, Interpreters interpreters, Asking ask) {

    /** A list, with what else a profile says where it says nothing. */
    public CommandPolicy(ListMode mode, List<String> list) {
      this(mode, list, Shell.BLOCK, Interpreters.ALLOW, Asking.ASK);
    }

    /** From the wire, where a profile of an earlier version has the list alone. */
    @JsonCreator
    static CommandPolicy ofWire(
        @JsonProperty("mode") ListMode mode,
        @JsonProperty("list") List<String> list,
        @JsonProperty("shell") @Nullable Shell shell,
        @JsonProperty("interpreters") @Nullable Interpreters interpreters,
        @JsonProperty("ask") @Nullable Asking ask) {
      return new CommandPolicy(
          mode,
          list,
          shell == null ? Shell.BLOCK : shell,
          interpreters == null ? Interpreters.ALLOW : interpreters,
          ask == null ? Asking.ASK : ask);
    }
  }

  /** What becomes of a line for the shell. */
  public enum Shell {
    /** Any operator, expansion or redirection denies. */
    @JsonProperty("block")
    BLOCK,
    /** It is parsed, and judged part by part. */
    @JsonProperty("parse")
    PARSE
  }

  /** What is said of code that the gate does not judge. */
  public enum Interpreters {
    @JsonProperty("allow")
    ALLOW,
    @JsonProperty("ask")
    ASK,
    @JsonProperty("deny")
    DENY
  }

  /** What becomes of a question. */
  public enum Asking {
    /** A person is asked; no answer is a no. */
    @JsonProperty("ask")
    ASK,
    /** Nobody is there: it is denied. */
    @JsonProperty("deny")
    DENY,
    /** It is allowed: the container is the boundary. */
    @JsonProperty("allow")
    ALLOW
  }

  /**
   * What of the file system a command may touch: directories, by absolute path or beneath {@code
   * ~}, the home of the sandbox's user.
   *
   * @param read with all beneath them
   * @param write with all beneath them; readable too only where listed there
   * @param deny taken out of both
   */
  public record PathPolicy(List<String> read, List<String> write, List<String> deny) {
    /** The workspace, /tmp, what the image has installed, and what tools keep for themselves. */
    public static final PathPolicy USUAL =
        new PathPolicy(
            List.of(
                "/workspace",
                "/tmp",
                "/usr",
                "/opt",
                "/etc/alternatives",
                "/etc/ca-certificates",
                "/etc/debian_version",
                "/etc/host.conf",
                "/etc/hostname",
                "/etc/hosts",
                "/etc/issue",
                "/etc/ld.so.conf",
                "/etc/localtime",
                "/etc/lsb-release",
                "/etc/mime.types",
                "/etc/nsswitch.conf",
                "/etc/os-release",
                "/etc/protocols",
                "/etc/resolv.conf",
                "/etc/services",
                "/etc/shells",
                "/etc/ssl/certs",
                "/etc/ssl/openssl.cnf",
                "/etc/timezone",
                "/proc/cpuinfo",
                "/proc/loadavg",
                "/proc/meminfo",
                "/proc/self/status",
                "/proc/stat",
                "/proc/uptime",
                "/proc/version",
                "/sys/fs/cgroup",
                "/sys/devices/system/cpu",
                "~/.cache",
                "~/.npm",
                "~/.nvm",
                "~/.m2/repository",
                "~/.gradle/caches",
                "~/.gradle/wrapper",
                "~/.cargo/bin",
                "~/.cargo/registry",
                "~/.cargo/git",
                "~/.rustup",
                "~/go",
                "~/.local/bin",
                "~/.local/lib",
                "~/.local/share/pnpm",
                "~/.local/share/virtualenv",
                "~/.pyenv",
                "~/.rbenv",
                "~/.bun",
                "~/.deno",
                "~/.gem"),
            List.of(
                "/workspace",
                "/tmp",
                "~/.cache",
                "~/.npm",
                "~/.m2/repository",
                "~/.gradle/caches",
                "~/.cargo/registry",
                "~/.cargo/git",
                "~/go",
                "~/.local/share/pnpm",
                "~/.local/share/virtualenv"),
            List.of());
  }

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
