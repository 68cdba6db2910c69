package dev.lasso.bench.oracle;

import dev.lasso.contracts.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What came of the lines. For any thread. */
final class Tally {
  private static final int MAX_FINDINGS = 1_000;

  /** What was not within the prediction, in the smallest line that shows it. */
  record Finding(int number, String line, Verdict verdict, List<Event> beyond, String from) {}

  private final Map<String, Integer> unclaimed = new TreeMap<>();
  private final Map<Event.Kind, Integer> kinds = new TreeMap<>();
  private final List<Finding> findings = new ArrayList<>();
  private final Set<String> found = new HashSet<>();
  private int lines;
  private int claimed;
  private int allowed;
  private int violating;
  private int timedOut;
  private int cut;
  private long events;

  synchronized void unclaimed(String why) {
    lines++;
    unclaimed.merge(why, 1, Integer::sum);
  }

  synchronized void within(Prediction.Claimed predicted, Happened happened) {
    ran(predicted, happened);
  }

  synchronized void beyond(Prediction.Claimed predicted, Happened happened, Finding finding) {
    ran(predicted, happened);
    violating++;
    finding.beyond().stream()
        .map(Event::kind)
        .distinct()
        .forEach(kind -> kinds.merge(kind, 1, Integer::sum));
    if (findings.size() < MAX_FINDINGS && found.add(finding.line())) {
      findings.add(finding);
    }
  }

  private void ran(Prediction.Claimed predicted, Happened happened) {
    lines++;
    claimed++;
    allowed += predicted.verdict() == Verdict.ALLOW ? 1 : 0;
    events += happened.events().size();
    timedOut += happened.timedOut() ? 1 : 0;
    cut += happened.cut() ? 1 : 0;
  }

  synchronized int lines() {
    return lines;
  }

  synchronized int claimed() {
    return claimed;
  }

  synchronized int violating() {
    return violating;
  }

  /** In the order in which they were found. */
  synchronized List<Finding> findings() {
    return List.copyOf(findings);
  }

  /** In the order of the lines. */
  List<Finding> sorted() {
    return findings().stream().sorted(Comparator.comparingInt(Finding::number)).toList();
  }

  /** The counts, for people and for the report. */
  synchronized Map<String, Object> counts() {
    Map<String, Object> counts = new LinkedHashMap<>();
    counts.put("lines", lines);
    counts.put("claimed", claimed);
    counts.put("allowed", allowed);
    counts.put("events", events);
    counts.put("violating", violating);
    counts.put("violating_by_kind", kinds);
    counts.put("timed_out", timedOut);
    counts.put("cut", cut);
    counts.put("unclaimed", unclaimed);
    return counts;
  }
}
