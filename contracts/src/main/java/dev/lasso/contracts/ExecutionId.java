package dev.lasso.contracts;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * Names one execution of one command; every step deduplicates on it.
 *
 * @param value {@code ex-} and lower-case letters, digits or dashes; at most 64 characters
 */
public record ExecutionId(@JsonValue String value) {

  /** Refuses anything that is not an id of this kind. */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public ExecutionId {
    Identifiers.require("ex", value);
  }

  @Override
  public String toString() {
    return value;
  }
}
