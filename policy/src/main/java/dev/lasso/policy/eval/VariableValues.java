package dev.lasso.policy.eval;

import dev.lasso.policy.value.Field;
import dev.lasso.policy.value.Links;
import dev.lasso.policy.value.Location.At;
import dev.lasso.policy.value.Paths;
import java.util.List;
import java.util.Set;

/** Values of environment variables that do no harm. */
final class VariableValues {
  private static final Set<String> HARMLESS_LINKING =
      Set.of(
          "-Wl,--no-undefined",
          "-Wl,--as-needed",
          "-Wl,--gc-sections",
          "-Wl,-O1",
          "-Wl,-z,relro",
          "-Wl,-z,now");

  private VariableValues() {}

  /** Plain words, numbers, harmless compiler flags, paths of the workspace and of the image. */
  static boolean isTame(Field value) {
    String text = value.text();
    if (text == null) {
      return isIn(value, "/workspace") && value.prefix().startsWith("/workspace");
    }
    if (text.contains("://")
        || text.chars().anyMatch(c -> c < 0x20 || "`$;|&<>'\"\\!@".indexOf(c) >= 0)) {
      return false;
    }
    for (String word : text.trim().split(" +")) {
      boolean flag =
          word.startsWith("-")
              && (word.startsWith("-O")
                  || word.startsWith("-g")
                  || (word.startsWith("-W") && word.indexOf(',') < 0)
                  || word.startsWith("-D")
                  || word.startsWith("-std=")
                  || word.startsWith("-Xm")
                  || (word.startsWith("-j") && isNumber(word.substring(2)))
                  || word.equals("-v")
                  || word.equals("-q")
                  || word.equals("-race")
                  || word.equals("-fPIC")
                  || word.equals("-pthread")
                  || word.startsWith("-march=")
                  || (word.startsWith("-l") && word.indexOf('/') < 0));
      boolean path =
          word.indexOf('/') >= 0
              && !word.startsWith("-")
              && (isIn(Field.of(word), "/workspace") || isIn(Field.of(word), "/usr"));
      boolean plain = word.indexOf('/') < 0 && !word.startsWith("-");
      if (!flag && !path && !plain) {
        return false;
      }
    }
    return true;
  }

  private static boolean isNumber(String text) {
    return text.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  /** Flags that choose no program, plugin, specification or file, and lead to no directory. */
  static boolean areCompilerFlags(String text) {
    for (String word : text.trim().split(" +")) {
      boolean plain =
          word.chars()
              .allMatch(c -> c < 128 && (Character.isLetterOrDigit(c) || "-_=.,+".indexOf(c) >= 0));
      boolean harmless =
          Set.of("-pedantic", "-pedantic-errors", "-coverage", "--coverage", "-pthread", "-static")
                  .contains(word)
              || HARMLESS_LINKING.contains(word)
              || word.startsWith("-O")
              || word.startsWith("-g")
              || word.startsWith("-std=")
              || word.startsWith("-D")
              || word.startsWith("-U")
              || word.startsWith("-fsanitize=")
              || word.startsWith("-fno-")
              || word.startsWith("-fstack-protector")
              || word.startsWith("-fvisibility=")
              || Set.of("-fPIC", "-fpic", "-fPIE", "-fcommon", "-flto").contains(word)
              || (word.startsWith("-m") && !word.startsWith("-mllvm"))
              || (word.startsWith("-W") && word.indexOf(',') < 0)
              || word.startsWith("-Zmiri-");
      if (!plain || !harmless) {
        return false;
      }
    }
    return true;
  }

  /** Lints, targets and levels of rustc; nothing that names a file or a program. */
  static boolean areRustFlags(String value) {
    String before = "";
    for (String word : value.trim().split(" +")) {
      boolean plain =
          word.chars()
              .allMatch(c -> c < 128 && (Character.isLetterOrDigit(c) || "-_+=,:".indexOf(c) >= 0));
      boolean codegen =
          word.startsWith("target-")
              || word.startsWith("opt-level=")
              || word.startsWith("debuginfo=")
              || word.startsWith("lto=")
              || word.startsWith("codegen-units=")
              || word.startsWith("instrument-coverage")
              || word.startsWith("strip=")
              || word.startsWith("panic=");
      boolean known =
          before.equals("-C")
              ? codegen
              : Set.of("-D", "-A", "-W", "--cfg", "--cap-lints").contains(before)
                  || Set.of("-C", "-D", "-A", "-W", "--cfg", "--cap-lints", "-g", "-O", "")
                      .contains(word)
                  || (word.startsWith("-C") && word.startsWith("target-", 2))
                  || (word.length() > 2 && Set.of("-D", "-A", "-W").contains(word.substring(0, 2)))
                  || word.startsWith("--cfg=")
                  || word.startsWith("--cap-lints=");
      if (!plain || !known) {
        return false;
      }
      before = word;
    }
    return true;
  }

  /** Whether all of it is options of a list. */
  static boolean areOptions(String value, List<String> allowed) {
    if (value.chars().anyMatch(c -> c < 0x20 || "'\"\\`$@".indexOf(c) >= 0)) {
      return false;
    }
    for (String word : value.trim().split(" +")) {
      boolean known = word.isEmpty();
      for (String option : allowed) {
        boolean valued =
            option.endsWith("=")
                || option.endsWith(".")
                || option.startsWith("-X")
                || option.equals("-j")
                || option.equals("-T");
        known |=
            valued
                ? word.startsWith(option) && !word.substring(option.length()).contains("/")
                : word.equals(option);
      }
      if (!known) {
        return false;
      }
    }
    return true;
  }

  /** Whether a path is in a directory, from the workspace. */
  static boolean isIn(Field entry, String directory) {
    return SearchPath.isIn(Paths.locate(entry, new At("/workspace"), Links.NONE), directory);
  }
}
