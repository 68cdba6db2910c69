package dev.lasso.contracts;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Environment variables that have an allowed program load, run or become something else. Nobody who
 * asks for a command or a sandbox may set one: the gate judges a command's own, the gateway those
 * of a new sandbox, which every command in it inherits.
 */
public final class HazardousVariables {
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
          "TERMCAP",
          "GNUMAKEFLAGS",
          "PYTHONWARNINGS",
          "PYTHONPLATLIBDIR",
          "PYTEST_ADDOPTS",
          "PYTEST_PLUGINS",
          "R_PROFILE_USER",
          "R_ENVIRON_USER",
          "R_HOME",
          "GCC_EXEC_PREFIX",
          "COMPILER_PATH",
          "RIPGREP_CONFIG_PATH",
          "BASH_LOADABLES_PATH",
          "OPENSSL_CONF",
          "OPENSSL_MODULES",
          "OPENSSL_ENGINES",
          "MAVEN_ARGS",
          "HOME",
          "XDG_CONFIG_HOME",
          "XDG_CONFIG_DIRS");

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

  private HazardousVariables() {}

  /** Whether it must not be set. */
  public static boolean contains(String name) {
    // npm reads its variables in any case
    String upper = name.toUpperCase(Locale.ROOT);
    return !HARMLESS.contains(name)
        && (NAMES.contains(name) || PREFIXES.stream().anyMatch(upper::startsWith));
  }
}
