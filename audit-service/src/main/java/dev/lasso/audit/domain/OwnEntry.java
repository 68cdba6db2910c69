package dev.lasso.audit.domain;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An entry that the log makes about itself.
 *
 * @param type what kind
 * @param data the evidence
 */
record OwnEntry(String type, Map<String, Object> data) {
  static final String POSITIONS = "positions";
  static final String CLOSED = "log.closed";
  static final String PUBLISHED = "published";

  /** A writer took the log over; what was torn is told in entries of its own. */
  static OwnEntry opened(Positions positions, String holder) {
    LinkedHashMap<String, Object> data = new LinkedHashMap<>();
    data.put("writer", Fields.clipped(holder));
    data.put(POSITIONS, positions.asMap());
    return new OwnEntry("log.opened", data);
  }

  /** A new segment begins; so that nobody need read the ones before it to know what is covered. */
  static OwnEntry rolled(Positions positions) {
    LinkedHashMap<String, Object> data = new LinkedHashMap<>();
    data.put(POSITIONS, positions.asMap());
    return new OwnEntry("log.rolled", data);
  }

  /** The writer ended in order; up to {@code published} every entry is on the topic too. */
  static OwnEntry closed(long published) {
    return new OwnEntry(CLOSED, Map.of(PUBLISHED, published));
  }

  /** Bytes at the end that are no whole line were moved to quarantine. */
  static OwnEntry recovered(Quarantine.Torn torn) {
    LinkedHashMap<String, Object> data = new LinkedHashMap<>();
    data.put("after_seq", torn.afterSeq());
    data.put("sha256", torn.sha256());
    data.put("length", torn.length());
    data.put("file", torn.kept().getFileName().toString());
    return new OwnEntry("log.recovered", data);
  }

  /** Records are missing: they will never be in this log. */
  static OwnEntry gap(String topic, int partition, Positions.Gap gap) {
    LinkedHashMap<String, Object> data = new LinkedHashMap<>();
    data.put("topic", topic);
    data.put("partition", partition);
    data.put("expected_offset", gap.expected());
    data.put("found_offset", gap.found());
    if (gap.found() > gap.expected()) {
      data.put("missing", gap.found() - gap.expected());
      data.put("reason", "the records between were gone before they could be read");
    } else {
      data.put(
          "reason", "the partition began anew; what it held beyond what is in this log is gone");
    }
    return new OwnEntry("log.gap", data);
  }
}
