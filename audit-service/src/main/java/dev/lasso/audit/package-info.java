/**
 * The audit service: the one writer of the log. It reads every event there is, appends an entry for
 * each, and says so on {@link dev.lasso.contracts.Topics#AUDIT_APPENDED}.
 *
 * <p>Knows nothing of what entries mean for anybody.
 */
@NullMarked
package dev.lasso.audit;

import org.jspecify.annotations.NullMarked;
