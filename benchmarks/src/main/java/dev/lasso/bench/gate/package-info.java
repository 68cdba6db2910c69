/** The speed of the gate's decisions. */
@org.jspecify.annotations.NullMarked
package dev.lasso.bench.gate;
