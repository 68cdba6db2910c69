package dev.lasso.cli.text;

import java.util.Map;

/**
 * Colours for one output.
 *
 * @param live whether a person looks at it: lines may be rewritten in place
 * @param coloured whether it may have colours
 */
public record Style(boolean live, boolean coloured) {
  /** For a file or a pipe. */
  public static final Style PLAIN = new Style(false, false);

  private static final String RESET = "\u001b[0m";

  /**
   * By whether it is a terminal, and what the person asked for (<a
   * href="https://no-color.org">NO_COLOR</a>, TERM, CI).
   */
  public static Style of(boolean terminal, Map<String, String> environment) {
    boolean live =
        terminal
            && !environment.getOrDefault("TERM", "dumb").equals("dumb")
            && !environment.getOrDefault("CI", "").equals("true");
    return new Style(live, live && environment.getOrDefault("NO_COLOR", "").isEmpty());
  }

  /** Something went well. */
  public String good(String text) {
    return paint("\u001b[32m", text);
  }

  /** Something needs attention. */
  public String warn(String text) {
    return paint("\u001b[33m", text);
  }

  /** Something is wrong. */
  public String bad(String text) {
    return paint("\u001b[31m", text);
  }

  /** Something is of less interest. */
  public String dim(String text) {
    return paint("\u001b[2m", text);
  }

  private String paint(String colour, String text) {
    return coloured ? colour + text + RESET : text;
  }
}
