/**
 * What every service shares: settings, start and stop order, the one consumer and the one producer,
 * topics, heartbeats, metrics and health.
 *
 * <p>Knows nothing of any service.
 */
@NullMarked
package dev.lasso.kit;

import org.jspecify.annotations.NullMarked;
