package dev.lasso.policy.eval;

import dev.lasso.policy.command.Invocation;
import dev.lasso.policy.effect.Effect;
import dev.lasso.policy.shell.Span;
import dev.lasso.policy.value.Data;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What was found on the way, each with its place in the line. For one thread, for one script. */
final class Findings {
  private final List<Finding> effects = new ArrayList<>();
  private final List<Observed> observed = new ArrayList<>();
  private final Work work;
  private Span span = Span.NONE;
  private @Nullable Invocation by;

  /** Above 0 within a text that is not the source itself, whose places mean nothing. */
  private int quoted;

  Findings(Work work) {
    this.work = work;
  }

  List<Finding> effects() {
    return effects;
  }

  /** The programs and assignments on the way. */
  List<Observed> observed() {
    return observed;
  }

  /** Notes an effect of what is being looked at. */
  void report(Effect effect) {
    Finding finding = new Finding(effect, span, by);
    if (effects.isEmpty() || !effects.getLast().equals(finding)) {
      work.spend(1, Work.EFFECT);
      effects.add(finding);
    }
  }

  /** Notes that a variable is set. */
  void assigned(String name) {
    work.spend(1, Work.EFFECT);
    observed.add(new Observed.Assigned(name, span));
  }

  /** Follows one use of a program. */
  Data using(Invocation invocation, Supplier<Data> use) {
    observed.add(new Observed.Used(invocation, span));
    Invocation outer = by;
    by = invocation;
    try {
      return use.get();
    } finally {
      by = outer;
    }
  }

  /** Follows a statement, which is the place of what is found. */
  Data at(Span place, Supplier<Data> statement) {
    Span before = span;
    if (quoted == 0 && !place.equals(Span.NONE)) {
      span = place;
    }
    try {
      return statement.get();
    } finally {
      span = before;
    }
  }

  /** Follows a text that stands in a word of the line. */
  Data within(Supplier<Data> text) {
    Invocation outer = by;
    by = null;
    quoted++;
    try {
      return text.get();
    } finally {
      quoted--;
      by = outer;
    }
  }
}
