package dev.lasso.policy.eval;

import dev.lasso.contracts.HazardousVariables;
import dev.lasso.policy.effect.Effect;
import dev.lasso.policy.value.Field;
import dev.lasso.policy.value.Links;
import dev.lasso.policy.value.Location.At;
import dev.lasso.policy.value.Paths;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What setting an environment variable amounts to. {@link HazardousVariables} are never allowed,
 * but for the values that are listed here because people use them every day and they do no harm.
 */
final class EnvironmentVariables {
  /** Programs that an editor's or pager's variable may name. */
  private static final Set<String> HARMLESS_PROGRAMS = Set.of("", "true", ":", "cat", "echo");

  private static final Set<String> PROGRAM_VARIABLES =
      Set.of(
          "PAGER",
          "MANPAGER",
          "GIT_PAGER",
          "EDITOR",
          "VISUAL",
          "GIT_EDITOR",
          "GIT_SEQUENCE_EDITOR",
          "BROWSER");

  private static final Map<String, Set<String>> COMPILERS =
      Map.of(
          "CC", Set.of("gcc", "clang", "cc", "musl-gcc", "gcc-12"),
          "CXX", Set.of("g++", "clang++", "c++", "g++-12"),
          "LD", Set.of("ld", "lld", "gold"),
          "AR", Set.of("ar", "llvm-ar", "gcc-ar"));

  /** Of the hazardous families, what only switches or says something. */
  private static final Set<String> SWITCHES =
      Set.of(
          "GIT_TERMINAL_PROMPT",
          "GIT_OPTIONAL_LOCKS",
          "GIT_MERGE_AUTOEDIT",
          "GIT_PAGER_IN_USE",
          "GIT_TRACE_PERFORMANCE",
          "CARGO_TERM_COLOR",
          "CARGO_TERM_PROGRESS_WHEN",
          "CARGO_INCREMENTAL",
          "CARGO_NET_OFFLINE",
          "CARGO_NET_RETRY",
          "CARGO_BUILD_JOBS",
          "CARGO_PROFILE_RELEASE_LTO",
          "CARGO_PROFILE_RELEASE_DEBUG",
          "CARGO_PROFILE_DEV_DEBUG",
          "PIP_NO_CACHE_DIR",
          "PIP_DISABLE_PIP_VERSION_CHECK",
          "PIP_NO_INPUT",
          "PIP_QUIET",
          "PIP_DEFAULT_TIMEOUT",
          "PIP_PROGRESS_BAR",
          "PIP_ROOT_USER_ACTION",
          "PIP_BREAK_SYSTEM_PACKAGES",
          "NPM_CONFIG_YES",
          "NPM_CONFIG_LOGLEVEL",
          "NPM_CONFIG_FUND",
          "NPM_CONFIG_AUDIT",
          "NPM_CONFIG_PROGRESS",
          "NPM_CONFIG_COLOR",
          "NPM_CONFIG_UPDATE_NOTIFIER",
          "NPM_CONFIG_LEGACY_PEER_DEPS",
          "MALLOC_ARENA_MAX",
          "PYTHONWARNINGS");

  /** The same, where a path in the workspace is a program as well, or decides whom to trust. */
  private static final List<String> PROGRAM_ENDINGS =
      List.of(
          "_CMD",
          "_COMMAND",
          "_PRELOAD",
          "_WRAPPER",
          "_EXEC",
          "_INIT",
          "_RC",
          "_LAUNCHER",
          "_RUNNER",
          "_LINKER",
          "_HELPER",
          "_ASKPASS",
          "_EDITOR",
          "_PAGER",
          "_SHELL",
          "_HOOK",
          "_PLUGIN",
          "_PLUGINS",
          "_LOADER",
          "_PYTHON",
          "_BIN",
          "_BINARY",
          "_DRIVER",
          "_EXECUTABLE_PATH",
          "_BINARY_PATH",
          "_CONFIG_PATH",
          "_CONFIG_FILE",
          "_MIRROR",
          "_CA_BUNDLE",
          "_CERT_FILE",
          "_EXTRA_CA_CERTS");

