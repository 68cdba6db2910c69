package dev.lasso.policy.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The gate with the words of a command, for Jazzer: what programs do with their arguments, sed's,
 * awk's, jq's and find's languages among them. The input's words are separated by spaces; a
 * backslash before one keeps it.
 */
public final class WordsFuzz {
  private static final int MAX_WORDS = 40;

  private WordsFuzz() {}

  /** Called by Jazzer. */
  public static void fuzzerTestOneInput(byte[] input) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    String text = new String(input, StandardCharsets.UTF_8).replace("\0", "");
    for (int i = 0; i < text.length() && words.size() < MAX_WORDS; i++) {
      char c = text.charAt(i);
      if (c == '\\' && i + 1 < text.length() && text.charAt(i + 1) == ' ') {
        word.append(' ');
        i++;
      } else if (c == ' ') {
        words.add(word.toString());
        word.setLength(0);
      } else {
        word.append(c);
      }
    }
    words.add(word.toString());
    Laws.answersWords(words);
  }
}
