package dev.lasso.policy.command;

import dev.lasso.policy.value.Data;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The programs whose operands no table can describe. */
final class Handlers {
  /** Knows what the operands of a program mean. */
  interface Handler {
    /** What comes out of it; null where the table's own roles are to be used after all. */
    @Nullable Data run(Use use, Arguments arguments);
  }

  private static final Handler NONE = (use, arguments) -> null;

  private static final Map<String, Handler> BY_NAME =
      Map.ofEntries(
          Map.entry("sed", TextTools::sed),
          Map.entry("awk", TextTools::awk),
          Map.entry("jq", TextTools::jq),
          Map.entry("find", FindTool::run),
          Map.entry("xargs", Runners::xargs),
          Map.entry("env", Runners::env),
          Map.entry("time", Runners::time),
          Map.entry("tar", FileTools::tar),
          Map.entry("dd", FileTools::dd),
          Map.entry("mktemp", FileTools::mktemp),
          Map.entry("chmod", FileTools::chmod),
          Map.entry("ln", FileTools::ln),
          Map.entry("curl", NetTools::curl),
          Map.entry("httpie", NetTools::httpie),
          Map.entry("wget", NetTools::wget),
          Map.entry("less", TextTools::less),
          Map.entry("ps", TextTools::ps),
          Map.entry("tr", TextTools::tr),
          Map.entry("date", TextTools::date),
          Map.entry("git-config", GitTools::config),
          Map.entry("git-remote", GitTools::remote),
          Map.entry("git-rev-parse", GitTools::revParse),
          Map.entry("python-module", Runners::pythonModule),
          Map.entry("perl", Runners::perl),
          Map.entry("arguments-file", Runners::argumentsFile),
          Map.entry("jar", NONE),
          Map.entry("psql", NONE),
          Map.entry("sqlite", NONE),
          Map.entry("dirname", PathTools::dirname),
          Map.entry("which", PathTools::which),
          Map.entry("basename", PathTools::basename),
          Map.entry("resolved", PathTools::resolved),
          Map.entry("package-program", BuildTools::packageProgram),
          Map.entry("make", BuildTools::make),
          Map.entry("goals", BuildTools::goals),
          Map.entry("cmake", BuildTools::cmake),
          Map.entry("ls", PathTools::ls),
          Map.entry("rustc-arguments", BuildTools::compiler),
          Map.entry("node-tool", BuildTools::nodeTool),
          Map.entry("shell", Shells::run),
          Map.entry("busybox", Shells::busybox),
          Map.entry("builtin", NONE));

  private Handlers() {}

  static Handler of(CommandTable table) {
    Handler handler = table.handler().isEmpty() ? NONE : BY_NAME.get(table.handler());
    if (handler == null) {
      throw new IllegalStateException(table.shown() + " has no handler '" + table.handler() + "'");
    }
    return handler;
  }

  /** Fails where a table or one of its subcommands names a handler that there is not. */
  static void require(CommandTable table) {
    of(table);
    table.subcommands().values().forEach(Handlers::require);
  }
}
