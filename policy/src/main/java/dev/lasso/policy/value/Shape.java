package dev.lasso.policy.value;

/** What a text that is not known can be. */
public enum Shape {
  /** Decimal digits, perhaps after a minus. */
  NUMBER,
  /** Letters, digits and {@code _ . : + @ - ,}, not beginning with a dash, and neither . nor .. */
  TOKEN,
  /** One name in a directory: no slash, not {@code .} or {@code ..}; may begin with a dash. */
  NAME,
  /** A path without {@code ..}, relative to what stands before it. */
  BENEATH,
  /** As BENEATH, or the directory itself. */
  TREE,
  /** An absolute path in the workspace, or the workspace. */
  IN_WORKSPACE,
  /** An absolute path in /tmp, that no one else knows. */
  IN_TMP,
  /** Anything. */
  ANY
}
