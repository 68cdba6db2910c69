package dev.lasso.policy;

import dev.lasso.policy.command.CommandModels;
import dev.lasso.policy.effect.Effect;
import dev.lasso.policy.shell.Commands;
import dev.lasso.policy.shell.Commands.Found;
import dev.lasso.policy.shell.Span;
import dev.lasso.policy.shell.Statement;
import dev.lasso.policy.shell.Statement.AndOr;
import dev.lasso.policy.shell.Statement.Pipeline;
import dev.lasso.policy.shell.Statement.Redirect;
import dev.lasso.policy.shell.Statement.Sequence;
import dev.lasso.policy.shell.Statement.Simple;
import dev.lasso.policy.shell.Word;
import dev.lasso.policy.value.Field;
import dev.lasso.policy.value.Links;
import dev.lasso.policy.value.Location;
import dev.lasso.policy.value.Location.At;
import dev.lasso.policy.value.Paths;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Small changes to a line that was refused. These are guesses: none is offered before the gate has
 * judged it.
 */
final class Edits {
  private static final Set<String> RAISING = Set.of("sudo", "doas");
  private static final int MAX_OPTIONS = 4;

  private final String line;
  private final String directory;
  private final List<Edit> edits = new ArrayList<>();

  /** A changed line and the change in words. */
  record Edit(String what, String line) {}

  private Edits(String line, String directory) {
    this.line = line;
    this.directory = directory;
  }

  /** What could be tried, the most likely first. */
  static List<Edit> of(String line, String directory, Statement script, Opinion.Point point) {
    Edits edits = new Edits(line, directory);
    for (Found found : Commands.of(script)) {
      if (found.command().span().equals(point.span())) {
        edits.command(found, point);
        break;
      }
    }
    edits.before(script, point.span());
    return edits.edits;
  }

  private void command(Found found, Opinion.Point point) {
    Simple command = found.command();
    Effect effect = point.effect();
    if (effect instanceof Effect.SetsVariable sets) {
      command.assignments().stream()
          .filter(each -> each.name().equals(sets.name()))
          .findFirst()
          .ifPresent(each -> add("without the variable " + each.name(), without(each.span())));
    }
    if (effect instanceof Effect.Writes(At(String path))) {
      retarget(command, path);
    }
    if (effect instanceof Effect.Writes(Location.Beneath(String beneath))) {
      retarget(command, beneath);
    }
    if (effect instanceof Effect.RunsCode code && found.pipeline() != null) {
      split(found.pipeline(), command, code.source() == Effect.CodeSource.NETWORK);
    }
    program(command);
    options(command);
  }

  /** The program by its plain name, and without what would raise its rights. */
  private void program(Simple command) {
    if (command.words().isEmpty()) {
      return;
    }
    Word first = command.words().getFirst();
    String name = first.text();
    if (name == null) {
      return;
    }
    int slash = name.lastIndexOf('/');
    if (slash >= 0 && isPlain(name.substring(slash + 1))) {
      add("the installed program by its plain name", with(first.span(), name.substring(slash + 1)));
    }
    if (RAISING.contains(name) && command.words().size() > 1) {
      String next = command.words().get(1).text();
      if (next != null && !next.startsWith("-")) {
        Span both = new Span(first.span().start(), command.words().get(1).span().start());
        add("without " + name, with(both, ""));
      }
    }
  }

  /** Without one of its options, and that option's value. */
  private void options(Simple command) {
    List<Word> words = command.words();
    List<String> program = new ArrayList<>();
    int tried = 0;
    for (int i = 0; i < words.size() && tried < MAX_OPTIONS; i++) {
      String text = words.get(i).text();
      if (text == null) {
        continue;
      }
      if (!text.startsWith("-") || text.length() < 2 || text.equals("--")) {
        if (program.size() < 3) {
          program.add(text);
        }
        continue;
      }
      tried++;
      boolean value = i + 1 < words.size() && CommandModels.builtIn().takesNext(program, text);
      Span until = value ? words.get(i).span().to(words.get(i + 1).span()) : words.get(i).span();
      String shown = text.indexOf('=') > 0 ? text.substring(0, text.indexOf('=')) : text;
      add("without the option " + shown, without(until));
    }
  }

