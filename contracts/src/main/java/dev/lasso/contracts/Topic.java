package dev.lasso.contracts;

import java.time.Duration;

/**
 * One topic: its name, what is in it and how it is kept.
 *
 * @param name as Kafka knows it
 * @param type of the values
 * @param partitions how many
 * @param cleanup how old records go
 * @param retention how long records stay, where they go by age
 * @param maxRecordBytes the largest record
 */
public record Topic<V>(
    String name,
    Class<V> type,
    int partitions,
    Cleanup cleanup,
    Duration retention,
    int maxRecordBytes) {

  /** How old records go. */
  public enum Cleanup {
    /** By age. */
    DELETE,
    /** The latest of each key stays for ever. */
    COMPACT
  }
}
