package dev.lasso.contracts;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What the gate says of a command. The strictest of several wins. */
public enum Verdict {
  @JsonProperty("allow")
  ALLOW,
  @JsonProperty("ask")
  ASK,
  @JsonProperty("deny")
  DENY
}
