package dev.lasso.bench.oracle;

import java.util.List;
import java.util.Random;

/** Lines from a seed: the same seed gives the same lines in the same order. For any thread. */
final class Lines {
  /** A line, and the how manieth it is, from 1. */
  record Numbered(int number, String line) {}

  private final LineGrammar grammar;
  private final Mutations mutations;
  private final Random random;
  private int given;

  Lines(long seed, List<String> seeds) {
    this.random = new Random(seed);
    this.grammar = new LineGrammar(random);
    this.mutations = new Mutations(random, seeds);
  }

  /** The next one. */
  synchronized Numbered next() {
    String line = grammar.next();
    given++;
    return new Numbered(given, random.nextInt(10) < 7 ? line : mutations.next(line));
  }
}
