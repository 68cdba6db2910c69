/** Profiles as people write them: TOML, read and validated. */
@NullMarked
package dev.lasso.policy.profile;

import org.jspecify.annotations.NullMarked;
