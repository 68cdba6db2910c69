/** Tests. */
@NullMarked
package dev.lasso.audit.domain;

import org.jspecify.annotations.NullMarked;
