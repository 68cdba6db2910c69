package dev.lasso.bench;

import dev.lasso.cli.text.Printable;
import java.io.PrintStream;
import java.util.concurrent.atomic.AtomicReference;

/** What the benchmark is at, on standard error. */
public final class Progress {
  private static final PrintStream ERR = System.err;
  private static final AtomicReference<String> LAST = new AtomicReference<>("");

  private Progress() {}

  /** Says it once, however often it is called in a row. */
  public static void note(String what) {
    if (!LAST.getAndSet(what).equals(what)) {
      line(what);
    }
  }

  /** Says it. */
  public static void line(String what) {
    ERR.println("[..] " + Printable.line(what));
  }
}
