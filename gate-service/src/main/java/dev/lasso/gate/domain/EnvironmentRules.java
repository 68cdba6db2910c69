package dev.lasso.gate.domain;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Which variables a request must not set: those that have an allowed program load, run or become
 * something else. The profile's own environment is its author's matter.
 */
final class EnvironmentRules {
  private static final int MAX_VARIABLES = 256;
  private static final int MAX_BYTES = 128 << 10;

  /** By what would act on them. */
  private static final Set<String> NAMES =
      Set.of(
          // the lookup of programs; shells
          "PATH",
          "IFS",
          "ENV",
          "BASH_ENV",
          "SHELLOPTS",
          "BASHOPTS",
          "PS4",
          "PROMPT_COMMAND",
          "CDPATH",
          "GLOBIGNORE",
          "SHELL",
          // the C library
          "GLIBC_TUNABLES",
          "GCONV_PATH",
          "LOCPATH",
          "NLSPATH",
          "HOSTALIASES",
          "RESOLV_HOST_CONF",
          "MALLOC_TRACE",
          "GETCONF_DIR",
          // interpreters
          "PYTHONSTARTUP",
          "PYTHONHOME",
          "PYTHONPATH",
          "PYTHONINSPECT",
          "PYTHONBREAKPOINT",
          "PYTHONUSERBASE",
          "PYTHONEXECUTABLE",
          "PERL5LIB",
          "PERL5OPT",
          "PERL5DB",
          "PERLLIB",
          "RUBYOPT",
          "RUBYLIB",
          "NODE_OPTIONS",
          "NODE_PATH",
          "JAVA_TOOL_OPTIONS",
          "_JAVA_OPTIONS",
          "JDK_JAVA_OPTIONS",
          "CLASSPATH",
          "MAVEN_OPTS",
          "GRADLE_OPTS",
          "R_PROFILE",
          "R_ENVIRON",
          "LUA_INIT",
          "LUA_PATH",
          "LUA_CPATH",
          "AWKPATH",
          "AWKLIBPATH",
          "GAWK_PERSIST_FILE",
          "PHPRC",
          "PHP_INI_SCAN_DIR",
          // programs that run other programs by their names
          "EDITOR",
          "VISUAL",
          "PAGER",
          "MANPAGER",
          "BROWSER",
          "LESSOPEN",
          "LESSCLOSE",
          "LESSEDIT",
          "TAR_OPTIONS",
          "RSYNC_RSH",
          "CVS_RSH",
          "SSH_ASKPASS",
          "SUDO_ASKPASS",
          "MAKEFLAGS",
          "MFLAGS",
          "MAKEFILES",
          "CC",
          "CXX",
          "CPP",
          "LD",
          "AR",
          "RUSTC_WRAPPER",
          "RUSTC",
          "RUSTC_WORKSPACE_WRAPPER",
          "RUSTDOC",
          "CARGO",
          "GOFLAGS",
          "GOROOT",
          "CURL_HOME",
          "WGETRC",
          "ZIPOPT",
          "UNZIP",
          "UNZIPOPT",
          "GZIP",
          "XZ_OPT",
          "XZ_DEFAULTS",
          "TERMINFO",
          "TERMINFO_DIRS",
          "TERMCAP");

  private static final List<String> PREFIXES =
      List.of("LD_", "BASH_FUNC_", "GIT_", "DYLD_", "NPM_CONFIG_", "PIP_", "CARGO_", "MALLOC_");

  /** Of those prefixes, what only says who and when. */
  private static final Set<String> HARMLESS =
      Set.of(
          "GIT_AUTHOR_NAME",
          "GIT_AUTHOR_EMAIL",
          "GIT_AUTHOR_DATE",
          "GIT_COMMITTER_NAME",
          "GIT_COMMITTER_EMAIL",
          "GIT_COMMITTER_DATE",
          "GIT_TERMINAL_PROMPT");

  private EnvironmentRules() {}

  static void check(Map<String, String> env) throws Denial {
    if (env.size() > MAX_VARIABLES) {
      throw new Denial("env.too-large", "more than " + MAX_VARIABLES + " variables are set");
    }
    long bytes = 0;
    for (Map.Entry<String, String> variable : env.entrySet()) {
      String name = variable.getKey();
      bytes += name.length() + 3L * variable.getValue().length();
      if (!isName(name)) {
        throw new Denial(
            "env.bad-name",
            "a variable's name has letters, digits and '_', and does not begin with a digit");
      }
      if (variable.getValue().indexOf('\0') >= 0) {
        throw new Denial("env.nul", "the value of " + name + " has a NUL in it");
      }
      if (isDangerous(name)) {
        throw new Denial(
            "env.dangerous",
            "the variable " + name + " could have an allowed program run or load something else");
      }
    }
    if (bytes > MAX_BYTES) {
      throw new Denial("env.too-large", "the variables have more than " + MAX_BYTES + " bytes");
    }
  }

  private static boolean isDangerous(String name) {
    // npm reads its variables in any case
    String upper = name.toUpperCase(Locale.ROOT);
    return !HARMLESS.contains(name)
        && (NAMES.contains(name) || PREFIXES.stream().anyMatch(upper::startsWith));
  }

  private static boolean isName(String name) {
    return !name.isEmpty()
        && name.length() <= 256
        && !(name.charAt(0) >= '0' && name.charAt(0) <= '9')
        && name.chars()
            .allMatch(c ->
                c == '_'
                    || (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9'));
  }
}
