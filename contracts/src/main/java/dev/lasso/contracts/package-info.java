/**
 * What the services say to each other: every topic, key and event record, and how they are written
 * as bytes.
 *
 * <p>Knows nothing of Vert.x, of the Kafka client or of any service. Wire records evolve by
 * appending fields only; each has a golden JSON file in the tests.
 */
@NullMarked
package dev.lasso.contracts;

import org.jspecify.annotations.NullMarked;
