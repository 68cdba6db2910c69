package dev.lasso.policy.command;

import dev.lasso.policy.effect.Effect;
import dev.lasso.policy.value.Field;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Settings of tools that are given as {@code NAME=VALUE}, some of which name programs. */
final class ToolSettings {
  /** The little languages that these settings are in. */
  static final Set<String> LANGUAGES =
      Set.of(
          "cmake-define",
          "awk-include",
          "listen-port",
          "python-x",
          "yq",
          "ending",
          "rustc-print",
          "plain-library",
          "pep517-setting",
          "shell-option",
          "jvm-property",
          "pytest-plugin",
          "pytest-cov-report",
          "cargo-config",
          "php-ini",
          "go-flags",
          "rust-codegen",
          "python-version",
          "wgetrc",
          "ssh-option",
          "gpg-command",
          "openssl-pass");

  /** Options of a shell that leave it reading commands as it did. */
  private static final Set<String> SHELL_OPTIONS =
      Set.of(
          "allexport",
          "errexit",
          "errtrace",
          "functrace",
          "noclobber",
          "noexec",
          "noglob",
          "nounset",
          "pipefail",
          "monitor",
          "verbose",
          "xtrace",
          "nullglob",
          "failglob",
          "globstar",
          "dotglob",
          "extglob",
          "nocaseglob",
          "nocasematch",
          "inherit_errexit");

  private static final List<String> CMAKE_PROGRAMS =
      List.of(
          "_COMPILER", "_LAUNCHER", "_LINKER", "_PROGRAM", "_EXECUTABLE", "_EMULATOR", "_COMMAND");
  private static final List<String> CMAKE_CODE =
      List.of("CMAKE_TOOLCHAIN_FILE", "CMAKE_MODULE_PATH", "CMAKE_PROJECT_", "CMAKE_PREFIX_PATH");
  private static final List<String> JVM_HAZARDS =
      List.of(
          "ext.class.path",
          "executable",
          ".exec",
          "exec.args",
          "argline",
          "jvm",
          "java.home",
          "maven.home",
          "agent",
          "epositor",
          "url",
          "proxy",
          "truststore",
          "maven.repo",
          "settings",
          "user.home",
          "jmxremote",
          "ssl.insecure",
          "script",
          "command");
  private static final List<String> CARGO_HARMLESS =
      List.of(
          "profile.",
          "build.jobs",
          "build.target",
          "build.incremental",
          "term.",
          "net.offline",
          "net.retry",
          "net.git-fetch");
  private static final List<String> PHP_HARMLESS =
      List.of(
          "memory_limit",
          "max_execution_time",
          "display_errors",
          "error_reporting",
          "date.timezone",
          "zend.assertions",
          "xdebug.mode",
          "opcache.enable",
          "short_open_tag",
          "pcov.enabled",
          "phar.readonly");
  private static final List<String> RUST_HARMLESS =
      List.of(
          "opt-level",
          "debuginfo",
          "lto",
          "target-cpu",
          "target-feature",
          "codegen-units",
          "panic",
          "overflow-checks",
          "strip",
          "relocation-model",
          "debug-assertions",
          "embed-bitcode",
          "prefer-dynamic");
  private static final Set<String> GO_HARMLESS =
      Set.of(
          "-s",
          "-w",
          "-N",
          "-l",
          "-m",
          "-race",
          "-compressdwarf=false",
          "-trimpath",
          "-B",
          "all=-N",
          "all=-trimpath",
          "-static");

  private ToolSettings() {}

