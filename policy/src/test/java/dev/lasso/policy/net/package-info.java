/** What is proven of hosts, addresses and URLs. */
@NullMarked
package dev.lasso.policy.net;

import org.jspecify.annotations.NullMarked;
