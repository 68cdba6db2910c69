package dev.lasso.policy.command.language;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Guesses what a program in a big language may do with what it reads: for bodies such as those of
 * {@code python3 -c}, behind a pipe from somewhere.
 *
 * <p>A heuristic by names, not a proof. It errs to the side of danger: whatever it can't read as
 * text, or doesn't know, may run what it reads. Pure; safe for any thread.
 */
public final class ForeignCode {
  private ForeignCode() {}

  /**
   * Whether the program may execute or deserialize what it reads.
   *
   * @param language the name of the interpreter: python, python3.12, node, perl, ruby, php
   */
  public static boolean usesStandardInputAsCode(String language, String body) {
    try {
      return switch (family(language)) {
        case "python" -> new PythonCode(body).mayRunWhatItReads();
        case "node" -> new JavaScriptCode(body).mayRunWhatItReads();
        case "perl" -> ScriptCode.perl(body).mayRunWhatItReads();
        case "ruby" -> ScriptCode.ruby(body).mayRunWhatItReads();
        case "php" -> ScriptCode.php(body).mayRunWhatItReads();
        default -> true;
      };
    } catch (Unclear e) {
      return true;
    }
  }

  /** Whether the program surely only turns what it reads into what it prints. */
  public static boolean isPlainData(String language, String body) {
    if (usesStandardInputAsCode(language, body)) {
      return false;
    }
    try {
      return switch (family(language)) {
        case "python" -> new PythonCode(body).isPlain();
        case "node" -> new JavaScriptCode(body).isPlain();
        case "perl" -> ScriptCode.perl(body).isPlain();
        case "ruby" -> ScriptCode.ruby(body).isPlain();
        case "php" -> ScriptCode.php(body).isPlain();
        default -> false;
      };
    } catch (Unclear e) {
      return false;
    }
  }

  private static String family(String language) {
    String name = language.toLowerCase(Locale.ROOT);
    int end = name.length();
    while (end > 0 && (Character.isDigit(name.charAt(end - 1)) || name.charAt(end - 1) == '.')) {
      end--;
    }
    return switch (name.substring(0, end)) {
      case "python", "py", "pypy" -> "python";
      case "node", "nodejs", "js", "javascript" -> "node";
      default -> name.substring(0, end);
    };
  }

  static Set<String> words(String lines) {
    return Set.copyOf(List.of(lines.strip().split("\\s+")));
  }
}
