/** What tests of several modules share. */
@NullMarked
package dev.lasso.testkit;

import org.jspecify.annotations.NullMarked;
