package dev.lasso.policy.command.language;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** ProgramEffects while they are being made. */
final class Notes {
  private final Set<String> reads = new LinkedHashSet<>();
  private final Set<String> writes = new LinkedHashSet<>();
  private final Set<String> commands = new LinkedHashSet<>();
  private final Set<String> connects = new LinkedHashSet<>();
  private final Set<String> hazards = new LinkedHashSet<>();
  private boolean executes;
  private @Nullable String unsure;

  void reads(String name) {
    reads.add(name);
  }

  void writes(String name) {
    writes.add(name);
  }

  /** A line for the shell; null where its text isn't constant. */
  void executes(@Nullable String line) {
    executes = true;
    if (line == null) {
      unsure("the command line that it runs is not constant");
    } else {
      commands.add(line);
    }
  }

  void connects(String target) {
    connects.add(target);
  }

  void hazard(String what) {
    hazards.add(what);
  }

  /** The first reason stays: what follows it may only be a consequence. */
  void unsure(String why) {
    if (unsure == null) {
      unsure = why;
    }
  }

  ProgramEffects findings() {
    return new ProgramEffects(
        List.copyOf(reads),
        List.copyOf(writes),
        executes,
        List.copyOf(commands),
        List.copyOf(connects),
        List.copyOf(hazards),
        unsure);
  }
}
