package dev.lasso.policy;

import dev.lasso.contracts.Rule;
import dev.lasso.contracts.Rule.When;
import dev.lasso.contracts.Verdict;
import dev.lasso.policy.command.CommandModels;
import dev.lasso.policy.command.Invocation;
import dev.lasso.policy.effect.Effect;
import dev.lasso.policy.net.Destination;
import dev.lasso.policy.value.Field;
import dev.lasso.policy.value.Location;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A rule of a profile's own, made ready for judging. What is not certain fits a rule that refuses
 * or asks, and never one that allows. Immutable.
 */
final class OwnRule {
  private final Rule rule;
  private final boolean cautious;
  private final List<String> program;
  private final Set<String> options;
  private final List<String> operands;
  private final List<String> read;
  private final List<String> write;
  private final List<String> delete;
  private final List<String> connect;
  private final Set<String> code;
  private final Set<String> env;

  OwnRule(Rule rule) {
    When when = rule.when();
    this.rule = rule;
    this.cautious = rule.verdict() != Verdict.ALLOW;
    String words = when.program();
    this.program =
        words == null ? List.of() : CommandModels.builtIn().named(List.of(words.split(" ", -1)));
    this.options = Set.copyOf(given(when.options()));
    this.operands = given(when.operands());
    this.read = paths(when.read());
    this.write = paths(when.write());
    this.delete = paths(when.delete());
    this.connect = given(when.connect());
    this.code = Set.copyOf(given(when.code()));
    this.env = Set.copyOf(given(when.env()));
  }

  private static List<String> given(@Nullable List<String> texts) {
    return texts == null ? List.of() : texts;
  }

  private static List<String> paths(@Nullable List<String> patterns) {
    return given(patterns).stream().map(Pattern::absolute).toList();
  }

  Rule rule() {
    return rule;
  }

  /** The name that decisions have it by. */
  String name() {
    return nameOf(rule.id());
  }

  /** The name that decisions have a rule by. */
  static String nameOf(String id) {
    return "rule." + id;
  }

  Judgement judgement() {
    return new Judgement(rule.verdict(), name(), rule.reason());
  }

  /** Whether it is for a program that is used so. */
  boolean fits(Invocation use) {
    if (program.isEmpty()) {
      return false;
    }
    List<Field> rest = beyond(use);
    if (rest == null) {
      return false;
    }
    if (!cautious) {
      // what it does not list is not allowed by it
      return !use.isDoubtful()
          && options.containsAll(use.options())
          && (operands.isEmpty() || (!rest.isEmpty() && rest.stream().allMatch(this::isOperand)));
    }
    return (options.isEmpty() || hasOption(use))
        && (operands.isEmpty() || rest.stream().anyMatch(this::isOperand));
  }

  /** The operands after the words of the rule; null where the words are others. */
  private @Nullable List<Field> beyond(Invocation use) {
    List<String> path = use.path();
    int known = Math.min(path.size(), program.size());
    if (!path.subList(0, known).equals(program.subList(0, known))) {
      return null;
    }
    List<Field> operands = use.operands();
    int more = program.size() - known;
    if (more > operands.size()) {
      return null;
    }
    for (int i = 0; i < more; i++) {
      String word = operands.get(i).text();
      if (word == null ? !cautious : !plain(word).equals(plain(program.get(known + i)))) {
        return null;
      }
    }
    return operands.subList(more, operands.size());
  }

  private boolean hasOption(Invocation use) {
    for (String name : use.options()) {
      if (options.contains(name)) {
        return true;
      }
    }
    return false;
  }

  private boolean isOperand(Field operand) {
    String text = operand.text();
    if (text == null || operand.many()) {
      return cautious;
    }
    return operands.stream()
        .anyMatch(pattern ->
            Pattern.isLike(text, pattern) || Pattern.isLike(plain(text), plain(pattern)));
  }

  /** {@code ./a//b} is {@code a/b}. */
  private static String plain(String word) {
    if (word.indexOf('/') < 0) {
      return word;
    }
    StringBuilder plain = new StringBuilder(word.startsWith("/") ? "/" : "");
    for (String part : word.split("/", -1)) {
      if (!part.isEmpty() && !part.equals(".")) {
        plain
            .append(plain.isEmpty() || plain.charAt(plain.length() - 1) == '/' ? "" : "/")
            .append(part);
      }
    }
    return plain.toString();
  }

  /** Whether it is for an effect. */
  boolean fits(Effect effect) {
    return switch (effect) {
      case Effect.Reads reads -> reads.content() && isAt(reads.location(), read, false);
      case Effect.Writes writes -> isAt(writes.location(), write, false);
      case Effect.Deletes deletes -> isAt(deletes.location(), delete, deletes.recursive());
      case Effect.Connects connects ->
          connects.destination() instanceof Destination.Named named
              && connect.stream().anyMatch(pattern -> isHost(named.host(), pattern));
      case Effect.RunsCode runs -> code.contains(runs.language());
      case Effect.Runs runs -> false;
      case Effect.RunsThrough runs -> false;
      case Effect.SetsVariable sets -> env.contains(sets.name());
      case Effect.Loads loads -> false;
      case Effect.Persists persists -> false;
      case Effect.Escalates escalates -> false;
      case Effect.Questionable question -> false;
      case Effect.Forbidden forbidden -> false;
      case Effect.Unsure unsure -> false;
    };
  }

  /** At any port; {@code *.example.org} is every name beneath it. */
  private static boolean isHost(String host, String pattern) {
    String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    String plain = name.toLowerCase(Locale.ROOT);
    return pattern.startsWith("*.") ? plain.endsWith(pattern.substring(1)) : plain.equals(pattern);
  }

  /** Whether it is for a variable that is set. */
  boolean fitsVariable(String name) {
    return env.contains(name);
  }

  private boolean isAt(Location location, List<String> patterns, boolean withAllBeneath) {
    for (String pattern : patterns) {
      boolean fits =
          switch (location) {
            case Location.At(String path) ->
                Pattern.isPathLike(path, pattern)
                    || (cautious && withAllBeneath && Pattern.isBeneathLike(path, pattern));
            case Location.Beneath(String directory) ->
                cautious
                    && (Pattern.isPathLike(directory, pattern)
                        || Pattern.isBeneathLike(directory, pattern));
            case Location.Anywhere anywhere -> false;
          };
      if (fits) {
        return true;
      }
    }
    return false;
  }
}
