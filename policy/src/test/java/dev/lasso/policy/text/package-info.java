/** What is proven of bytes and Unicode. */
@NullMarked
package dev.lasso.policy.text;

import org.jspecify.annotations.NullMarked;
