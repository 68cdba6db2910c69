package dev.lasso.policy.command;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the operands of a program are, in order. At most one slot repeats; those after it are taken
 * from the end.
 */
record OperandRoles(List<Slot> slots) {
  static final OperandRoles NONE = new OperandRoles(List.of());

  OperandRoles {
    slots = List.copyOf(slots);
    if (slots.stream().filter(slot -> slot.repeats() && slot.role() != Role.COMMAND).count() > 1) {
      throw new IllegalArgumentException("only one operand may repeat: " + slots);
    }
  }

  /** One place. */
  record Slot(Role role, String detail, boolean optional, boolean repeats) {}

  /** Reads {@code "read+ write"}. */
  static OperandRoles parse(String text) {
    List<Slot> slots = new ArrayList<>();
    for (String word : text.trim().split("\\s+")) {
      if (word.isEmpty() || word.equals("none")) {
        continue;
      }
      char mark = word.charAt(word.length() - 1);
      String name = "?*+".indexOf(mark) >= 0 ? word.substring(0, word.length() - 1) : word;
      int colon = name.indexOf(':');
      Role role = Role.of(colon < 0 ? name : name.substring(0, colon));
      boolean rest = role == Role.COMMAND;
      slots.add(
          new Slot(
              role,
              colon < 0 ? "" : name.substring(colon + 1),
              mark == '?' || mark == '*',
              mark == '*' || mark == '+' || rest));
    }
    return new OperandRoles(slots);
  }

  /** Where the words of another command begin, if they do: from there on nothing is an option. */
  int commandAt() {
    for (int i = 0; i < slots.size(); i++) {
      if (slots.get(i).role() == Role.COMMAND) {
        return i;
      }
    }
    return Integer.MAX_VALUE;
  }

  /** The place of each of some operands; null for one too many. */
  List<@Nullable Slot> assign(int operands) {
    int left = operands;
    for (Slot slot : slots) {
      left -= slot.optional() ? 0 : 1;
    }
    int optional = left;
    for (Slot slot : slots) {
      optional -= slot.optional() && !slot.repeats() ? 1 : 0;
    }
    List<@Nullable Slot> places = new ArrayList<>(operands);
    for (Slot slot : slots) {
      int times = slot.optional() ? 0 : 1;
      if (slot.repeats()) {
        times += Math.max(0, optional);
      } else if (slot.optional() && left > 0) {
        times = 1;
        left--;
      }
      for (int i = 0; i < times && places.size() < operands; i++) {
        places.add(slot);
      }
    }
    while (places.size() < operands) {
      places.add(null);
    }
    return places;
  }
}
