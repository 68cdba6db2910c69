package dev.lasso.policy.eval;

import dev.lasso.policy.command.Invocation;
import dev.lasso.policy.shell.Span;

/** What happens on the way that is no effect in itself; rules of a profile look at it. */
public sealed interface Observed {

  /** The part of the source that has it. */
  Span span();

  /** A program is used. */
  record Used(Invocation invocation, Span span) implements Observed {}

  /** A variable is set. */
  record Assigned(String name, Span span) implements Observed {}
}
