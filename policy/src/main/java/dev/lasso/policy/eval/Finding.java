package dev.lasso.policy.eval;

import dev.lasso.policy.effect.Effect;
import dev.lasso.policy.shell.Span;

/** An effect and the part of the source that has it. */
public record Finding(Effect effect, Span span) {}
