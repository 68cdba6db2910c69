package dev.lasso.policy.command.language;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * What the arguments of find say, by the grammar of GNU find 4.10. All numbers are indexes of the
 * words.
 *
 * @param starts where it begins to look; empty is the working directory
 * @param commands the commands that it runs
 * @param deletes whether it deletes what it finds
 * @param writes names of files that are made
 * @param lists names of files that name more starting points ({@code -} is standard input)
 * @param references names of files of which the times, the number and so on are looked at
 * @param follows whether it follows links ({@code -L}, {@code -H}, {@code -follow})
 * @param printsContents whether its output has forms of its own making: {@code -printf}, {@code
 *     -ls}
 * @param unsure why there may be more; null where this is all
 * @param unsureAt the word that {@code unsure} is about, or -1
 */
public record FindExpression(
    List<Integer> starts,
    List<Command> commands,
    boolean deletes,
    List<Integer> writes,
    List<Integer> lists,
    List<Integer> references,
    boolean follows,
    boolean printsContents,
    @Nullable String unsure,
    int unsureAt) {

  /** How it runs a command. */
  public enum Kind {
    EXEC,
    EXECDIR,
    OK,
    OKDIR
  }

  /**
   * A command that find runs.
   *
   * @param from its first word
   * @param to the word behind its last one: the {@code ;} or {@code +}. The {@code {}} before
   *     {@code +} is one of its words
   * @param plus whether it ends with {@code +}: many names at once
   * @param names whether {@code {}} stands in one of the words
   */
  public record Command(Kind kind, int from, int to, boolean plus, boolean names) {}

  public FindExpression {
    starts = List.copyOf(starts);
    commands = List.copyOf(commands);
    writes = List.copyOf(writes);
    lists = List.copyOf(lists);
    references = List.copyOf(references);
  }

  /**
   * Reads the words behind {@code find}; null is a word that isn't fully known. A starting point
   * that isn't known is unsure: it could be a test or an action.
   */
  public static FindExpression parse(List<@Nullable String> words) {
    return parse(words, index -> false);
  }

  /**
   * The same.
   *
   * @param surelyPath whether a word that isn't fully known surely begins with neither {@code -}
   *     nor {@code (}, {@code )}, {@code !} or a comma, and isn't empty
   */
  public static FindExpression parse(List<@Nullable String> words, IntPredicate surelyPath) {
    return new Parser(words, surelyPath).parse();
  }

  private enum Argument {
    NONE,
    TEXT,
    WRITE,
    WRITE_TEXT,
    LIST,
    REFERENCE
  }

  private static final Map<String, Argument> PREDICATES = new HashMap<>();

  static {
    put(
        Argument.NONE,
        "( ) ! , -a -and -o -or -not -d -daystart -depth -empty -executable -false -follow"
            + " -ignore_readdir_race -ls -mount -nogroup -noignore_readdir_race -noleaf -nouser"
            + " -nowarn -print -print0 -prune -quit -readable -true -warn -writable -xdev -delete"
            + " -help --help -version --version");
    put(
        Argument.TEXT,
        "-amin -atime -cmin -context -ctime -fstype -gid -group -ilname -iname -inum -ipath"
            + " -iregex -iwholename -links -lname -maxdepth -mindepth -mmin -mtime -name -path"
            + " -perm -printf -regex -regextype -size -type -uid -used -user -wholename -xtype"
            + " -newerat -newerBt -newerct -newermt");
    put(Argument.WRITE, "-fls -fprint -fprint0");
    put(Argument.WRITE_TEXT, "-fprintf");
    put(Argument.LIST, "-files0-from");
    put(Argument.REFERENCE, "-newer -anewer -cnewer -samefile");
    for (char x : "aBcm".toCharArray()) {
      for (char y : "aBcm".toCharArray()) {
        put(Argument.REFERENCE, "-newer" + x + y);
      }
    }
  }

  private static void put(Argument argument, String names) {
    for (String name : names.split(" ")) {
      PREDICATES.put(name, argument);
    }
  }

  private static final class Parser {
    private final List<@Nullable String> words;
    private final IntPredicate surelyPath;
    private final List<Integer> starts = new ArrayList<>();
    private final List<Command> commands = new ArrayList<>();
    private final List<Integer> writes = new ArrayList<>();
    private final List<Integer> lists = new ArrayList<>();
    private final List<Integer> references = new ArrayList<>();
    private boolean deletes;
    private boolean follows;
    private boolean printsContents;
    private @Nullable String unsure;
    private int unsureAt = -1;
    private int at;

    Parser(List<@Nullable String> words, IntPredicate surelyPath) {
      this.words = words;
      this.surelyPath = surelyPath;
    }

    FindExpression parse() {
      options();
      starts();
      while (at < words.size() && unsure == null) {
        predicate();
      }
      return new FindExpression(
          starts,
          commands,
          deletes,
          writes,
          lists,
          references,
          follows,
          printsContents,
          unsure,
          unsureAt);
    }

    private void options() {
      while (at < words.size()) {
        String word = words.get(at);
        if (word == null) {
          return;
        }
        switch (word) {
          case "-H", "-L" -> follows = true;
          case "-P" -> {}
          case "-D" -> {
            if (++at >= words.size()) {
              unsure("an option without its value", at - 1);
              return;
            }
          }
          case "--" -> {
            at++;
            return;
          }
          default -> {
            if (!word.startsWith("-O")) {
              return;
            }
          }
        }
        at++;
      }
    }

    private void starts() {
      for (; at < words.size(); at++) {
        String word = words.get(at);
        if (word == null) {
          if (!surelyPath.test(at)) {
            unsure("a starting point that could be an action", at);
            return;
          }
        } else if (word.equals(")") || word.equals(",")) {
          unsure("a starting point of a strange name", at);
          return;
        } else if (word.equals("(") || word.equals("!") || looksLikeOption(word)) {
          return;
        }
        starts.add(at);
      }
    }

    private static boolean looksLikeOption(String word) {
      return word.length() > 1 && word.charAt(0) == '-';
    }

    private void predicate() {
      int name = at++;
      String word = words.get(name);
      if (word == null) {
        unsure("a word that could be an action", name);
        return;
      }
      switch (word) {
        case "-exec" -> command(Kind.EXEC);
        case "-execdir" -> command(Kind.EXECDIR);
        case "-ok" -> command(Kind.OK);
        case "-okdir" -> command(Kind.OKDIR);
        default -> {
          Argument argument = PREDICATES.get(word);
          if (argument == null) {
            unsure("an unknown test or action", name);
            return;
          }
          deletes |= word.equals("-delete");
          follows |= word.equals("-follow");
          printsContents |= word.equals("-ls") || word.equals("-printf");
          arguments(name, argument);
        }
      }
    }

    private void arguments(int name, Argument argument) {
      int count =
          switch (argument) {
            case NONE -> 0;
            case TEXT, WRITE, LIST, REFERENCE -> 1;
            case WRITE_TEXT -> 2;
          };
      if (at + count > words.size()) {
        unsure("a test or action without its argument", name);
        return;
      }
      switch (argument) {
        case NONE, TEXT -> {}
        case WRITE, WRITE_TEXT -> writes.add(at);
        case LIST -> lists.add(at);
        case REFERENCE -> references.add(at);
      }
      at += count;
    }

    private void command(Kind kind) {
      int from = at;
      boolean names = false;
      boolean plusAllowed = kind == Kind.EXEC || kind == Kind.EXECDIR;
      for (; at < words.size(); at++) {
        String word = words.get(at);
        if (word == null) {
          if (couldEndHere()) {
            unsure("a word that could end the command", at);
            return;
          }
          continue;
        }
        boolean plus = plusAllowed && word.equals("+") && at > from;
        if (plus && words.get(at - 1) == null) {
          unsure("a plus that ends the command or not", at);
          return;
        }
        plus = plus && "{}".equals(words.get(at - 1));
        if (word.equals(";") || plus) {
          if (at == from) {
            unsure("no command to run", at);
            return;
          }
          commands.add(new Command(kind, from, at, plus, names));
          at++;
          return;
        }
        names |= word.contains("{}");
      }
      unsure("a command without an end", from - 1);
    }

    /** If the unknown word here is the end, find takes what follows only if it is a test. */
    private boolean couldEndHere() {
      if (at + 1 >= words.size()) {
        return true;
      }
      String next = words.get(at + 1);
      return next == null
          || PREDICATES.containsKey(next)
          || next.startsWith("-exec")
          || next.startsWith("-ok");
    }

    private void unsure(String why, int index) {
      if (unsure == null) {
        unsure = why;
        unsureAt = index;
      }
    }
  }
}
