package dev.lasso.policy.eval;

/** A script is beyond the bounds within which it is judged. Carries no stack: it is an answer. */
final class TooMuch extends RuntimeException {
  private static final long serialVersionUID = 1L;

  TooMuch(String what) {
    super(what, null, false, false);
  }
}