  private static final List<String> SUSPICIOUS_ENDINGS =
      List.of("_OPTS", "_OPTIONS", "_ARGS", "FLAGS", "_FLAGS", "PATH", "_LIBRARY");

  private static final List<String> SUSPICIOUS_BEGINNINGS =
      List.of(
          "YARN_",
          "UV_",
          "POETRY_",
          "BUN_",
          "PNPM_",
          "COREPACK_",
          "COMPOSER_",
          "BUNDLE_",
          "GRADLE_",
          "MAVEN_",
          "DOCKER_",
          "SYSTEM_");

  /** Variables that name a directory or file to write in, or to take programs from. */
  private static final Set<String> DIRECTORIES =
      Set.of(
          "TMPDIR",
          "TMP",
          "TEMP",
          "GOPATH",
          "GOBIN",
          "GOCACHE",
          "GOMODCACHE",
          "GOTMPDIR",
          "NODE_V8_COVERAGE",
          "NODE_COMPILE_CACHE",
          "GOCOVERDIR",
          "PRE_COMMIT_HOME",
          "GEM_SPEC_CACHE",
          "PYTHONPYCACHEPREFIX",
          "XDG_CACHE_HOME",
          "XDG_DATA_HOME",
          "XDG_STATE_HOME",
          "XDG_RUNTIME_DIR",
          "CARGO_TARGET_DIR",
          "CARGO_HOME",
          "RUSTUP_HOME",
          "COVERAGE_FILE",
          "DESTDIR",
          "PIP_CACHE_DIR",
          "NPM_CONFIG_CACHE",
          "PIP_TARGET",
          "GRADLE_USER_HOME",
          "HISTFILE",
          "YARN_CACHE_FOLDER",
          "VIRTUAL_ENV",
          "CCACHE_DIR",
          "GNUPGHOME",
          "GEM_HOME",
          "GEM_PATH",
          "BUNDLE_PATH",
          "COMPOSER_HOME",
          "DENO_DIR",
          "BUN_INSTALL",
          "PNPM_HOME",
          "NVM_DIR",
          "PYENV_ROOT",
          "RBENV_ROOT",
          "PIPX_HOME",
          "POETRY_HOME",
          "POETRY_CACHE_DIR",
          "UV_CACHE_DIR",
          "MYPY_CACHE_DIR",
          "RUFF_CACHE_DIR",
          "JAVA_HOME",
          "M2_HOME",
          "MAVEN_HOME",
          "GRADLE_HOME",
          "JEST_JUNIT_OUTPUT_DIR",
          "LLVM_PROFILE_FILE",
          "GCOV_PREFIX",
          "PLAYWRIGHT_BROWSERS_PATH",
          "CYPRESS_CACHE_FOLDER",
          "ELECTRON_CACHE",
          "TF_DATA_DIR",
          "MPLCONFIGDIR",
          "JUPYTER_CONFIG_DIR",
          "IPYTHONDIR",
          "R_LIBS",
          "R_LIBS_USER",
          "STACK_ROOT",
          "HEX_HOME",
          "MIX_HOME",
          "DOTNET_CLI_HOME",
          "NUGET_PACKAGES");

  /** Variables that the shell obeys as soon as they are set. */
  private static final Set<String> READING =
      Set.of(
          "BASH_COMPAT",
          "POSIXLY_CORRECT",
          "POSIX_PEDANTIC",
          "histchars",
          "BASH_ALIASES",
          "BASH_ARGV0",
          "BASH_CMDS",
          "PWD",
          "OLDPWD");

  private static final Set<String> COMPILER_FLAGS =
      Set.of("CFLAGS", "CXXFLAGS", "CPPFLAGS", "LDFLAGS", "MIRIFLAGS");

