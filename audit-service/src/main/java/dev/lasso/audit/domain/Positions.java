package dev.lasso.audit.domain;

import dev.lasso.contracts.AuditAppended.Source;
import dev.lasso.contracts.Topic;
import dev.lasso.contracts.Topics;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How far each partition is in the log: the offset after the last one covered. Confined to one
 * thread.
 */
final class Positions {
  /**
   * Topics whose offsets have no holes: nothing is compacted away, and our producers send no
   * transactions, whose markers would take offsets.
   */
  private static final Set<String> WITHOUT_HOLES =
      Topics.AUDITED.stream()
          .filter(topic -> topic.cleanup() == Topic.Cleanup.DELETE)
          .map(Topic::name)
          .collect(Collectors.toUnmodifiableSet());

  private final TreeMap<String, Long> next = new TreeMap<>();

  Positions() {}

  Positions(Map<String, Long> next) {
    this.next.putAll(next);
  }

  /**
   * Offsets that are not as they must be.
   *
   * @param expected the next one, by what was there before
   * @param found the one that came
   */
  record Gap(long expected, long found) {}

  /** What is missing before a record that was not in the log before. */
  Optional<Gap> gapBefore(Source source) {
    Long expected = next.get(key(source.topic(), source.partition()));
    if (expected == null || source.offset() == expected) {
      return Optional.empty();
    }
    return source.offset() < expected || WITHOUT_HOLES.contains(source.topic())
        ? Optional.of(new Gap(expected, source.offset()))
        : Optional.empty();
  }

  /**
   * A record is now in the log. A lower offset than before is taken as it is: the partition was
   * made anew.
   */
  void recorded(Source source) {
    next.put(key(source.topic(), source.partition()), source.offset() + 1);
  }

  /** A record was in the log already, under the same or another offset. */
  void repeated(Source source) {
    next.merge(key(source.topic(), source.partition()), source.offset() + 1, Math::max);
  }

  /** As in the data of an entry. */
  Map<String, Long> asMap() {
    return new TreeMap<>(next);
  }

  static OptionalLong of(Map<String, Long> positions, String topic, int partition) {
    Long found = positions.get(key(topic, partition));
    return found == null ? OptionalLong.empty() : OptionalLong.of(found);
  }

  private static String key(String topic, int partition) {
    return topic + "/" + partition;
  }
}
