package dev.lasso.contracts;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * Names one sandbox for ever; never reused.
 *
 * @param value {@code sb-} and lower-case letters, digits or dashes; at most 64 characters
 */
public record SandboxId(@JsonValue String value) {

  /** Refuses anything that is not an id of this kind. */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public SandboxId {
    Identifiers.require("sb", value);
  }

  @Override
  public String toString() {
    return value;
  }
}
