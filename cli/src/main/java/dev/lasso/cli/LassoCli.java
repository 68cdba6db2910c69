package dev.lasso.cli;

import dev.lasso.cli.node.NodeLaunch;
import dev.lasso.sdk.LassoException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;

/**
 * The {@code lasso} command. Exit codes: 0 done; 1 it could not be done; 2 the arguments make no
 * sense; 130 interrupted; {@code exec} has the command's own (see {@code lasso exec --help}).
 *
 * <p>It lives for a fraction of a second, so only the subcommand that is called is looked at.
 */
public final class LassoCli {
  private static final String NAME = "lasso";
  private static final char REPLACEMENT = '\ufffd';

  private static final Map<String, Function<Console, Object>> COMMANDS = commands();

  @Command(
      name = NAME,
      description = "Sandboxes for coding agents: every command decided, isolated, and proven.",
      synopsisSubcommandLabel = "COMMAND",
      footer = {
        "",
        "A first look:  lasso quickstart",
        "Environment:   LASSO_HOME (default ~/.lasso) is where the node of this machine keeps everything;",
        "               LASSO_API_URL and LASSO_API_KEY name a node elsewhere; NO_COLOR; LASSO_DEBUG=1."
      })
  static final class Root {
    @Option(
        names = {"-h", "--help"},
        usageHelp = true,
        scope = ScopeType.INHERIT,
        description = "Show this help.")
    boolean help;

    @Option(
        names = {"-V", "--version"},
        versionHelp = true,
        description = "Print the version.")
    boolean version;

    @Option(
        names = "--debug",
        scope = ScopeType.INHERIT,
        hidden = true,
        description = "Show where an error comes from.")
    boolean debug;
  }

  private final Console console;

  LassoCli(Console console) {
    this.console = console;
  }

  /** Runs the command and ends the process with its exit code. */
  public static void main(String[] args) {
    Preload.start(args);
    Console console = Console.system();
    int code = new LassoCli(console).run(args);
    console.out().flush();
    console.err().flush();
    if (code == ExitCodes.OK && console.out().checkError()) {
      // a full disk must not pass for success
      console.complain("can't write the output");
      code = ExitCodes.FAILED;
    }
    System.exit(code);
  }

  private static Map<String, Function<Console, Object>> commands() {
    Map<String, Function<Console, Object>> commands = new LinkedHashMap<>();
    commands.put("quickstart", QuickstartCommand::new);
    commands.put("check", CheckCommand::new);
    commands.put("up", UpCommand::new);
    commands.put("down", DownCommand::new);
    commands.put("create", CreateCommand::new);
    commands.put("exec", ExecCommand::new);
    commands.put("status", StatusCommand::new);
    commands.put("ps", StatusCommand::new);
    commands.put("stop", StopCommand::new);
    commands.put("rm", RemoveCommand::new);
    commands.put("resume", ResumeCommand::new);
    commands.put("profiles", ProfilesCommand::new);
    commands.put("approvals", ApprovalsCommand::create);
    commands.put("audit", AuditCommand::create);
    commands.put("gate", GateCommand::create);
    commands.put("policy", PolicyCommand::create);
    commands.put("train-node", TrainCommand::new);
    return commands;
  }

  int run(String... args) {
    if (args.length == 1 && (args[0].equals("--version") || args[0].equals("-V"))) {
      console.out().println(version());
      return ExitCodes.OK;
    }
    boolean debug =
        leading(args).contains("--debug")
            || !console.environment().getOrDefault("LASSO_DEBUG", "").isEmpty();
    try {
      requireReadable(args);
      return execute(args);
    } catch (Failure e) {
      // a command's own 1 must not be mistaken for ours
      return complain(e, "", e.exitCode() == ExitCodes.FAILED ? failed(args) : e.exitCode(), debug);
    } catch (LassoException.Refused e) {
      boolean again = ExecOptions.isExec(args) && ExitCodes.mayTryAgain(e.problem());
      return complain(e, "", again ? ExitCodes.TRY_AGAIN : failed(args), debug);
    } catch (LassoException | NodeLaunch.NotBuilt e) {
      return complain(e, "", failed(args), debug);
    } catch (Exception e) {
      return complain(
          e, debug ? "" : " (LASSO_DEBUG=1 shows where this comes from)", failed(args), debug);
    }
  }

  /** What is ours to look at: the words of a command to run are not. */
  private static List<String> leading(String[] args) {
    List<String> all = List.of(args);
    return ExecOptions.isExec(args) ? all.subList(0, all.indexOf("exec")) : all;
  }

