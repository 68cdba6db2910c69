/**
 * A node: it owns sandboxes and executes the gate's plans in them. This package is the edge towards
 * Kafka; containers and the supervisor's protocol are below it.
 */
@NullMarked
package dev.lasso.runner;

import org.jspecify.annotations.NullMarked;
