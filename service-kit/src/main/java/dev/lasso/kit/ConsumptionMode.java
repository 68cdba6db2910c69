package dev.lasso.kit;

import java.util.OptionalLong;

/** Where a consumer starts, what it gets, and whether it commits. */
sealed interface ConsumptionMode {

  /** Whether offsets are committed. */
  boolean commits();

  /** Where to start in a partition that the group assigned, if not at the committed offset. */
  default OptionalLong startOf(String topic, int partition) {
    return OptionalLong.empty();
  }

  /** Says where a partition is to be started. */
  @FunctionalInterface
  interface StartPosition {
    /** The offset of the first record wanted; empty: at the committed offset. */
    OptionalLong of(String topic, int partition);
  }

  /** Competing consumers of a group; one of them gets everything where {@code singleOwner}. */
  record Shared(String group, boolean singleOwner, StartPosition start) implements ConsumptionMode {
    @Override
    public boolean commits() {
      return true;
    }

    @Override
    public OptionalLong startOf(String topic, int partition) {
      return start.of(topic, partition);
    }
  }

  /** Every partition, from where this group was; from the end the first time. */
  record Owned(String group) implements ConsumptionMode {
    @Override
    public boolean commits() {
      return true;
    }
  }

  /** Every partition, from its end. */
  record Tail() implements ConsumptionMode {
    @Override
    public boolean commits() {
      return false;
    }
  }

  /** Every partition, from its beginning. */
  record Replay() implements ConsumptionMode {
    @Override
    public boolean commits() {
      return false;
    }
  }
}