  /** Writes into the workspace or /tmp instead. */
  private void retarget(Simple command, String path) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    if (!isPlain(name)) {
      return;
    }
    List<Word> words = new ArrayList<>(command.words());
    command.redirects().stream().map(Redirect::target).forEach(words::add);
    for (Word word : words) {
      String source = source(word.span());
      int at = begins(source, path);
      if (at >= 0) {
        for (String root : List.of("/workspace/", "/tmp/")) {
          add(
              "written to " + root + name,
              with(word.span(), source.substring(0, at) + root + name));
        }
        return;
      }
    }
  }

  /** Where in a plainly written word a path begins; -1 where it does not. */
  private int begins(String word, String path) {
    if (!isPlain(word.replace("~", "").replace("/", "").replace("=", ""))) {
      return -1;
    }
    for (int at : new int[] {0, word.indexOf('=') + 1, 2}) {
      if (at > word.length() || (at == 2 && !word.startsWith("-"))) {
        continue;
      }
      String rest = word.substring(at);
      String whole = rest.startsWith("~") ? "/home/agent" + rest.substring(1) : rest;
      Location place = Paths.locate(Field.of(whole), new At(directory), Links.NONE);
      boolean same =
          place instanceof At(String found) && (found.equals(path) || path.startsWith(found + "/"));
      if (!rest.isEmpty() && same) {
        return at;
      }
    }
    return -1;
  }

  /** The stages before one that runs what they make, into a file. */
  private void split(Pipeline pipeline, Simple stage, boolean network) {
    int index = pipeline.stages().indexOf(stage);
    if (index > 0) {
      Span before = pipeline.stages().getFirst().span().to(pipeline.stages().get(index - 1).span());
      String file = network ? "/workspace/downloaded.txt" : "/workspace/output.txt";
      add(
          "into a file first, to be looked at and run as a command of its own",
          with(pipeline.span(), source(before) + " > " + file));
    }
  }

  /** Only what comes before the part that is refused. */
  private void before(Statement script, Span refused) {
    int end = endBefore(script, refused);
    if (end > 0) {
      add("only the part before it", line.substring(0, end));
    }
  }

  private static int endBefore(Statement statement, Span refused) {
    return switch (statement) {
      case Sequence sequence -> {
        int end = 0;
        for (Statement each : sequence.statements()) {
          if (each.span().end() >= refused.end()) {
            int inner = endBefore(each, refused);
            yield inner > 0 ? inner : end;
          }
          end = each.span().end();
        }
        yield 0;
      }
      case AndOr list -> {
        if (refused.start() >= list.right().span().start()) {
          int inner = endBefore(list.right(), refused);
          yield inner > 0 ? inner : list.left().span().end();
        }
        yield endBefore(list.left(), refused);
      }
      default -> 0;
    };
  }

  private String source(Span span) {
    return span.end() <= line.length() ? line.substring(span.start(), span.end()) : "";
  }

  private String without(Span span) {
    int end = span.end();
    while (end < line.length() && line.charAt(end) == ' ') {
      end++;
    }
    return with(new Span(span.start(), end), "");
  }

  private String with(Span span, String text) {
    return span.end() > line.length()
        ? ""
        : (line.substring(0, span.start()) + text + line.substring(span.end())).strip();
  }

  private void add(String what, String changed) {
    if (!changed.isBlank() && !changed.equals(line)) {
      edits.add(new Edit(what, changed));
    }
  }

  private static boolean isPlain(String text) {
    return !text.isEmpty()
        && text.chars()
            .allMatch(c ->
                (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || "._+-".indexOf(c) >= 0);
  }
}
