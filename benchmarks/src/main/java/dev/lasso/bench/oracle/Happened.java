package dev.lasso.bench.oracle;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What a line did.
 *
 * @param cut whether there was more than could be noted
 * @param timedOut whether it was ended when its time was over
 */
record Happened(List<Event> events, boolean cut, boolean timedOut) {

  /** From the answer of the box: see box.c. */
  static Happened of(String answer) {
    Set<Event> events = new LinkedHashSet<>();
    boolean cut = false;
    boolean timedOut = false;
    String program = "";
    for (String text : answer.split("\0", -1)) {
      if (text.length() < 2) {
        continue;
      }
      boolean done = text.charAt(1) == '+';
      String path = withoutDeleted(text.substring(2));
      switch (text.charAt(0)) {
        case 'X' -> program = path;
        case 'x' -> events.add(new Event(Event.Kind.RUNS, done, program, path));
        case 'R' -> events.add(new Event(Event.Kind.READS, done, path, path));
        case 'L' -> events.add(new Event(Event.Kind.LISTS, done, path, path));
        case 'W' -> addLast(events, new Event(Event.Kind.WRITES, done, path, path));
        case 'T' -> addLast(events, new Event(Event.Kind.MAKES, done, path, path));
        case 'D' -> events.add(new Event(Event.Kind.DELETES, done, path, path));
        case 'C' -> events.add(new Event(Event.Kind.CONNECTS, done, path, path));
        case 'N' -> cut = true;
        case 'Z' -> timedOut = text.charAt(1) == 't';
        default -> throw new IllegalStateException("the box says " + text);
      }
    }
    return new Happened(new ArrayList<>(events), cut, timedOut);
  }

  private static void addLast(Set<Event> events, Event event) {
    events.remove(event);
    events.add(event);
  }

  private static String withoutDeleted(String path) {
    String mark = " (deleted)";
    return path.endsWith(mark) ? path.substring(0, path.length() - mark.length()) : path;
  }
}
