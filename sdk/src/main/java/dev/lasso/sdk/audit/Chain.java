package dev.lasso.sdk.audit;

import dev.lasso.contracts.AuditAppended;
import dev.lasso.contracts.AuditLine;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a chain that was checked ends.
 *
 * @param firstSeq the first entry that was or will be checked
 * @param logId which log; null before the first entry
 * @param epoch of the last entry
 * @param seq of the last entry
 * @param hash of the last entry's line; null where that is in a file which is not at hand
 */
record Chain(long firstSeq, @Nullable String logId, long epoch, long seq, @Nullable String hash) {

  /** Before a first entry that can be any. */
  static final Chain ANYWHERE = new Chain(0, null, 0, -1, null);

  /** Before an entry. Only of the first one is it known what it links to. */
  static Chain before(long firstSeq) {
    return firstSeq <= 1
        ? new Chain(1, null, 0, 0, AuditLine.GENESIS)
        : new Chain(firstSeq, null, 0, firstSeq - 1, null);
  }

  long nextSeq() {
    return seq + 1;
  }

  long entries() {
    return seq - firstSeq + 1;
  }

  /** Why an entry can't be the next one; empty where it can. */
  Optional<String> objectionTo(AuditAppended entry) {
    if (entry.seq() != nextSeq()) {
      return Optional.of("the line that should be this entry is entry " + entry.seq());
    }
    if (logId != null && !entry.logId().equals(logId)) {
      return Optional.of("it is of another log, " + entry.logId());
    }
    if (hash != null && !entry.prev().equals(hash)) {
      return Optional.of(
          seq == 0
              ? "it does not begin a chain: its prev is not the one of a first entry"
              : "it does not follow the entry before it: its prev is not that line's SHA-256");
    }
    if (entry.epoch() < epoch) {
      return Optional.of("its writer is older than that of the entry before it");
    }
    return Optional.empty();
  }

  /** The same, where it can be any entry: before this one. */
  Chain before(AuditAppended entry) {
    return equals(ANYWHERE) ? before(entry.seq()) : this;
  }

  Chain then(AuditAppended entry, String lineHash) {
    return new Chain(firstSeq, entry.logId(), entry.epoch(), entry.seq(), lineHash);
  }
}
