/**
 * The log itself: what entries say, how they are chained, and the files they stand in.
 *
 * <p>Knows nothing of Vert.x or Kafka. Offsets and topics are plain data here.
 */
@NullMarked
package dev.lasso.audit.domain;

import org.jspecify.annotations.NullMarked;
