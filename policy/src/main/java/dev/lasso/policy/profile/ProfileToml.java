package dev.lasso.policy.profile;

import dev.lasso.contracts.Isolation;
import dev.lasso.contracts.Profile;
import dev.lasso.contracts.Profile.Asking;
import dev.lasso.contracts.Profile.Interpreters;
import dev.lasso.contracts.Profile.ListMode;
import dev.lasso.contracts.Profile.NetworkMode;
import dev.lasso.contracts.Profile.PathPolicy;
import dev.lasso.contracts.Profile.Shell;
import dev.lasso.contracts.ProfileRef;
import dev.lasso.contracts.Wire;
import dev.lasso.policy.profile.ParsedProfile.Problem;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tomlj.Toml;
import org.tomlj.TomlParseResult;

/**
 * A profile as TOML (1.0): see {@code docs/profiles.md} for its settings. What is not said has a
 * safe default: no network, no command, small limits.
 */
public final class ProfileToml {
  /** The most a profile may be, in characters. */
  public static final int MAX_LENGTH = 256 << 10;

  private static final int MAX_COMMANDS = 2_000;
  private static final int MAX_HOSTS = 500;
  private static final int MAX_ENV = 100;
  private static final int MAX_ROOTS = 200;
  private static final long MIB = 1L << 20;
  private static final long GIB = 1L << 30;
  private static final long SECOND = 1_000;
  private static final long HOUR = 3_600 * SECOND;
  private static final int REVISION_BYTES = 8;

  private ProfileToml() {}

  /** Reads a profile; never fails otherwise than by {@link ParsedProfile.Invalid}. */
  public static ParsedProfile parse(String text) {
    if (text.length() > MAX_LENGTH) {
      return new ParsedProfile.Invalid(
          List.of(new Problem(0, 0, "", "is longer than " + MAX_LENGTH + " characters")));
    }
    TomlParseResult document = Toml.parse(text);
    if (document.hasErrors()) {
      return new ParsedProfile.Invalid(
          document.errors().stream()
              .map(error ->
                  new Problem(
                      error.position().line(),
                      error.position().column(),
                      "",
                      String.valueOf(error.getMessage())))
              .toList());
    }
    TomlReader reader = new TomlReader(document);
    RulesReader rules = new RulesReader(reader);
    Profile profile = read(reader, rules);
    reader.reportUnknown();
    if (reader.problems().isEmpty()) {
      rules.prove(profile);
    }
    return reader.problems().isEmpty()
        ? new ParsedProfile.Valid(profile)
        : new ParsedProfile.Invalid(reader.problems());
  }

  private static Profile read(TomlReader reader, RulesReader rules) {
    String name = reader.text("name", null, 64);
    if (!name.isEmpty() && !isName(name)) {
      reader.report("name", "must be lower-case letters, digits and '-', beginning with a letter");
    }
    Profile profile =
        new Profile(
            name,
            reader.text("description", null, 200),
            reader.text("image", "minimal", 255),
            reader.choice(
                "isolation", Isolation.CONTAINER, words(Isolation.values(), Isolation::label)),
            new Profile.CommandPolicy(
                reader.choice(
                    "commands.mode",
                    ListMode.WHITELIST,
                    words(ListMode.values(), ProfileToml::lower)),
                sorted(reader.texts("commands.list", MAX_COMMANDS, ProfileToml::checkProgram)),
                reader.choice(
                    "commands.shell", Shell.BLOCK, words(Shell.values(), ProfileToml::lower)),
                reader.choice(
                    "commands.interpreters",
                    Interpreters.ALLOW,
                    words(Interpreters.values(), ProfileToml::lower)),
                reader.choice(
                    "commands.ask", Asking.ASK, words(Asking.values(), ProfileToml::lower))),
            new Profile.NetworkPolicy(
                reader.choice(
                    "network.mode",
                    NetworkMode.NONE,
                    words(NetworkMode.values(), ProfileToml::lower)),
                sorted(reader.texts("network.allow", MAX_HOSTS, ProfileToml::checkHost))),
            limits(reader),
            new TreeMap<>(reader.textTable("env", MAX_ENV, ProfileToml::checkVariable)),
            paths(reader),
            BehaviorToml.read(reader),
            rules.read());
    if (profile.network().mode() != NetworkMode.RESTRICTED
        && !profile.network().allow().isEmpty()) {
      reader.report("network.allow", "only goes with network.mode = \"restricted\"");
    }
    if (profile.limits().timeoutMs() > profile.limits().maxTimeoutMs()) {
      reader.report("limits.timeout", "is longer than limits.max_timeout");
    }
    return profile;
  }

