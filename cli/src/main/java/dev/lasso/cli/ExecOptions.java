package dev.lasso.cli;

import dev.lasso.cli.text.Durations;
import dev.lasso.contracts.CommandInput;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of {@code exec}. The command to run begins at {@code --}, or at the second word
 * that is no option; its own words are never looked at: {@code -n}, {@code @file} or another {@code
 * --} in them are data.
 *
 * <p>Parsed by hand: picocli's classes are of a format (Java 5) that a class data archive can't
 * hold, and loading them takes a third of the time of the one command that must be quick.
 *
 * @param sandbox what the person called it
 * @param input what to run
 * @param cwd where, if said
 * @param env what to add to the environment
 * @param timeout the limit, if said
 * @param stdin what to do with standard input
 * @param waits whether to wait for a person's approval, where one is needed
 * @param json whether to print the whole answer
 */
record ExecOptions(
    String sandbox,
    CommandInput input,
    @Nullable String cwd,
    Map<String, String> env,
    @Nullable Duration timeout,
    Stdin.Mode stdin,
    boolean waits,
    boolean json) {

  static final String HELP =
      """
      Usage: lasso exec [OPTIONS] SANDBOX [OPTIONS] [--] PROGRAM [ARGUMENT...]
             lasso exec [OPTIONS] SANDBOX [OPTIONS] --command LINE
      Run a command in a sandbox; stdin, stdout, stderr and the exit code pass through.
            SANDBOX            Its id, name or beginning of the id.
            --command=LINE     A line, split into words by the gate.
            --cwd=DIR          Where to run it; default: the workspace.
        -e, --env=NAME=VALUE   Added to its environment; may be repeated.
            --timeout=TIME     The most it may take, such as 30s or 5m; default: the profile's.
        -i, --stdin            Wait for stdin to end, however long it takes.
        -n, --no-stdin         Don't read stdin.
            --no-wait          Don't wait for a person, where one must approve; what came of it is then
                               told by `lasso approvals show ID` and the audit log.
            --json             Print the node's whole answer instead of the output.
        -h, --help             Show this help.

      Exit code: the command's own; 128+N when signal N ended it, 127 or 126 when it could not be
      started, 126 when it was denied (why is on stderr), 124 when it ran into its time limit, 75 when
      it did not start and may be tried again, 123 when a person must approve it first (with --no-wait),
      125 when LASSO itself failed, 2 when the arguments make no sense.

      Stdin (at most 512 KiB) is read to its end before the command starts, unless it is a terminal. An
      open pipe that stays silent for half a second, and that no program of the same pipeline writes
      to, counts as empty: -i waits for it, -n never reads.
      """;

  static boolean isExec(String[] args) {
    for (String arg : args) {
      if (!arg.startsWith("-")) {
        return arg.equals("exec");
      }
    }
    return false;
  }

  /**
   * Reads what follows {@code exec}.
   *
   * @return null when help is asked for
   * @throws Failure when it makes no sense
   */
  static @Nullable ExecOptions parse(List<String> args) {
    return new Parser(args).parse();
  }

  private static final class Parser {
    private final Iterator<String> args;
    private final List<String> argv = new ArrayList<>();
    private final List<String> env = new ArrayList<>();
    private @Nullable String sandbox;
    private @Nullable String command;
    private @Nullable String cwd;
    private @Nullable Duration timeout;
    private boolean readStdin;
    private boolean noStdin;
    private boolean noWait;
    private boolean json;
    private boolean help;

    Parser(List<String> args) {
      this.args = args.iterator();
    }

    @Nullable ExecOptions parse() {
      while (args.hasNext() && !help) {
        String arg = args.next();
        if (arg.equals("--")) {
          args.forEachRemaining(argv::add);
        } else if (arg.startsWith("--")) {
          longOption(arg);
        } else if (arg.startsWith("-") && arg.length() > 1) {
          shortOptions(arg);
        } else if (sandbox == null) {
          sandbox = arg;
        } else {
          argv.add(arg);
          args.forEachRemaining(argv::add);
        }
      }
      return help ? null : build();
    }

    private void longOption(String arg) {
      int equals = arg.indexOf('=');
      String name = equals < 0 ? arg : arg.substring(0, equals);
      String attached = equals < 0 ? null : arg.substring(equals + 1);
      switch (name) {
        case "--command" -> command = value(name, attached);
        case "--cwd" -> cwd = value(name, attached);
        case "--env" -> env.add(value(name, attached));
        case "--timeout" -> timeout = time(value(name, attached));
        default -> {
          if (attached != null) {
            throw usage("unknown option " + arg);
          }
          flag(name, arg);
        }
      }
    }

    private void shortOptions(String arg) {
      for (int i = 1; i < arg.length(); i++) {
        if (arg.charAt(i) == 'e') {
          String rest = arg.substring(i + 1);
          env.add(value("-e", rest.isEmpty() ? null : rest));
          return;
        }
        flag("-" + arg.charAt(i), arg);
      }
    }

    private void flag(String name, String arg) {
      switch (name) {
        case "-i", "--stdin" -> readStdin = true;
        case "-n", "--no-stdin" -> noStdin = true;
        case "-h", "--help" -> help = true;
        case "--no-wait" -> noWait = true;
        case "--json" -> json = true;
        case "--debug" -> {
          // seen by LassoCli
        }
        default -> throw usage("unknown option " + arg);
      }
    }

    private String value(String name, @Nullable String attached) {
      if (attached != null) {
        return attached;
      }
      if (!args.hasNext()) {
        throw usage(name + " needs a value");
      }
      return args.next();
    }

    private static Duration time(String text) {
      return Durations.parse(text)
          .orElseThrow(() -> usage("--timeout takes a time such as 500ms, 30s, 5m or 1h"));
    }

    private ExecOptions build() {
      if (sandbox == null) {
        throw usage("which sandbox? Its id, name or beginning of the id comes before the command");
      }
      if (readStdin && noStdin) {
        throw usage("--stdin and --no-stdin exclude each other");
      }
      return new ExecOptions(
          sandbox,
          input(),
          cwd,
          KeyValues.parse("--env", env),
          timeout,
          noStdin ? Stdin.Mode.NONE : readStdin ? Stdin.Mode.READ : Stdin.Mode.AUTOMATIC,
          !noWait,
          json);
    }

    private CommandInput input() {
      if ((command == null) == argv.isEmpty()) {
        throw usage(
            "give the command after the sandbox (lasso exec SANDBOX -- ls -l) or as --command 'ls -l', not "
                + (command == null ? "neither" : "both"));
      }
      return command == null ? CommandInput.ofArgv(argv) : CommandInput.ofCommand(command);
    }

    private static Failure usage(String message) {
      return new Failure(ExitCodes.USAGE, message + " (lasso exec --help)");
    }
  }
}
