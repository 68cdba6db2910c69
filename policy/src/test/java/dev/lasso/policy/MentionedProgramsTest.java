package dev.lasso.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lasso.contracts.Verdict;
import dev.lasso.policy.profile.BuiltInProfiles;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Code that nobody judges names no program of a blacklist, wherever it is. */
class MentionedProgramsTest {
  private static final String CODE = "import os; os.system('shutdown now')";

  private final CommandGate gate = new CommandGate(Policy.of(BuiltInProfiles.named("autonomous")));

  @Test
  void notInWhatIsRead() {
    assertDenied(gate.words(List.of("python3", "-"), null, CODE.getBytes(StandardCharsets.UTF_8)));
    assertDenied(gate.line("python3 -", null, CODE.getBytes(StandardCharsets.UTF_8), Map.of()));
  }

  @Test
  void notInAVariable() {
    assertDenied(
        gate.words(
            List.of("python3", "-c", "import os; exec(os.environ['CODE'])"),
            null,
            null,
            Map.of("CODE", CODE)));
  }

  @Test
  void allElseMayBeThere() {
    Opinion opinion =
        gate.words(List.of("python3", "-"), null, "print(1)".getBytes(StandardCharsets.UTF_8));

    assertThat(opinion.verdict()).isEqualTo(Verdict.ALLOW);
  }

  private static void assertDenied(Opinion opinion) {
    assertThat(opinion.verdict()).isEqualTo(Verdict.DENY);
    assertThat(opinion.rule()).isEqualTo("command.blacklisted-within");
  }
}
