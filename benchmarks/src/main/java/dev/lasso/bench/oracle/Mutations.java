package dev.lasso.bench.oracle;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Changes lines: characters and words put in, left out, doubled, quoted otherwise, spliced. */
final class Mutations {
  private static final int MAX_LINE = 4_000;
  private static final String SPECIAL = "'\"\\$`{}()[]<>|&;*?~!#=%, \n\t-./:@^+0x";
  private static final List<String> TOKENS =
      List.of(
          "&&",
          "||",
          ";",
          "|",
          "> out.txt",
          ">> notes.txt",
          "< words",
          "2>&1",
          ">&2",
          "&> new",
          "<<< x",
          "$(echo src)",
          "\"$PWD\"",
          "*",
          "src/*",
          "{a,b}",
          "~",
          "..",
          "--",
          "-r",
          "-f",
          "-o",
          "-i",
          "-t",
          "-C",
          "-d",
          "$x",
          "\"$@\"",
          "${x:-words}",
          "notes.txt",
          "src",
          "/tmp",
          "/etc/hosts",
          "$'\\x61'",
          "''",
          "\\\n",
          "! ",
          "2> /tmp/z",
          "3< words",
          "<(cat words)",
          ">(cat)",
          "$((1+1))",
          "x=src",
          "./");

  private final Random random;
  private final List<String> seeds;

  Mutations(Random random, List<String> seeds) {
    this.random = random;
    this.seeds = seeds;
  }

  /** A changed seed. */
  String next(String other) {
    String line = seeds.get(random.nextInt(seeds.size()));
    int times = random.nextInt(4);
    for (int i = 0; i < times; i++) {
      line = changed(line, other);
    }
    return line.length() > MAX_LINE ? line.substring(0, MAX_LINE) : line;
  }

  private String changed(String line, String other) {
    if (line.isEmpty()) {
      return other;
    }
    int at = random.nextInt(line.length());
    return switch (random.nextInt(14)) {
      case 0 -> line.substring(0, at) + line.substring(at + 1);
      case 1 ->
          line.substring(0, at)
              + SPECIAL.charAt(random.nextInt(SPECIAL.length()))
              + line.substring(at);
      case 2 -> line.substring(0, at) + other.substring(Math.min(other.length(), at));
      case 3 -> line + words(List.of("; ", " && ", " | ", "\n", " || ")) + other;
      case 4, 5 -> words(line, this::put);
      case 6 -> words(line, this::leaveOut);
      case 7 -> words(line, this::doubled);
      case 8, 9 -> words(line, this::quoted);
      case 10 -> "eval " + Words.single(line);
      case 11 -> "(" + line + ")";
      case 12 -> "for x in src docs; do " + line + "\ndone";
      default -> "cd src && " + line;
    };
  }

  private interface Change {
    void to(List<String> words, int at);
  }

  private String words(String line, Change change) {
    List<String> words = new ArrayList<>(Arrays.asList(line.split(" ", -1)));
    change.to(words, random.nextInt(words.size()));
    return String.join(" ", words);
  }

  private String words(List<String> of) {
    return of.get(random.nextInt(of.size()));
  }

  private void put(List<String> words, int at) {
    words.add(at, words(TOKENS));
  }

  private void leaveOut(List<String> words, int at) {
    words.remove(at);
  }

  private void doubled(List<String> words, int at) {
    words.add(random.nextInt(words.size()), words.get(at));
  }

  private void quoted(List<String> words, int at) {
    String word = words.get(at);
    words.set(
        at,
        switch (random.nextInt(4)) {
          case 0 -> Words.single(word);
          case 1 -> "\"" + word + "\"";
          case 2 -> "\\" + word;
          default -> "$'" + word + "'";
        });
  }
}
