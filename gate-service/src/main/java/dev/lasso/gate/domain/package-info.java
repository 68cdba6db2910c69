/**
 * Decides on commands. Pure: a command, a profile and a moment in, a decision out; no clock, no
 * I/O, no state.
 *
 * <p>Until the gate parses shell strings in full, a string may be words and quotes and nothing
 * else.
 */
@NullMarked
package dev.lasso.gate.domain;

import org.jspecify.annotations.NullMarked;
