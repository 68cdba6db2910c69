package dev.lasso.policy.command.language;

import java.util.List;

/** The arguments behind a format, taken one by one; empty text where there is none left. */
final class PrintfArguments {
  private final List<String> arguments;
  private int at;
  private int taken;

  PrintfArguments(List<String> arguments) {
    this.arguments = arguments;
  }

  String next() {
    taken++;
    return at < arguments.size() ? arguments.get(at++) : "";
  }

  boolean isEmpty() {
    return at >= arguments.size();
  }

  /** How many were asked for. */
  int taken() {
    return taken;
  }
}