  /** Judges one setting. */
  static void judge(String language, String text, Use use) {
    int equals = text.indexOf('=');
    String name = equals < 0 ? text : text.substring(0, equals);
    String value = equals < 0 ? "" : text.substring(equals + 1);
    boolean harmless =
        switch (language) {
          case "cmake-define" -> cmake(name, value, use);
          case "jvm-property" -> {
            String lower = name.toLowerCase(Locale.ROOT);
            boolean hazard =
                JVM_HAZARDS.stream().anyMatch(lower::contains)
                    && !(lower.equals("exec.args") && arePlain(value));
            boolean path = value.startsWith("/") || value.contains("..");
            yield lower.equals("org.gradle.jvmargs")
                ? value.startsWith("-Xmx") && value.indexOf(' ') < 0
                : !hazard && !path;
          }
          case "awk-include" -> text.equals("inplace");
          case "listen-port" -> listens(text);
          case "python-x" ->
              Set.of("dev", "utf8", "utf8=1", "importtime", "faulthandler", "tracemalloc", "gil=0")
                  .contains(text);
          case "yq" -> isPathExpression(text);
          case "ending" -> text.indexOf('/') < 0;
          case "rustc-print" -> equals < 0;
          case "plain-library" ->
              !text.startsWith("/")
                  && !text.contains("..")
                  && isPlain(text.replace('/', '_'))
                  && Character.isLetter(text.charAt(0));
          case "pep517-setting" ->
              text.chars()
                  .allMatch(
                      c -> c < 128 && (Character.isLetterOrDigit(c) || "-_=+,.".indexOf(c) >= 0));
          case "shell-option" -> SHELL_OPTIONS.contains(text);
          case "pytest-plugin" ->
              text.startsWith("no:")
                  || Set.of("xdist", "pytest_cov", "asyncio", "randomly", "timeout").contains(text);
          case "pytest-cov-report" -> {
            int colon = text.indexOf(':');
            if (colon >= 0 && !text.startsWith("term")) {
              use.write(Field.of(text.substring(colon + 1)));
            }
            yield true;
          }
          case "wgetrc" ->
              Set.of("robots", "tries", "timeout", "wait", "progress", "quiet")
                  .contains(name.trim());
          case "openssl-pass" -> text.startsWith("pass:");
          case "python-version" -> text.indexOf('/') < 0;
          case "cargo-config" -> equals > 0 && startsWithAny(name.trim(), CARGO_HARMLESS);
          case "php-ini" -> startsWithAny(name.trim(), PHP_HARMLESS);
          case "rust-codegen" -> RUST_HARMLESS.contains(name) || incremental(name, value, use);
          case "go-flags" -> go(text);
          default -> false;
        };
    if (!harmless && language.equals("yq")) {
      use.scene()
          .effect(
              new Effect.Questionable(
                  "yq's expressions can read files and the environment, and no rule reads them"));
    } else if (!harmless) {
      use.scene().effect(new Effect.Loads("the setting " + name + " of " + use.table().shown()));
    }
  }

  private static boolean startsWithAny(String name, List<String> beginnings) {
    return beginnings.stream().anyMatch(name::startsWith);
  }

  private static boolean isPlain(String value) {
    return !value.isEmpty()
        && value
            .chars()
            .allMatch(c -> c < 128 && (Character.isLetterOrDigit(c) || "-_+.".indexOf(c) >= 0));
  }

  /** A port, with no host or with this machine's own. */
  private static boolean listens(String text) {
    int colon = text.lastIndexOf(':');
    String host = colon < 0 ? "" : text.substring(0, colon);
    String port = text.substring(colon + 1);
    boolean number = port.length() < 6 && port.chars().allMatch(c -> c >= '0' && c <= '9');
    return Set.of("localhost", "127.0.0.1").contains(text)
        || (number && Set.of("", "localhost", "127.0.0.1").contains(host));
  }

  /** Keys and indexes of a document, perhaps with a value that is set: no function, no file. */
  private static boolean isPathExpression(String text) {
    boolean plain =
        text.chars()
            .allMatch(
                c -> c < 128 && (Character.isLetterOrDigit(c) || "._-[]|\"' =*/+".indexOf(c) >= 0));
    return plain
        && List.of("env", "load", "eval", "system", "strenv", "file").stream()
            .noneMatch(text::contains);
  }

  private static boolean arePlain(String value) {
    for (String word : value.trim().split(" +")) {
      if (!isPlain(word) || word.startsWith("-")) {
        return false;
      }
    }
    return true;
  }

  private static boolean cmake(String typed, String value, Use use) {
    int colon = typed.indexOf(':');
    String name = (colon < 0 ? typed : typed.substring(0, colon)).toUpperCase(Locale.ROOT);
    if (CMAKE_PROGRAMS.stream().anyMatch(name::endsWith) || name.endsWith("_RULE")) {
      return isPlain(value);
    }
    if (startsWithAny(name, CMAKE_CODE)) {
      use.read(Field.of(value));
      return !value.startsWith("/") || value.startsWith("/workspace/");
    }
    return true;
  }

  private static boolean incremental(String name, String value, Use use) {
    if (name.equals("incremental")) {
      use.write(Field.of(value));
      return true;
    }
    return false;
  }

  private static boolean go(String text) {
    boolean named = false;
    for (String word : text.trim().split("\\s+")) {
      String bare = word.replaceAll("[\"']", "");
      if (named) {
        named = false;
      } else if (bare.equals("-X")) {
        named = true;
      } else if (!bare.isEmpty() && !GO_HARMLESS.contains(bare) && !bare.startsWith("-X=")) {
        return false;
      }
    }
    return true;
  }
}
