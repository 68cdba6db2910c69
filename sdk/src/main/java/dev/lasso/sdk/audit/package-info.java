/**
 * The offline verifier of the audit log: {@link dev.lasso.sdk.audit.AuditVerifier}. It needs the
 * files and the key, and no node. It shares no code with the writer beyond the wire format, so that
 * one's mistake is not the other's.
 */
@NullMarked
package dev.lasso.sdk.audit;

import org.jspecify.annotations.NullMarked;
