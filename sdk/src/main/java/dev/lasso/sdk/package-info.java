/**
 * The Java client of a LASSO node: {@link dev.lasso.sdk.LassoClient} over the REST interface, and
 * where a node of this machine keeps its files. No framework; the JDK's HTTP client and Jackson.
 */
@NullMarked
package dev.lasso.sdk;

import org.jspecify.annotations.NullMarked;
