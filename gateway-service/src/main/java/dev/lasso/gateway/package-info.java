/**
 * REST in front of the topics: authenticates, checks what was asked for, turns it into an event,
 * and waits for the events that answer it. Decides nothing about commands and knows nothing of
 * containers.
 *
 * <p>Everything of one gateway runs on one event loop; classes without another word about threads
 * are confined to it.
 */
@NullMarked
package dev.lasso.gateway;

import org.jspecify.annotations.NullMarked;
