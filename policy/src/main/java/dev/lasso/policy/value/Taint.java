package dev.lasso.policy.value;

/** Where a text comes from, as far as that matters. */
public enum Taint {
  /** A secret may be in it: what a secret-looking file or variable holds. */
  SECRET,
  /** Came over the network. */
  NETWORK,
  /** Decoded, transformed or made by a program: nobody can say what it is before it runs. */
  COMPUTED,
  /** What a file of the workspace holds. */
  FILE,
  /** The environment's variables. */
  ENVIRONMENT
}
