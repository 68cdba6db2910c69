package dev.lasso.policy.eval;

import dev.lasso.policy.effect.Effect;
import dev.lasso.policy.net.Destination;
import dev.lasso.policy.shell.Statement.Redirect;
import dev.lasso.policy.value.Data;
import dev.lasso.policy.value.Field;
import dev.lasso.policy.value.Location;
import dev.lasso.policy.value.Shape;
import dev.lasso.policy.value.Taint;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The redirections of one command: opened before it runs, given what it wrote afterwards. */
final class Redirections {
  private final Evaluator evaluator;
  private final Expander expander;
  private final State state;
  private final Files files;
  private final List<Location> outputs = new ArrayList<>();

  /** Files that descriptors other than the standard output lead to. */
  private final List<Location> others = new ArrayList<>();

  private boolean outputLeaves;

  Redirections(Evaluator evaluator, Expander expander, State state) {
    this.evaluator = evaluator;
    this.expander = expander;
    this.state = state;
    this.files = new Files(evaluator, state);
  }

  /** Whether a file is opened, which may not work. */
  static boolean mayFail(List<Redirect> redirects) {
    return redirects.stream()
        .anyMatch(redirect ->
            !redirect.operator().startsWith("<<")
                && !isOpen(redirect)
                && !"/dev/null".equals(redirect.target().text()));
  }

  /** Whether it is another name of a descriptor that every command has, or closes one. */
  private static boolean isOpen(Redirect redirect) {
    return redirect.operator().endsWith("&")
        && Set.of("0", "1", "2", "-").contains(String.valueOf(redirect.target().text()));
  }

  /** Opens them in order; what the command then reads from its standard input. */
  Data open(List<Redirect> redirects, Data stdin) {
    Data in = stdin;
    for (Redirect redirect : redirects) {
      if (redirect.operator().startsWith("&>") || redirect.operator().equals("<<<")) {
        evaluator.shells().bashOnly("'" + redirect.operator() + "'");
      }
      Field target = expander.single(redirect.target(), state);
      in = open(redirect, target, in);
    }
    return in;
  }

  private Data open(Redirect redirect, Field target, Data in) {
    return switch (redirect.operator()) {
      case "<" -> {
        if (isNetwork(target)) {
          yield Data.tainted(Set.of(Taint.NETWORK));
        }
        yield read(redirect.descriptor(), files.read(target), in);
      }
      case "<>" -> {
        if (isNetwork(target)) {
          yield Data.tainted(Set.of(Taint.NETWORK));
        }
        Data content = files.read(target);
        files.write(target, Data.OWN);
        yield read(redirect.descriptor(), content, in);
      }
      case "<<", "<<-", "<<<" -> {
        String text = target.text();
        EnumSet<Taint> taints = EnumSet.noneOf(Taint.class);
        taints.addAll(target.taints());
        if (text == null && hasLooseHole(target)) {
          taints.add(Taint.COMPUTED);
        }
        Data content =
            text != null
                ? Data.of(redirect.operator().equals("<<<") ? text + "\n" : text)
                : Data.tainted(taints);
        yield read(redirect.descriptor(), content, in);
      }
      case "<&" -> {
        String number = target.text();
        if (number == null) {
          evaluator.report(new Effect.Unsure("a descriptor that is only known when it runs"));
          yield read(redirect.descriptor(), Data.tainted(Set.of(Taint.COMPUTED)), in);
        }
        if (isDigits(number)) {
          Data from = state.descriptor(Integer.parseInt(number));
          yield from == null ? in : read(redirect.descriptor(), from, in);
        }
        yield in;
      }
      case ">&" -> {
        String number = target.text();
        if (number == null || (!isDigits(number) && !number.equals("-"))) {
          output(redirect.descriptor(), target);
        } else if (isDigits(number) && redirect.descriptor() != 1 && redirect.descriptor() != -1) {
          // whichever way it is written: the one is what the other is
          Data from = state.descriptor(Integer.parseInt(number));
          if (from == null && redirect.descriptor() == 0) {
            from = Data.tainted(Set.of(Taint.COMPUTED));
          }
          yield from == null ? in : read(redirect.descriptor(), from, in);
        }
        yield in;
      }
      default -> {
        output(redirect.descriptor(), target);
        yield in;
      }
    };
  }

  private static boolean hasLooseHole(Field field) {
    return field.pieces().stream()
        .anyMatch(piece ->
            piece instanceof dev.lasso.policy.value.Piece.Hole hole && hole.shape() == Shape.ANY);
  }

  private static boolean isDigits(String text) {
    return !text.isEmpty() && text.length() < 6 && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private Data read(int descriptor, Data content, Data in) {
    state.descriptor(descriptor, content);
    return descriptor == 0 ? content : in;
  }

  private void output(int descriptor, Field target) {
    if (isNetwork(target)) {
      outputLeaves = true;
      return;
    }
    List<Location> places = files.locate(target);
    for (Location place : places) {
      evaluator.report(new Effect.Writes(place));
    }
    if (descriptor == 1 || descriptor == -1) {
      outputs.clear();
      // its own output, by another name
      places.stream()
          .filter(place ->
              !(place instanceof Location.At(String at) && at.startsWith("/proc/self/fd/")))
          .forEach(outputs::add);
    } else {
      others.addAll(places);
    }
  }

  /** Bash's own network files. */
  private boolean isNetwork(Field target) {
    String prefix = target.prefix();
    boolean network = prefix.startsWith("/dev/tcp/") || prefix.startsWith("/dev/udp/");
    if (network) {
      evaluator.report(
          new Effect.Connects(
              new Destination.Refused("a connection by the shell itself"), Set.of()));
    }
    return network;
  }

  /** They stay: everything that runs from here on may write there. */
  void stay() {
    Data anything = Data.tainted(Set.of(Taint.COMPUTED, Taint.ENVIRONMENT, Taint.SECRET));
    outputs.forEach(place -> state.written().put(place, anything));
    others.forEach(place -> state.written().put(place, anything));
  }

  /** What comes out of the command that is not redirected. */
  Data close(Data out) {
    // one descriptor may be another name of the other
    Data also = out.isNone() ? Data.OWN : out.blurred();
    others.forEach(place -> state.written().put(place, also));
    if (outputs.isEmpty()) {
      return outputLeaves ? Data.NONE : out;
    }
    for (Location place : outputs) {
      state.written().put(place, out);
    }
    return Data.NONE;
  }
}
