package dev.lasso.audit.domain;

import dev.lasso.contracts.AuditAppended;
import dev.lasso.contracts.Wire;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Lines that are to be written together. Nothing of it counts until it is. */
final class BatchBuilder {
  private final Sealer sealer;
  private final Instant now;
  private final Positions positions;
  private final ByteArrayOutputStream lines = new ByteArrayOutputStream(4 << 10);
  private final List<AuditAppended> written = new ArrayList<>();
  private final List<Integer> starts = new ArrayList<>();
  private final Map<String, AuditAppended> byEventId = new HashMap<>();
  private Chain chain;

  BatchBuilder(Chain chain, Positions positions, Sealer sealer, Instant now) {
    this.chain = chain;
    this.positions = positions;
    this.sealer = sealer;
    this.now = now;
  }

  /** Adds an entry that records an event or a record. */
  AuditAppended add(Draft draft) {
    Draft fitting = draft;
    byte[] body;
    try {
      body = Wire.encode(entry(fitting));
      if (body.length > Bounds.MAX_DATA_BYTES) {
        fitting = draft.with(Bounds.fit(draft.data()));
        body = Wire.encode(entry(fitting));
      }
    } catch (RuntimeException e) {
      // Whatever is wrong with the evidence: that there was an event is recorded all the same.
      fitting = draft.with(unrecordable(draft.data(), e));
      body = Wire.encode(entry(fitting));
    }
    AuditAppended entry = entry(fitting);
    append(entry, body);
    byEventId.put(entry.eventId(), entry);
    return entry;
  }

  /** Adds an entry about the log itself. */
  AuditAppended add(OwnEntry own) {
    AuditAppended entry =
        new AuditAppended(
            chain.seq() + 1,
            chain.logId(),
            chain.epoch(),
            now,
            own.type(),
            own.type() + "/" + (chain.seq() + 1),
            null,
            null,
            null,
            null,
            own.data(),
            chain.hash());
    append(entry, Wire.encode(entry));
    return entry;
  }

  private AuditAppended entry(Draft draft) {
    return new AuditAppended(
        chain.seq() + 1,
        chain.logId(),
        chain.epoch(),
        now,
        draft.type(),
        draft.eventId(),
        draft.actor(),
        draft.sandboxId(),
        draft.executionId(),
        draft.source(),
        draft.data(),
        chain.hash());
  }

  private void append(AuditAppended entry, byte[] body) {
    byte[] line = sealer.seal(body);
    starts.add(lines.size());
    lines.writeBytes(line);
    lines.write('\n');
    written.add(entry);
    chain = chain.then(sealer.hash(line));
  }

  private static Map<String, Object> unrecordable(Map<String, Object> data, RuntimeException e) {
    LinkedHashMap<String, Object> marker = new LinkedHashMap<>();
    marker.put("unrecordable", e.getClass().getName());
    marker.put("fields", data.keySet().stream().sorted().toList());
    return marker;
  }

  /** The entry of this batch for an event. */
  Optional<AuditAppended> find(String eventId) {
    return Optional.ofNullable(byEventId.get(eventId));
  }

  int size() {
    return lines.size();
  }

  byte[] lines() {
    return lines.toByteArray();
  }

  List<AuditAppended> written() {
    return written;
  }

  /** Where the entry of this index begins within the batch. */
  int start(int index) {
    return starts.get(index);
  }

  /** Where the chain ends once this is written. */
  Chain chain() {
    return chain;
  }

  /** How far partitions are covered once this is written. */
  Positions positions() {
    return positions;
  }
}
