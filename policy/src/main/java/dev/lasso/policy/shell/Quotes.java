package dev.lasso.policy.shell;

/** Collects neighbouring text that has to be quoted, so that it is quoted at once. */
final class Quotes {
  private final StringBuilder out;
  private final StringBuilder text = new StringBuilder();
  private boolean open;

  Quotes(StringBuilder out) {
    this.out = out;
  }

  void add(String more) {
    open = true;
    text.append(more);
  }

  /** Something else comes now. */
  void end() {
    if (open) {
      ShellText.quote(text.toString(), out);
      text.setLength(0);
      open = false;
    }
  }
}
