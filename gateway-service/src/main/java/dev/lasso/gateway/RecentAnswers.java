package dev.lasso.gateway;

import dev.lasso.contracts.ExecutionId;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How the last executions ended, for whoever asks later. Bounded by number and by bytes; the oldest
 * goes first. Confined to the gateway's event loop.
 */
final class RecentAnswers {
  private static final int MAX_ANSWERS = 1_000;
  private static final long MAX_BYTES = 16L << 20;

  /** What an answer takes besides its output. */
  private static final long OVERHEAD = 2_048;

  private final Map<ExecutionId, ExecutionAnswer> answers = new LinkedHashMap<>();
  private long bytes;

  void add(ExecutionId id, ExecutionAnswer answer) {
    ExecutionAnswer before = answers.put(id, answer);
    bytes += sizeOf(answer) - (before == null ? 0 : sizeOf(before));
    Iterator<Map.Entry<ExecutionId, ExecutionAnswer>> oldest = answers.entrySet().iterator();
    while (answers.size() > MAX_ANSWERS || bytes > MAX_BYTES) {
      bytes -= sizeOf(oldest.next().getValue());
      oldest.remove();
    }
  }

  Optional<ExecutionAnswer> find(ExecutionId id) {
    return Optional.ofNullable(answers.get(id));
  }

  private static long sizeOf(ExecutionAnswer answer) {
    return answer instanceof ExecutionAnswer.Finished done
        ? OVERHEAD + done.finished().stdout().length + done.finished().stderr().length
        : OVERHEAD;
  }
}
