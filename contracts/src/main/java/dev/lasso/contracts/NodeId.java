package dev.lasso.contracts;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * Names a runner node. It outlives the process: a node that starts again has the id it had.
 *
 * @param value {@code node-} and lower-case letters, digits or dashes; at most 64 characters
 */
public record NodeId(@JsonValue String value) {

  /** Refuses anything that is not an id of this kind. */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public NodeId {
    Identifiers.require("node", value);
  }

  @Override
  public String toString() {
    return value;
  }
}
