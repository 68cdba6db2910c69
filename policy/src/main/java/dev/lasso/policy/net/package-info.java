/** Hosts, addresses and URLs as policy sees them. */
@NullMarked
package dev.lasso.policy.net;

import org.jspecify.annotations.NullMarked;