  private static PathPolicy paths(TomlReader reader) {
    PathPolicy usual = PathPolicy.USUAL;
    return new PathPolicy(
        roots(reader, "paths.read", usual.read()),
        roots(reader, "paths.write", usual.write()),
        roots(reader, "paths.deny", usual.deny()));
  }

  private static List<String> roots(TomlReader reader, String key, List<String> usual) {
    return reader.has(key)
        ? sorted(reader.texts(key, MAX_ROOTS, ProfileToml::checkRoot))
        : sorted(usual);
  }

  private static @Nullable String checkRoot(String root) {
    boolean absolute = root.startsWith("/") || root.equals("~") || root.startsWith("~/");
    boolean plain =
        Arrays.stream(root.split("/", -1)).noneMatch(part -> part.equals(".") || part.equals(".."));
    return absolute && plain && root.length() <= 1_024
        ? null
        : "'" + root + "' is not an absolute directory such as /workspace or ~/.cache";
  }

  private static Profile.Limits limits(TomlReader reader) {
    Function<String, Quantity> bytes = Quantity::bytes;
    Function<String, Quantity> millis = Quantity::millis;
    return new Profile.Limits(
        reader.quantity("limits.memory", 512 * MIB, bytes, 32 * MIB, 1_024 * GIB, "512MiB"),
        (int) reader.thousandths("limits.cpus", 1_000, 0.05, 256),
        (int) reader.number("limits.pids", 128, 8, 100_000),
        (int) reader.number("limits.open_files", 1_024, 64, 1_000_000),
        reader.quantity("limits.file_size", GIB, bytes, MIB, 1_024 * GIB, "1GiB"),
        reader.quantity("limits.tmp", 64 * MIB, bytes, MIB, 64 * GIB, "64MiB"),
        reader.quantity("limits.timeout", 60 * SECOND, millis, SECOND, 24 * HOUR, "60s"),
        reader.quantity("limits.max_timeout", 600 * SECOND, millis, SECOND, 24 * HOUR, "10m"));
  }

  /** Names this content: the same content has the same revision everywhere. */
  public static ProfileRef refOf(Profile profile) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(Wire.encode(profile));
      return new ProfileRef(
          profile.name(), HexFormat.of().formatHex(Arrays.copyOf(digest, REVISION_BYTES)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static List<String> sorted(List<String> texts) {
    return texts.stream().sorted().toList();
  }

  private static String lower(Enum<?> word) {
    return word.name().toLowerCase(java.util.Locale.ROOT);
  }

  private static <T> Map<String, T> words(T[] values, Function<T, String> label) {
    return Arrays.stream(values)
        .collect(Collectors.toMap(label, Function.identity(), (a, b) -> a, LinkedHashMap::new));
  }

  static boolean isName(String name) {
    return name.charAt(0) >= 'a'
        && name.charAt(0) <= 'z'
        && name.chars().allMatch(c -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-');
  }

  private static @Nullable String checkProgram(String program) {
    if (program.isEmpty() || program.length() > 255) {
      return "a program's name has 1 to 255 characters";
    }
    if (program.indexOf('/') >= 0) {
      return "'" + program + "' has a directory in it; give the program's name alone";
    }
    return program.chars().allMatch(c -> c > 0x20 && c != 0x7f)
        ? null
        : "'"
            + program.replaceAll("\\p{Cntrl}", "?")
            + "' is not a program's name; arguments can't be listed";
  }

  static @Nullable String checkHost(String host) {
    String name = host.startsWith("*.") ? host.substring(2) : host;
    boolean wellFormed =
        name.length() <= 253
            && name.indexOf('.') > 0
            && Arrays.stream(name.split("\\.", -1)).allMatch(ProfileToml::isLabel);
    return wellFormed
        ? null
        : "'" + host + "' is not a host name such as example.org or *.example.org";
  }

  private static boolean isLabel(String label) {
    return !label.isEmpty()
        && label.length() <= 63
        && !label.startsWith("-")
        && !label.endsWith("-")
        && label
            .chars()
            .allMatch(c -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-');
  }

  static @Nullable String checkVariable(String name) {
    boolean wellFormed =
        name.length() <= 128
            && name.getBytes(StandardCharsets.UTF_8).length == name.length()
            && !Character.isDigit(name.charAt(0))
            && name.chars().allMatch(c -> c == '_' || Character.isLetterOrDigit(c));
    return wellFormed ? null : "is not a variable's name: letters, digits and '_'";
  }
}
