package dev.lasso.policy.proof;

import dev.lasso.policy.Opinion;
import dev.lasso.policy.effect.Effect;
import dev.lasso.policy.shell.Commands;
import dev.lasso.policy.shell.Commands.Found;
import dev.lasso.policy.shell.ShellParser;
import dev.lasso.policy.shell.Span;
import dev.lasso.policy.shell.Statement;
import dev.lasso.policy.shell.Statement.Simple;
import dev.lasso.policy.shell.SyntaxException;
import dev.lasso.policy.shell.Word;
import dev.lasso.policy.value.Location;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Other ways to write the same command: a rule that is for one of them must be for all. Every
 * mutant does what the line does, or would if all the programs that it names are installed.
 * Deterministic and bounded: at most {@link #MAX} of a line. One for each line; what is public is
 * thread-safe.
 */
public final class Mutants {
  /** The most there are of one line. */
  public static final int MAX = 240;

  private static final int MAX_COMMANDS = 4;
  private static final int MAX_PATHS = 4;

  private final String line;
  private final Map<String, String> mutants = new LinkedHashMap<>();

  /**
   * A line that does the same.
   *
   * @param how what was changed
   */
  public record Mutant(String how, String line) {}

  private Mutants(String line) {
    this.line = line;
  }

  /** All mutants of a line; none of one that does not parse, or ends with a backslash. */
  public static List<Mutant> of(String line) {
    if (line.endsWith("\\")) {
      // whatever follows is joined to it
      return List.of();
    }
    Mutants mutants = new Mutants(line);
    try {
      Statement script = ShellParser.parse(line);
      LineMutants.add(mutants, script);
      List<Found> commands = Commands.of(script);
      boolean alone = commands.size() == 1 && isOnly(script, commands.getFirst().command());
      for (Found found : commands.subList(0, Math.min(commands.size(), MAX_COMMANDS))) {
        new CommandMutants(mutants, found.command(), alone).add();
      }
    } catch (SyntaxException e) {
      return List.of();
    }
    List<Mutant> all = new ArrayList<>();
    mutants.mutants.forEach((text, how) -> all.add(new Mutant(how, text)));
    return all;
  }

  /**
   * All mutants of a line, also those that name otherwise what was found of its paths.
   *
   * @param opinion what the gate says of the line
   */
  public static List<Mutant> of(String line, Opinion opinion) {
    List<Mutant> all = new ArrayList<>(of(line));
    Set<String> paths = new LinkedHashSet<>();
    for (Opinion.Point point : opinion.points()) {
      switch (point.effect()) {
        case Effect.Reads(Location.At(String path), boolean content) -> paths.add(path);
        case Effect.Writes(Location.At(String path)) -> paths.add(path);
        case Effect.Deletes(Location.At(String path), boolean recursive) -> paths.add(path);
        case null, default -> {
          // names no path
        }
      }
    }
    paths.stream().limit(MAX_PATHS).forEach(path -> all.addAll(ofPath(line, path)));
    return all;
  }

  /** The line itself. */
  String line() {
    return line;
  }

  /** Whether a script is one command and nothing else. */
  private static boolean isOnly(Statement script, Simple command) {
    return script instanceof Statement.Sequence sequence
        && sequence.statements().size() == 1
        && sequence.statements().getFirst().equals(command);
  }

  void add(String how, String mutant) {
    if (mutants.size() < MAX && !mutant.equals(line)) {
      mutants.putIfAbsent(mutant, how);
    }
  }

  /** A path of the line, written otherwise. */
  static List<Mutant> ofPath(String line, String path) {
    List<Mutant> all = new ArrayList<>();
    Mutants mutants = new Mutants(line);
    try {
      for (Found found : Commands.of(ShellParser.parse(line))) {
        Simple command = found.command();
        List<Word> words = new ArrayList<>(command.words());
        command.redirects().forEach(redirect -> words.add(redirect.target()));
        words.stream().skip(1).forEach(word -> mutants.path(word, path));
      }
    } catch (SyntaxException e) {
      return List.of();
    }
    mutants.mutants.forEach((text, how) -> all.add(new Mutant(how, text)));
    return all;
  }

  private void path(Word word, String path) {
    String text = source(word);
    if (!isPlain(text) || text.startsWith("-")) {
      return;
    }
    if (path.equals("/workspace/" + text)) {
      change("the path", word, "./" + text);
      change("the path", word, "/workspace/" + text);
      change("the path", word, "x/../" + text);
      change("the path", word, text.replace("/", "//"));
      change("the path", word, text.replace("/", "/./"));
    } else if (path.equals(text)) {
      change("the path", word, "/" + text);
      change("the path", word, text.replace("/", "//"));
      change("the path", word, text.replace("/", "/./"));
      change("the path", word, "/tmp/.." + text);
    }
  }

  String source(Word word) {
    return word.span().end() <= line.length()
        ? line.substring(word.span().start(), word.span().end())
        : "";
  }

  void change(String how, Word word, String text) {
    add(how, with(word.span(), text));
  }

  String with(Span span, String text) {
    return line.substring(0, span.start()) + text + line.substring(span.end());
  }

  /** With an assignment before the command that begins with a word. */
  String prefixed(Word word, String assignment, String use, Word first) {
    String changed = with(word.span(), use);
    boolean begins = line.substring(0, first.span().start()).isBlank();
    return begins ? assignment + changed : line;
  }

  static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }

  static boolean isPlain(String text) {
    return !text.isEmpty()
        && text.chars()
            .allMatch(c ->
                (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || "._+-/=:@,".indexOf(c) >= 0);
  }
}
