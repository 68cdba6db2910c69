package dev.lasso.contracts;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How strongly a sandbox is kept apart from its host. Never silently weaker than asked. */
public enum Isolation {
  /** Namespaces and cgroups of the engine's default runtime. */
  @JsonProperty("container")
  CONTAINER("container"),
  /** gVisor: system calls are served by a user-space kernel (runtime {@code runsc}). */
  @JsonProperty("gvisor")
  GVISOR("gvisor"),
  /** Kata Containers: a virtual machine with a kernel of its own. */
  @JsonProperty("kata")
  KATA("kata");

  private final String label;

  Isolation(String label) {
    this.label = label;
  }

  /** The word people write in profiles and requests. */
  public String label() {
    return label;
  }
}
