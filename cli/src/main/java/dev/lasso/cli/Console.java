package dev.lasso.cli;

import dev.lasso.cli.text.Printable;
import dev.lasso.cli.text.Steps;
import dev.lasso.cli.text.Style;
import dev.lasso.sdk.Connection;
import dev.lasso.sdk.LassoClient;
import dev.lasso.sdk.NodeHome;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;

/**
 * What a command has of the world around it: where it writes, its environment, the time.
 *
 * @param out for results
 * @param err for everything else
 * @param outStyle colours of {@code out}
 * @param errStyle colours of {@code err}
 * @param environment the variables
 * @param clock the time
 */
record Console(
    PrintStream out,
    PrintStream err,
    Style outStyle,
    Style errStyle,
    Map<String, String> environment,
    InstantSource clock) {
  private static final int BUFFER = 1 << 13;

  /** The process's own. UTF-8 whatever the locale: what passes through is not ours to change. */
  static Console system() {
    Map<String, String> environment = System.getenv();
    return new Console(
        stream(FileDescriptor.out),
        stream(FileDescriptor.err),
        Style.of(Descriptor.of(1) == Descriptor.TERMINAL, environment),
        Style.of(Descriptor.of(2) == Descriptor.TERMINAL, environment),
        environment,
        InstantSource.system());
  }

  private static PrintStream stream(FileDescriptor descriptor) {
    return new PrintStream(
        new java.io.BufferedOutputStream(new FileOutputStream(descriptor), BUFFER),
        false,
        StandardCharsets.UTF_8);
  }

  NodeHome home() {
    return NodeHome.fromEnvironment(environment);
  }

  /** A client of the node that the environment names. */
  LassoClient client() {
    return new LassoClient(Connection.fromEnvironment(environment));
  }

  Steps outSteps() {
    return new Steps(out, outStyle, clock);
  }

  Steps errSteps() {
    return new Steps(err, errStyle, clock);
  }

  /** What an exception says; its kind where it says nothing. */
  static String text(Exception e) {
    return Objects.requireNonNullElse(e.getMessage(), e.getClass().getSimpleName());
  }

  /** Says what went wrong. The text may quote others'. */
  void complain(String message) {
    out.flush();
    err.println(errStyle.bad("lasso:") + " " + Printable.line(message));
    err.flush();
  }
}
