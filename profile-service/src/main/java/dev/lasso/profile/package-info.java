/**
 * Security profiles: the built-in ones and the user's own files, validated and published on a
 * compacted topic. Knows nothing of who uses them.
 */
@NullMarked
package dev.lasso.profile;

import org.jspecify.annotations.NullMarked;
