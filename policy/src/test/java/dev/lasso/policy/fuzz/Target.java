package dev.lasso.policy.fuzz;

/** What can be fuzzed. */
enum Target {
  PARSER("dev.lasso.policy.fuzz.ParserFuzz", "the parser and its printer"),
  GATE("dev.lasso.policy.fuzz.GateFuzz", "the whole gate with a line for the shell"),
  WORDS("dev.lasso.policy.fuzz.WordsFuzz", "the gate with the words of a command"),
  MUTANTS("dev.lasso.policy.fuzz.MutantsFuzz", "what is not allowed, written otherwise"),
  BATCH("dev.lasso.cli.BatchFuzz", "the input of lasso gate check --batch");

  private final String className;
  private final String what;

  Target(String className, String what) {
    this.className = className;
    this.what = what;
  }

  String className() {
    return className;
  }

  String what() {
    return what;
  }

  /** As it is written in arguments and names of directories. */
  String word() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
