package dev.lasso.audit.domain;

import dev.lasso.contracts.AuditLine;

/**
 * Where the chain ends.
 *
 * @param logId which log
 * @param epoch of the writer
 * @param seq of the last entry; 0 before the first
 * @param hash of the last entry's line
 */
record Chain(String logId, long epoch, long seq, String hash) {

  /** Before the first entry. */
  static Chain beginning(String logId) {
    return new Chain(logId, 0, 0, AuditLine.GENESIS);
  }

  Chain nextEpoch() {
    return new Chain(logId, epoch + 1, seq, hash);
  }

  Chain then(String lineHash) {
    return new Chain(logId, epoch, seq + 1, lineHash);
  }
}
