/** Bytes and Unicode: what is refused before anything is parsed, and names that pass for others. */
@NullMarked
package dev.lasso.policy.text;

import org.jspecify.annotations.NullMarked;