  private static int failed(String[] args) {
    return ExecOptions.isExec(args) ? ExitCodes.LASSO_FAILED : ExitCodes.FAILED;
  }

  private int complain(Exception e, String more, int code, boolean debug) {
    console.complain(Console.text(e) + more);
    if (debug) {
      e.printStackTrace(console.err());
    }
    return code;
  }

  private int execute(String[] args) throws Exception {
    String called = calledCommand(args);
    if (called.equals("exec")) {
      List<String> all = List.of(args);
      return new ExecCommand(console).run(all.subList(all.indexOf("exec") + 1, all.size()));
    }
    if (!called.isEmpty() && !COMMANDS.containsKey(called)) {
      throw new Failure(
          ExitCodes.USAGE, "there is no command \"" + called + "\": `lasso --help` lists them");
    }
    CommandLine commandLine = commandLine(called);
    ParseResult parsed;
    try {
      parsed = commandLine.parseArgs(args);
    } catch (CommandLine.ParameterException e) {
      console.complain(Console.text(e));
      console
          .err()
          .println("Try `" + e.getCommandLine().getCommandSpec().qualifiedName() + " --help`.");
      return ExitCodes.USAGE;
    }
    return execute(parsed);
  }

  private int execute(ParseResult parsed) throws Exception {
    ParseResult last = parsed;
    while (last.hasSubcommand()) {
      last = last.subcommand();
    }
    CommandLine chosen = last.commandSpec().commandLine();
    if (CommandLine.executeHelpRequest(parsed) != null) {
      return ExitCodes.OK;
    }
    if (chosen.getCommand() instanceof Action action) {
      return action.run();
    }
    if (!parsed.hasSubcommand() && parsed.expandedArgs().isEmpty()) {
      chosen.usage(console.out());
      return ExitCodes.OK;
    }
    console.complain("which command? " + String.join(", ", chosen.getSubcommands().keySet()));
    return ExitCodes.USAGE;
  }

  private CommandLine commandLine(String called) {
    CommandLine commandLine = new CommandLine(new Root());
    CommandSpec spec = commandLine.getCommandSpec();
    spec.version(version());
    if (COMMANDS.containsKey(called)) {
      commandLine.addSubcommand(called, create(called));
    } else {
      COMMANDS.keySet().stream()
          .filter(name -> !name.equals("ps"))
          .forEach(name -> commandLine.addSubcommand(name, create(name)));
    }
    // what the person typed is data: no @files, no quotes to be taken off
    commandLine.setExpandAtFiles(false);
    commandLine.setOut(new PrintWriter(console.out(), true, StandardCharsets.UTF_8));
    commandLine.setErr(new PrintWriter(console.err(), true, StandardCharsets.UTF_8));
    commandLine.setColorScheme(
        CommandLine.Help.defaultColorScheme(
            console.outStyle().coloured() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF));
    commandLine.setUsageHelpAutoWidth(false);
    commandLine.setUsageHelpWidth(110);
    return commandLine;
  }

  private Object create(String name) {
    Function<Console, Object> maker = COMMANDS.get(name);
    if (maker == null) {
      throw new IllegalArgumentException(name);
    }
    return maker.apply(console);
  }

  private static String calledCommand(String[] args) {
    return Arrays.stream(args).filter(arg -> !arg.startsWith("-")).findFirst().orElse("");
  }

  /**
   * Java reads arguments by the locale; what is not text in it would arrive mutilated. Better not
   * at all.
   */
  private static void requireReadable(String[] args) {
    List<String> positions = new ArrayList<>();
    for (int i = 0; i < args.length; i++) {
      if (args[i].indexOf(REPLACEMENT) >= 0) {
        positions.add(Integer.toString(i + 1));
      }
    }
    if (!positions.isEmpty()) {
      throw new Failure(
          ExitCodes.USAGE,
          "argument "
              + String.join(", ", positions)
              + " is not text in this locale ("
              + System.getProperty("sun.jnu.encoding", "unknown")
              + "): set LC_ALL=C.UTF-8, and pass bytes that are not UTF-8 by stdin or a file");
    }
  }

  private static String version() {
    String version = LassoCli.class.getPackage().getImplementationVersion();
    return NAME
        + " "
        + (version == null ? "(from classes)" : version)
        + " (Java "
        + Runtime.version().feature()
        + ")";
  }
}
