package dev.lasso.policy.command.language;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a program in a small language would do besides turning its input into its output.
 *
 * @param reads names of files that it reads, as they stand in the program
 * @param writes names of files that it makes or changes, as they stand in the program
 * @param executes whether it runs a program or a line for the shell
 * @param commands the lines for the shell that it runs, where they are constant; all of them only
 *     where {@code unsure} is null
 * @param connects the network targets that it names
 * @param hazards what else matters, for people: a library it loads, the environment it reads
 * @param unsure why it may do more than this; null where this is all
 */
public record ProgramEffects(
    List<String> reads,
    List<String> writes,
    boolean executes,
    List<String> commands,
    List<String> connects,
    List<String> hazards,
    @Nullable String unsure) {

  public ProgramEffects {
    reads = List.copyOf(reads);
    writes = List.copyOf(writes);
    commands = List.copyOf(commands);
    connects = List.copyOf(connects);
    hazards = List.copyOf(hazards);
  }

  /** Whether it only transforms text. */
  public boolean isClean() {
    return reads.isEmpty()
        && writes.isEmpty()
        && !executes
        && connects.isEmpty()
        && hazards.isEmpty()
        && unsure == null;
  }
}
