package dev.lasso.policy.command;

/**
 * One option of a program.
 *
 * @param name with its dashes
 * @param arity whether it has a value
 * @param role what the value is
 * @param detail a language, or a reason; else empty
 */
record Option(String name, Arity arity, Role role, String detail) {

  /** Whether an option has a value. */
  enum Arity {
    NONE,
    /** Only glued to it, or after {@code =}. */
    OPTIONAL,
    REQUIRED,
    /** A name, and then the value. */
    PAIR
  }

  /** Whether using it makes a difference to what the gate says. */
  boolean isInert() {
    return role == Role.FLAG || role == Role.TEXT;
  }
}
