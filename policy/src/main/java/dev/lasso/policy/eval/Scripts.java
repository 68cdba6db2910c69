package dev.lasso.policy.eval;

import dev.lasso.policy.effect.Effect;
import dev.lasso.policy.shell.ShellParser;
import dev.lasso.policy.shell.Statement;
import dev.lasso.policy.shell.SyntaxException;
import org.jspecify.annotations.Nullable;

/** Scripts within scripts. */
final class Scripts {
  private Scripts() {}

  /** The tree of a script; null where it can't be read, which is then noted. */
  static @Nullable Statement parse(String text, Evaluator evaluator) {
    try {
      return ShellParser.parse(text);
    } catch (SyntaxException e) {
      evaluator.report(new Effect.Unsure("a script within the command: " + e.getMessage()));
      return null;
    }
  }
}
