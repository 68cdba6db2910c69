package dev.lasso.kit;

import dev.lasso.contracts.Topic;

/**
 * A record as it arrived.
 *
 * @param topic where it was
 * @param key its key; empty where it had none
 * @param value what it says
 * @param partition where in the topic
 * @param offset where in the partition
 * @param trace the trace its sender worked for
 */
public record Received<V>(
    Topic<V> topic, String key, V value, int partition, long offset, TraceContext trace) {}
