package dev.lasso.sdk.audit;

import dev.lasso.contracts.AuditAppended;
import dev.lasso.contracts.Wire;
import dev.lasso.sdk.audit.LogFiles.Segment;
import dev.lasso.sdk.audit.SegmentReader.Line;
import dev.lasso.sdk.audit.Verification.Unreadable;
import dev.lasso.sdk.audit.Verification.Verified;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/** One verification. */
final class LogCheck {
  private final AuditKey key;
  private final Patience patience;
  private final MessageDigest sha256;

  LogCheck(AuditKey key, Patience patience) {
    this.key = key;
    this.patience = patience;
    try {
      this.sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  /** A whole log. */
  Verification directory(Path directory) throws IOException, TamperedException {
    if (LogFiles.in(directory).segments().isEmpty()) {
      return withoutSegments(directory);
    }
    Head head = Head.read(directory, key, patience);
    // A segment that is made from here on is not looked at: nothing that the head knows is in it.
    LogFiles files = LogFiles.in(directory);
    Chain chain = Chain.before(1);
    for (Segment segment : files.segments()) {
      refuseGap(chain, segment);
      boolean last = segment.equals(files.segments().getLast());
      chain =
          last ? readLast(segment.path(), chain, head) : read(segment.path(), chain, head, false);
    }
    refuseEnd(directory, chain, head);
    if (!files.strays().isEmpty()) {
      throw new TamperedException(
          chain.nextSeq(),
          files.strays().getFirst(),
          "a file whose name is no segment's stands beside the segments");
    }
    return verified(chain, head);
  }

  private Verification withoutSegments(Path directory) throws IOException, TamperedException {
    if (Files.exists(Head.in(directory))
        && Head.read(directory, key, patience) instanceof Head.Mark mark) {
      throw new TamperedException(
          1,
          directory,
          "all segments are missing: the head file says that the log goes to entry " + mark.seq());
    }
    return new Unreadable("there is no segment of an audit log in " + directory);
  }

  /** A single segment, or a copy of one. */
  Verification file(Path file) throws IOException, TamperedException {
    Path directory = Objects.requireNonNull(file.toAbsolutePath().getParent());
    OptionalLong named = LogFiles.firstSeq(file);
    Head head = headBeside(directory, named.isPresent());
    LogFiles beside = LogFiles.in(directory);
    Chain before = named.isPresent() ? Chain.before(named.getAsLong()) : Chain.ANYWHERE;
    Chain chain;
    try {
      chain = readLast(file, before, head);
    } catch (TamperedException e) {
      throw e.finding().seq() > 0 ? e : e.at(seqBySecondLine(file));
    }
    if (!chain.equals(Chain.ANYWHERE)
        && !isOfAnotherLog(head, chain)
        && !beside.goOnAfter(file, chain.firstSeq())) {
      refuseEnd(directory, chain, head);
    }
    return chain.entries() == 0
        ? new Unreadable("there is no entry in " + file)
        : verified(chain, head);
  }

  /**
   * Which entry a first line that is bad should be: the one before the second, or the log's first.
   */
  private long seqBySecondLine(Path file) throws IOException {
    try (SegmentReader lines = new SegmentReader(file)) {
      if (lines.next() instanceof Line.Whole && lines.next() instanceof Line.Whole(byte[] second)) {
        return Math.max(1, Wire.decode(AuditAppended.class, key.open(second)).seq() - 1);
      }
    } catch (IllegalArgumentException | Wire.MalformedRecordException e) {
      // neither does the second say
    }
    return 1;
  }

  /**
   * The head file of the directory in which a file stands. Where that file may be a copy, what is
   * called head there may be anything, and counts only if it is authentic.
   */
  private Head headBeside(Path directory, boolean segment) throws IOException {
    if (!Files.exists(Head.in(directory))) {
      return new Head.None();
    }
    Head head = Head.read(directory, key, patience);
    return segment || head instanceof Head.Mark ? head : new Head.None();
  }

  private static boolean isOfAnotherLog(Head head, Chain chain) {
    return head instanceof Head.Mark mark
        && chain.logId() != null
        && !mark.logId().equals(chain.logId());
  }

  private static void refuseGap(Chain chain, Segment next) throws TamperedException {
    if (next.firstSeq() > chain.nextSeq()) {
      throw new TamperedException(
          chain.nextSeq(),
          next.path(),
          missing(chain.nextSeq(), next.firstSeq() - 1) + " before this segment");
    }
    if (next.firstSeq() < chain.nextSeq()) {
      throw new TamperedException(
          chain.nextSeq(),
          next.path(),
          "by its name this segment begins with an entry that is in the one before it");
    }
  }

  private static void refuseEnd(Path directory, Chain chain, Head head) throws TamperedException {
    Path file = Head.in(directory);
    switch (head) {
      case Head.None() -> {
        // nothing says how far it goes
      }
      case Head.Unusable(String problem) ->
          throw new TamperedException(chain.nextSeq(), file, "the head file " + problem);
      case Head.Mark mark -> {
        if (isOfAnotherLog(head, chain)) {
          throw new TamperedException(
              chain.nextSeq(), file, "the head file is of another log, " + mark.logId());
        }
        if (mark.seq() > chain.seq()) {
          throw new TamperedException(
              chain.nextSeq(),
              directory,
              missing(chain.nextSeq(), mark.seq()) + " at the end: the head file knows of them");
        }
      }
    }
  }

  private static String missing(long from, long to) {
    return from == to
        ? "entry " + from + " is missing"
        : "entries " + from + " to " + to + " are missing";
  }

  private static Verified verified(Chain chain, Head head) {
    String logId = chain.logId();
    if (logId == null) {
      logId = head instanceof Head.Mark mark ? mark.logId() : "";
    }
    return chain.entries() == 0
        ? new Verified(0, 0, 0, logId)
        : new Verified(chain.entries(), chain.firstSeq(), chain.seq(), logId);
  }

  /** Reads the segment that may be written to right now. */
  private Chain readLast(Path file, Chain before, Head head) throws IOException, TamperedException {
    try {
      return read(file, before, head, true);
    } catch (TamperedException e) {
      // A writer whose disk is full takes lines back that it could not make durable and later puts
      // others in their place; who reads meanwhile sees some of both. So it is looked at once more.
      patience.pause();
      return read(file, before, head, true);
    }
  }

  private Chain read(Path file, Chain before, Head head, boolean last)
      throws IOException, TamperedException {
    Chain chain = before;
    requireFile(file, chain);
    try (SegmentReader lines = new SegmentReader(file)) {
      while (true) {
        switch (lines.next()) {
          case Line.Whole(byte[] line) -> chain = follow(chain, line, file, head);
          case Line.TooLong() ->
              throw new TamperedException(
                  chain.nextSeq(), file, "the line is longer than an entry can be");
          case Line.Incomplete() -> {
            if (!last || !patience.pause()) {
              throw new TamperedException(chain.nextSeq(), file, incomplete(chain, head, last));
            }
          }
          case Line.End() -> {
            return chain;
          }
        }
      }
    }
  }

  /** What is no file may never end, or not even begin. */
  private static void requireFile(Path file, Chain before) throws IOException, TamperedException {
    try {
      if (!Files.readAttributes(file, BasicFileAttributes.class).isRegularFile()) {
        throw new TamperedException(before.nextSeq(), file, "it is not a file");
      }
    } catch (NoSuchFileException e) {
      throw new TamperedException(before.nextSeq(), file, "the file is gone");
    }
  }

  private static String incomplete(Chain chain, Head head, boolean last) {
    if (!last) {
      return "the last line of this segment is not complete, and another segment follows";
    }
    return head.knowsOf(chain.logId(), chain.nextSeq())
        ? "the last line is not complete: it was cut or changed, for the head file knows of it"
        : "the last line is not complete: a write that was interrupted (start the node, which moves"
            + " it to quarantine) or a cut";
  }

  private Chain follow(Chain before, byte[] line, Path file, Head head) throws TamperedException {
    AuditAppended entry;
    try {
      entry = Wire.decode(AuditAppended.class, key.open(line));
    } catch (IllegalArgumentException e) {
      throw new TamperedException(before.nextSeq(), file, String.valueOf(e.getMessage()));
    } catch (Wire.MalformedRecordException e) {
      throw new TamperedException(before.nextSeq(), file, "the line is authentic, but no entry");
    }
    Chain chain = before.before(entry);
    Optional<String> objection = chain.objectionTo(entry);
    if (objection.isPresent()) {
      throw new TamperedException(chain.nextSeq(), file, objection.get());
    }
    Chain now = chain.then(entry, HexFormat.of().formatHex(sha256.digest(line)));
    if (head instanceof Head.Mark mark
        && mark.seq() == now.seq()
        && mark.logId().equals(now.logId())
        && !mark.hash().equals(now.hash())) {
      throw new TamperedException(now.seq(), file, "it is not the entry that the head file knows");
    }
    return now;
  }
}
