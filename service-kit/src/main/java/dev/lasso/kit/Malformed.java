package dev.lasso.kit;

/**
 * A record that does not hold what its topic promises.
 *
 * @param topic where it was
 * @param partition where in the topic
 * @param offset where in the partition
 * @param value its bytes
 * @param problem what is wrong, without its content
 */
public record Malformed(String topic, int partition, long offset, byte[] value, String problem) {}
