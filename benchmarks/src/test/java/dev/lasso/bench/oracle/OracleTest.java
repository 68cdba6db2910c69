package dev.lasso.bench.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.lasso.contracts.Verdict;
import dev.lasso.policy.CommandGate;
import dev.lasso.policy.Policy;
import dev.lasso.policy.profile.BuiltInProfiles;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * The quick form of {@code lasso oracle}: what lines do is within what the gate predicts; and the
 * instrument sees what is not.
 */
class OracleTest {
  private static final int LINES = 1_000;
  private static final int FEWEST = 50;
  private static final Duration LONGEST = Duration.ofSeconds(50);
  private static final long SEED = 1;

  private final CommandGate gate = new CommandGate(Policy.of(BuiltInProfiles.named("development")));

  /** Skips where the machine has no namespaces or no ptrace for this user, and only there. */
  private static Box box() throws IOException {
    try {
      return Box.open();
    } catch (Box.Unavailable e) {
      System.err.println("SKIPPED: no line was run beside its prediction: " + e.getMessage());
      return abort("no box: " + e.getMessage());
    }
  }

  @Test
  void whatGeneratedLinesDoIsWithinWhatIsPredicted() throws IOException {
    try (Box box = box()) {
      Tally tally = new Tally();
      Trial trial = new Trial(gate, box, tally);
      Lines lines = new Lines(SEED, Seeds.all());
      long until = System.nanoTime() + LONGEST.toNanos();
      while (tally.lines() < LINES && (tally.lines() < FEWEST || System.nanoTime() - until < 0)) {
        trial.tryOut(lines.next());
      }
      assertThat(tally.findings()).isEmpty();
      assertThat(tally.claimed() * 2).isGreaterThanOrEqualTo(tally.lines());
    }
  }

  @Test
  void whatNobodyPredictedIsSeen() throws IOException {
    Prediction.Claimed nothing =
        new Prediction.Claimed(
            Verdict.ALLOW, List.of("/bin/bash"), Set.of(), List.of(), List.of(), List.of(), false);
    try (Box box = box()) {
      assertThat(beyond(box, nothing, "cat notes.txt"))
          .contains("RUNS /usr/bin/cat", "READS /workspace/notes.txt");
      assertThat(beyond(box, nothing, "ln -s src l; echo x > l/made"))
          .contains("WRITES /workspace/src/made");
      assertThat(beyond(box, nothing, "rm ~/letter.txt"))
          .contains("DELETES /home/agent/letter.txt");
      assertThat(beyond(box, nothing, "mkdir d && mv d e"))
          .contains("MAKES /workspace/d", "WRITES /workspace/e");
      assertThat(beyond(box, nothing, "chmod 600 words; echo *"))
          .contains("WRITES /workspace/words", "LISTS /workspace");
      assertThat(beyond(box, nothing, ": > /dev/tcp/127.0.0.1/9"))
          .contains("CONNECTS inet 127.0.0.1 9");
      assertThat(beyond(box, nothing, ": > /etc/made")).contains("WRITES /etc/made");
    }
  }

  @Test
  void eachLineFindsTheTreeAsItWas() throws IOException {
    Prediction.Claimed nothing =
        new Prediction.Claimed(
            Verdict.ALLOW, List.of("/bin/bash"), Set.of(), List.of(), List.of(), List.of(), false);
    try (Box box = box()) {
      assertThat(beyond(box, nothing, "rm -rf /workspace/* ~/letter.txt"))
          .contains("DELETES /workspace/notes.txt");
      assertThat(beyond(box, nothing, "cat notes.txt ~/letter.txt"))
          .contains("READS /workspace/notes.txt", "READS /home/agent/letter.txt");
    }
  }

  private static List<String> beyond(Box box, Prediction.Claimed predicted, String line)
      throws IOException {
    Happened happened = box.run(List.of("/bin/bash", "--noprofile", "--norc", "-c", line));
    return Containment.beyond(predicted, happened).stream()
        .map(event -> event.kind() + " " + event.path())
        .toList();
  }
}
