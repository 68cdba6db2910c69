/**
 * A Kafka broker inside this JVM, for one person's node and for tests. Knows nothing of LASSO's
 * topics or services.
 */
@NullMarked
package dev.lasso.kafka;

import org.jspecify.annotations.NullMarked;
