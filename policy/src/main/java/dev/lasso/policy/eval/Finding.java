package dev.lasso.policy.eval;

import dev.lasso.policy.command.Invocation;
import dev.lasso.policy.effect.Effect;
import dev.lasso.policy.shell.Span;
import org.jspecify.annotations.Nullable;

/**
 * An effect and the part of the source that has it.
 *
 * @param by the innermost use of a program that has it; null of what the shell itself does
 */
public record Finding(Effect effect, Span span, @Nullable Invocation by) {}
