/** What is asked of a request before its command is looked at, whatever the profile's rules say. */
@NullMarked
package dev.lasso.policy.request;

import org.jspecify.annotations.NullMarked;
