/** The whole product, against real parts. */
@NullMarked
package dev.lasso.system;

import org.jspecify.annotations.NullMarked;