  private static final Set<String> HARMLESS_LINKING =
      Set.of(
          "-Wl,--no-undefined",
          "-Wl,--as-needed",
          "-Wl,--gc-sections",
          "-Wl,-O1",
          "-Wl,-z,relro",
          "-Wl,-z,now");

  private EnvironmentVariables() {}

  /** What setting it means; null where it means nothing. */
  static @Nullable Effect judge(String name, Field value, boolean exported, Files files) {
    if (name.equals("PATH")) {
      return SearchPath.judge(value, files);
    }
    if (READING.contains(name)) {
      return new Effect.Unsure("the variable " + name + ", which changes how commands are read");
    }
    String text = value.text();
    boolean hazardous = HazardousVariables.contains(name);
    if (text != null && isHarmless(name, text)) {
      return null;
    }
    if (hazardous && !DIRECTORIES.contains(name)) {
      return SearchPath.OF_MODULES.contains(name) && isAllOfTheWorkspace(name, value)
          ? null
          : new Effect.SetsVariable(name);
    }
    if (DIRECTORIES.contains(name) || name.equals("npm_config_cache")) {
      return directory(name, value);
    }
    if (text != null && COMPILER_FLAGS.contains(name) && areCompilerFlags(text)) {
      return null;
    }
    if (text != null && leadsOutside(name, text)) {
      return new Effect.Questionable(
          "the variable " + name + " names a file or directory outside the workspace");
    }
    if (exported && isSuspicious(name) && !isTame(value)) {
      return new Effect.Questionable(
          "the variable " + name + " may decide what a program runs or loads");
    }
    if (exported && namesProgram(name) && (!isTame(value) || value.prefix().indexOf('/') >= 0)) {
      return new Effect.Questionable(
          "the variable " + name + " may decide what a program runs or loads");
    }
    return null;
  }

  private static boolean namesProgram(String name) {
    for (String ending : PROGRAM_ENDINGS) {
      if (name.endsWith(ending)) {
        return true;
      }
    }
    return false;
  }

