/**
 * Profiles as people write them: what the TOML may say, and every way in which it may be wrong.
 * Pure.
 */
@NullMarked
package dev.lasso.profile.domain;

import org.jspecify.annotations.NullMarked;
