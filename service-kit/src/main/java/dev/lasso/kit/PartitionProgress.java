package dev.lasso.kit;

import java.util.TreeSet;

/**
 * How far one partition is handled, for as long as it is assigned. Records complete in any order;
 * only what lies below the lowest one that has not completed may be committed.
 *
 * <p>Thread-safe: dispatched on an event loop, completed anywhere, committed by the polling thread.
 */
final class PartitionProgress {
  private final TreeSet<Long> outstanding = new TreeSet<>();
  private long next;
  private long committed;
  private boolean revoked;

  /** Nothing dispatched yet; the first record is at {@code position} or later. */
  PartitionProgress(long position) {
    this.next = position;
    this.committed = position;
  }

  synchronized void dispatched(long offset) {
    outstanding.add(offset);
    next = Math.max(next, offset + 1);
  }

  synchronized void completed(long offset) {
    outstanding.remove(offset);
  }

  /** Everything below it is done. */
  synchronized long committable() {
    return outstanding.isEmpty() ? next : outstanding.first();
  }

  /** Whether something is to be committed that was not yet. */
  synchronized boolean hasNews() {
    return committable() > committed;
  }

  synchronized void committed(long offset) {
    committed = Math.max(committed, offset);
  }

  /** The partition is somebody else's now: nothing of it is tried again here. */
  synchronized void revoke() {
    revoked = true;
  }

  synchronized boolean isRevoked() {
    return revoked;
  }
}