  /** Where a tool writes or keeps programs: within the roots, and else a write there. */
  private static @Nullable Effect directory(String name, Field value) {
    if (isIn(value, "/workspace") || (isIn(value, "/tmp") && name.startsWith("T"))) {
      return null;
    }
    if (isIn(value, Parameters.HOME + "/.cache")
        || isIn(value, Parameters.HOME + "/go")
        || (isIn(value, "/usr") && name.equals("JAVA_HOME"))) {
      return null;
    }
    if (isIn(value, "/tmp")) {
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
            .anyMatch(root -> isIn(Field.of(path), root))
        && !isIn(Field.of(path), Parameters.HOME + "/.cache");
  }

  /** By the names that tools give to such variables. */
  private static boolean isSuspicious(String name) {
    for (String ending : SUSPICIOUS_ENDINGS) {
      if (name.endsWith(ending)) {
        return true;
      }
    }
    String lower = name.toLowerCase(Locale.ROOT);
    for (String beginning : SUSPICIOUS_BEGINNINGS) {
      if (name.startsWith(beginning)) {
        return true;
      }
    }
    return (lower.endsWith("_proxy") && !lower.equals("no_proxy"))
        || name.startsWith("CGO_")
        || name.startsWith("DYLD_")
        || name.startsWith("LESS");
  }

  /** Plain words, numbers, harmless compiler flags, paths of the workspace and of the image. */
  private static boolean isTame(Field value) {
    String text = value.text();
    if (text == null) {
      return isIn(value, "/workspace") && value.prefix().startsWith("/workspace");
    }
    if (text.contains("://")
        || text.chars().anyMatch(c -> c < 0x20 || "`$;|&<>'\"\\!@".indexOf(c) >= 0)) {
      return false;
    }
    for (String word : text.trim().split(" +")) {
      boolean flag =
          word.startsWith("-")
              && (word.startsWith("-O")
                  || word.startsWith("-g")
                  || (word.startsWith("-W") && word.indexOf(',') < 0)
                  || word.startsWith("-D")
                  || word.startsWith("-std=")
                  || word.startsWith("-Xm")
                  || (word.startsWith("-j") && isNumber(word.substring(2)))
                  || word.equals("-v")
                  || word.equals("-q")
                  || word.equals("-race")
                  || word.equals("-fPIC")
                  || word.equals("-pthread")
                  || word.startsWith("-march=")
                  || (word.startsWith("-l") && word.indexOf('/') < 0));
      boolean path =
          word.indexOf('/') >= 0
              && !word.startsWith("-")
              && (isIn(Field.of(word), "/workspace") || isIn(Field.of(word), "/usr"));
      boolean plain = word.indexOf('/') < 0 && !word.startsWith("-");
      if (!flag && !path && !plain) {
        return false;
      }
    }
    return true;
  }

  private static boolean isNumber(String text) {
    return text.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  /** Flags that choose no program, plugin, specification or file, and lead to no directory. */
  private static boolean areCompilerFlags(String text) {
    for (String word : text.trim().split(" +")) {
      boolean plain =
          word.chars()
              .allMatch(c -> c < 128 && (Character.isLetterOrDigit(c) || "-_=.,+".indexOf(c) >= 0));
      boolean harmless =
          Set.of("-pedantic", "-pedantic-errors", "-coverage", "--coverage", "-pthread", "-static")
                  .contains(word)
              || HARMLESS_LINKING.contains(word)
              || word.startsWith("-O")
              || word.startsWith("-g")
              || word.startsWith("-std=")
              || word.startsWith("-D")
              || word.startsWith("-U")
              || word.startsWith("-fsanitize=")
              || word.startsWith("-fno-")
              || word.startsWith("-fstack-protector")
              || word.startsWith("-fvisibility=")
              || Set.of("-fPIC", "-fpic", "-fPIE", "-fcommon", "-flto").contains(word)
              || (word.startsWith("-m") && !word.startsWith("-mllvm"))
              || (word.startsWith("-W") && word.indexOf(',') < 0)
              || word.startsWith("-Zmiri-");
      if (!plain || !harmless) {
        return false;
      }
    }
    return true;
  }

  private static boolean isHarmless(String name, String value) {
    String upper = name.toUpperCase(Locale.ROOT);
    if (SWITCHES.contains(upper)
        || (upper.startsWith("CARGO_PROFILE_") && !upper.contains("RUSTFLAGS"))) {
      return value
          .chars()
          .allMatch(c -> c < 128 && (Character.isLetterOrDigit(c) || "-_.,:".indexOf(c) >= 0));
    }
    if (PROGRAM_VARIABLES.contains(name)) {
      return HARMLESS_PROGRAMS.contains(value);
    }
    if (COMPILERS.containsKey(name)) {
      return COMPILERS.get(name).contains(value);
    }
    return switch (name) {
      case "IFS" -> value.isEmpty() || value.chars().allMatch(c -> " \t\n,:;|".indexOf(c) >= 0);
      case "NODE_OPTIONS" ->
          onlyOptions(
              value,
              "--max-old-space-size=",
              "--max_old_space_size=",
              "--no-warnings",
              "--trace-warnings",
              "--enable-source-maps",
              "--experimental-vm-modules",
              "--openssl-legacy-provider",
              "--unhandled-rejections=",
              "--dns-result-order=",
              "--trace-deprecation",
              "--no-deprecation");
      case "GOFLAGS" ->
          onlyOptions(
              value,
              "-mod=mod",
              "-mod=vendor",
              "-mod=readonly",
              "-count=",
              "-v",
              "-race",
              "-tags=",
              "-buildvcs=",
              "-trimpath",
              "-p=");
      case "MAVEN_OPTS", "GRADLE_OPTS", "JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS", "JDK_JAVA_OPTIONS" ->
          onlyOptions(
              value,
              "-Xmx",
              "-Xms",
              "-Xss",
              "-XX:MaxMetaspaceSize=",
              "-XX:+UseSerialGC",
              "-XX:+UseG1GC",
              "-Dfile.encoding=",
              "-Dorg.gradle.daemon=",
              "-Dorg.slf4j.simpleLogger.",
              "-Djava.awt.headless=",
              "-Dorg.gradle.jvmargs=-Xmx");
      case "MAVEN_ARGS" ->
          onlyOptions(
              value,
              "-B",
              "-q",
              "-ntp",
              "-DskipTests",
              "--batch-mode",
              "--no-transfer-progress",
              "-T");
      case "MAKEFLAGS", "MFLAGS" -> onlyOptions(value, "-j", "-s", "-k", "--no-print-directory");
      case "RUSTFLAGS", "RUSTDOCFLAGS", "CARGO_BUILD_RUSTFLAGS" -> compilerFlags(value);
      case "PYTEST_ADDOPTS" ->
          onlyOptions(
              value,
              "-q",
              "-v",
              "-x",
              "--color=",
              "--tb=",
              "-ra",
              "-rA",
              "--maxfail=",
              "--durations=");
      default -> false;
    };
  }

  /** Lints, targets and levels of rustc; nothing that names a file or a program. */
  private static boolean compilerFlags(String value) {
    String before = "";
    for (String word : value.trim().split(" +")) {
      boolean plain =
          word.chars()
              .allMatch(c -> c < 128 && (Character.isLetterOrDigit(c) || "-_+=,:".indexOf(c) >= 0));
      boolean codegen =
          word.startsWith("target-")
              || word.startsWith("opt-level=")
              || word.startsWith("debuginfo=")
              || word.startsWith("lto=")
              || word.startsWith("codegen-units=")
              || word.startsWith("instrument-coverage")
              || word.startsWith("strip=")
              || word.startsWith("panic=");
      boolean known =
          before.equals("-C")
              ? codegen
              : Set.of("-D", "-A", "-W", "--cfg", "--cap-lints").contains(before)
                  || Set.of("-C", "-D", "-A", "-W", "--cfg", "--cap-lints", "-g", "-O", "")
                      .contains(word)
                  || (word.startsWith("-C") && word.startsWith("target-", 2))
                  || (word.length() > 2 && Set.of("-D", "-A", "-W").contains(word.substring(0, 2)))
                  || word.startsWith("--cfg=")
                  || word.startsWith("--cap-lints=");
      if (!plain || !known) {
        return false;
      }
      before = word;
    }
    return true;
  }

  private static boolean onlyOptions(String value, String... allowed) {
    if (value.chars().anyMatch(c -> c < 0x20 || "'\"\\`$@".indexOf(c) >= 0)) {
      return false;
    }
    for (String word : value.trim().split(" +")) {
      boolean known = word.isEmpty();
      for (String option : allowed) {
        boolean valued =
            option.endsWith("=")
                || option.endsWith(".")
                || option.startsWith("-X")
                || option.equals("-j")
                || option.equals("-T");
        known |=
            valued
                ? word.startsWith(option) && !word.substring(option.length()).contains("/")
                : word.equals(option);
      }
      if (!known) {
        return false;
      }
    }
    return true;
  }

  private static boolean isAllOfTheWorkspace(String name, Field value) {
    for (Field entry : SearchPath.entries(value)) {
      if (!entry.pieces().isEmpty()
          && !SearchPath.isBefore(name, entry)
          && !isIn(entry, "/workspace")) {
        return false;
      }
    }
    return true;
  }

  private static boolean isIn(Field entry, String directory) {
    return SearchPath.isIn(Paths.locate(entry, new At("/workspace"), Links.NONE), directory);
  }
}
