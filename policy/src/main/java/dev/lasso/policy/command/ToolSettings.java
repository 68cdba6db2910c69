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
            boolean hazard = JVM_HAZARDS.stream().anyMatch(lower::contains);
            boolean path = value.startsWith("/") || value.contains("..");
            yield lower.equals("org.gradle.jvmargs")
                ? value.startsWith("-Xmx") && value.indexOf(' ') < 0
                : !hazard && !path;
          }
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
    if (!harmless) {
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
