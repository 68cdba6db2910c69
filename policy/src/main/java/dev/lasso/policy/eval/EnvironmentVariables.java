package dev.lasso.policy.eval;

import dev.lasso.contracts.HazardousVariables;
import dev.lasso.policy.effect.Effect;
import dev.lasso.policy.eval.VariableTable.Kind;
import dev.lasso.policy.value.Field;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What setting an environment variable amounts to. {@link HazardousVariables} are never allowed,
 * but for the values that the {@link VariableTable} has because people use them every day and they
 * do no harm.
 */
final class EnvironmentVariables {
  /** Programs that an editor's or pager's variable may name. */
  private static final Set<String> HARMLESS_PROGRAMS = Set.of("", "true", ":", "cat", "echo");

  /** Where a tool keeps what it needs while it runs. */
  private static final Set<String> SCRATCH = Set.of("TMPDIR", "TMP", "TEMP");

  private static final VariableTable TABLE = VariableTable.builtIn();

  private EnvironmentVariables() {}

  /** What setting it means; null where it means nothing. */
  static @Nullable Effect judge(String name, Field value, boolean exported, Files files) {
    if (name.equals("PATH")) {
      return SearchPath.judge(value, files);
    }
    Kind kind = TABLE.kind(name);
    if (kind == Kind.SHELL) {
      return new Effect.Unsure("the variable " + name + ", which changes how commands are read");
    }
    String text = value.text();
    if (text != null && isHarmless(name, text)) {
      return null;
    }
    if (HazardousVariables.contains(name) && kind != Kind.DIRECTORY) {
      return kind == Kind.MODULES && isAllOfTheWorkspace(name, value)
          ? null
          : new Effect.SetsVariable(name);
    }
    if (kind == Kind.DIRECTORY) {
      return directory(name, value);
    }
    if (text != null && kind == Kind.COMPILER_FLAGS && VariableValues.areCompilerFlags(text)) {
      return null;
    }
    if (text != null && leadsOutside(name, text)) {
      return new Effect.Questionable(
          "the variable " + name + " names a file or directory outside the workspace");
    }
    if (exported && mayDecide(name, kind, value, files)) {
      return new Effect.Questionable(
          "the variable " + name + " may decide what a program runs or loads");
    }
    return null;
  }

  private static boolean mayDecide(String name, @Nullable Kind kind, Field value, Files files) {
    boolean tame = VariableValues.isTame(value);
    return (isOf(Kind.OPTIONS, kind, name) && !tame)
        || (isOf(Kind.PROGRAM, kind, name) && (!tame || value.prefix().indexOf('/') >= 0))
        || (isOf(Kind.CONFIG, kind, name) && !isOfTheWorkspace(value, files))
        || (isOf(Kind.SOURCE, kind, name) && isElsewhere(value))
        || (isProxy(name.toLowerCase(Locale.ROOT)) && !tame);
  }

  /** By the table, or by the names that tools give to such variables. */
  private static boolean isOf(Kind kind, @Nullable Kind listed, String name) {
    return listed == kind || TABLE.isNamedAs(kind, name);
  }

  private static boolean isProxy(String lower) {
    return lower.endsWith("_proxy") && !lower.equals("no_proxy");
  }

  /** Settings, or paths to them, of the workspace alone. */
  private static boolean isOfTheWorkspace(Field value, Files files) {
    return SearchPath.entries(value).stream()
        .flatMap(each -> files.locate(each).stream())
        .allMatch(place -> SearchPath.isIn(place, "/workspace"));
  }

  /** Whether it is an address that is not, or may be not, of this machine. */
  private static boolean isElsewhere(Field value) {
    String prefix = value.prefix();
    int scheme = prefix.indexOf("://");
    if (scheme < 0) {
      return value.text() == null;
    }
    String rest = prefix.substring(scheme + 3);
    int end = 0;
    while (end < rest.length() && "/:?#".indexOf(rest.charAt(end)) < 0) {
      end++;
    }
    return !List.of("localhost", "127.0.0.1").contains(rest.substring(0, end));
  }

  /** Where a tool writes or keeps programs: within the roots, and else a write there. */
  private static @Nullable Effect directory(String name, Field value) {
    if (VariableValues.isIn(value, "/workspace")
        || (VariableValues.isIn(value, "/tmp") && SCRATCH.contains(name))) {
      return null;
    }
    if (VariableValues.isIn(value, Parameters.HOME + "/.cache")
        || VariableValues.isIn(value, Parameters.HOME + "/go")
        || (VariableValues.isIn(value, "/usr") && name.equals("JAVA_HOME"))) {
      return null;
    }
    if (VariableValues.isIn(value, "/tmp")) {
      return new Effect.Questionable("the variable " + name + " leads to /tmp");
    }
    return new Effect.SetsVariable(name);
  }

  /** A file that a tool may read, write or load by it: in home, or of the system's own. */
  private static boolean leadsOutside(String name, String value) {
    String path = value.startsWith(":/") ? value.substring(1) : value;
    return name.equals(name.toUpperCase(Locale.ROOT))
        && path.startsWith("/")
        && List.of(Parameters.HOME, "/root", "/etc", "/proc", "/var").stream()
            .anyMatch(root -> VariableValues.isIn(Field.of(path), root))
        && !VariableValues.isIn(Field.of(path), Parameters.HOME + "/.cache");
  }

  private static boolean isHarmless(String name, String value) {
    String upper = name.toUpperCase(Locale.ROOT);
    if (TABLE.kind(upper) == Kind.SWITCH
        || (upper.startsWith("CARGO_PROFILE_") && !upper.contains("RUSTFLAGS"))) {
      return value
          .chars()
          .allMatch(c -> c < 128 && (Character.isLetterOrDigit(c) || "-_.,:".indexOf(c) >= 0));
    }
    if (TABLE.kind(name) == Kind.PAGER) {
      return HARMLESS_PROGRAMS.contains(value);
    }
    Set<String> values = TABLE.values(name);
    if (values != null) {
      return values.contains(value);
    }
    List<String> options = TABLE.options(name);
    if (options != null) {
      return VariableValues.areOptions(value, options);
    }
    return switch (name) {
      case "IFS" -> value.isEmpty() || value.chars().allMatch(c -> " \t\n,:;|".indexOf(c) >= 0);
      case "RUSTFLAGS", "RUSTDOCFLAGS", "CARGO_BUILD_RUSTFLAGS" ->
          VariableValues.areRustFlags(value);
      default -> false;
    };
  }

  private static boolean isAllOfTheWorkspace(String name, Field value) {
    for (Field entry : SearchPath.entries(value)) {
      if (!entry.pieces().isEmpty()
          && !SearchPath.isBefore(name, entry)
          && !VariableValues.isIn(entry, "/workspace")) {
        return false;
      }
    }
    return true;
  }
}
