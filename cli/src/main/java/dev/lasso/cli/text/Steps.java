package dev.lasso.cli.text;

import java.io.PrintStream;
import java.time.Duration;
import java.time.InstantSource;

/**
 * Says what is being done: {@code [..]} while a step is under way, {@code [ok]} or {@code [!!]}
 * with the seconds it took after. In place where a person looks; as plain lines, and only when
 * something is new, where not. One thread.
 */
public final class Steps {
  private static final String CLEAR_LINE = "\r\u001b[K";
  private static final int NOTE_WIDTH = 64;

  private final PrintStream out;
  private final Style style;
  private final InstantSource clock;
  private long beganMillis;
  private String lastNote = "";

  /** Steps on that output. */
  public Steps(PrintStream out, Style style, InstantSource clock) {
    this.out = out;
    this.style = style;
    this.clock = clock;
    this.beganMillis = clock.millis();
  }

  /** A step begins. Nothing is written yet on a plain output. */
  public void begin(String what) {
    beganMillis = clock.millis();
    lastNote = "";
    if (style.live()) {
      show(what);
    }
  }

  /** How far the step is; may be called often. */
  public void note(String what) {
    if (style.live()) {
      show(what);
    } else if (!what.equals(lastNote)) {
      out.println("[..] " + Printable.line(what));
      out.flush();
    }
    lastNote = what;
  }

  /** The step is done. */
  public void ok(String what) {
    end(style.good("[ok]"), what);
  }

  /** The step went wrong. */
  public void failed(String what) {
    end(style.bad("[!!]"), what);
  }

  /** The step is over, and there is nothing to say about it. */
  public void clear() {
    if (style.live()) {
      out.print(CLEAR_LINE);
      out.flush();
    }
  }

  /** A line of its own, indented under the last step. */
  public void detail(String line) {
    out.println("     " + line);
    out.flush();
  }

  private void show(String what) {
    out.print(
        CLEAR_LINE
            + style.dim("[..] ")
            + Printable.line(what, NOTE_WIDTH)
            + style.dim(" " + elapsed()));
    out.flush();
  }

  private void end(String mark, String what) {
    if (style.live()) {
      out.print(CLEAR_LINE);
    }
    out.println(mark + " " + Printable.line(what) + " " + style.dim("(" + elapsed() + ")"));
    out.flush();
  }

  private String elapsed() {
    return Durations.seconds(Duration.ofMillis(clock.millis() - beganMillis));
  }
}
