package dev.lasso.sdk.audit;

import java.nio.file.Path;

/** What verifying an audit log came to. */
public sealed interface Verification {

  /**
   * Every entry is authentic and none is changed, missing or added.
   *
   * @param entries how many were checked; 0 for a log that was only just made
   * @param firstSeq the first of them; 1 for a directory, 0 where there are none
   * @param lastSeq the last of them, 0 where there are none
   * @param logId which log it is; compare it where it matters that it is not another one
   */
  record Verified(long entries, long firstSeq, long lastSeq, String logId)
      implements Verification {}

  /**
   * The log is not as its writer left it, or the key is not this log's.
   *
   * @param seq the first entry that is changed, missing or added; what was checked before it is
   *     good. Where every entry is good and something else is not, the one after the last. Where
   *     the first line of a single file is bad and the file's name does not say which entry it is,
   *     the second line does
   * @param file where: a segment, the head file, or the directory
   * @param problem a sentence for people; quotes nothing from the log but log ids
   */
  record Tampered(long seq, Path file, String problem) implements Verification {}

  /**
   * Nothing can be said: something is not there or can't be read.
   *
   * @param problem a sentence for people; never holds anything of the key
   */
  record Unreadable(String problem) implements Verification {}
}
