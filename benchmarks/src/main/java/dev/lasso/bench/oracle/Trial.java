package dev.lasso.bench.oracle;

import dev.lasso.contracts.Verdict;
import dev.lasso.policy.CommandGate;
import java.io.IOException;
import java.util.List;

/** Lines that are judged, run in a box, and compared. For use by one thread. */
final class Trial {
  /** So many are made as small as can be; more would take longer than the lines themselves. */
  private static final int MAX_MINIMISED = 200;

  private final CommandGate gate;
  private final Box box;
  private final Tally tally;

  Trial(CommandGate gate, Box box, Tally tally) {
    this.gate = gate;
    this.box = box;
    this.tally = tally;
  }

  /** This line. */
  void tryOut(Lines.Numbered numbered) throws IOException {
    switch (Prediction.of(numbered.line(), gate)) {
      case Prediction.Unclaimed why -> tally.unclaimed(why.why());
      case Prediction.Claimed predicted -> {
        Happened happened = box.run(predicted.plan());
        List<Event> beyond = Containment.beyond(predicted, happened);
        if (beyond.isEmpty()) {
          tally.within(predicted, happened);
        } else {
          tally.beyond(predicted, happened, finding(numbered, predicted.verdict(), beyond));
        }
      }
    }
  }

  private Tally.Finding finding(Lines.Numbered numbered, Verdict verdict, List<Event> beyond)
      throws IOException {
    String line = numbered.line();
    if (tally.findings().size() >= MAX_MINIMISED) {
      return new Tally.Finding(numbered.number(), line, verdict, beyond, line);
    }
    Event.Kind kind = beyond.getFirst().kind();
    String least =
        Minimiser.smaller(
            line, smaller -> beyondOf(smaller).stream().anyMatch(event -> event.kind() == kind));
    return Prediction.of(least, gate) instanceof Prediction.Claimed claim
        ? new Tally.Finding(numbered.number(), least, claim.verdict(), beyondOf(least), line)
        : new Tally.Finding(numbered.number(), line, verdict, beyond, line);
  }

  private List<Event> beyondOf(String line) throws IOException {
    return Prediction.of(line, gate) instanceof Prediction.Claimed predicted
        ? Containment.beyond(predicted, box.run(predicted.plan()))
        : List.of();
  }
}
