package dev.lasso.gate;

import dev.lasso.kit.Settings;
import java.time.Duration;

/**
 * What can be set about questions to a person.
 *
 * @param within how long there is time to answer ({@code LASSO_APPROVAL_WITHIN_MS})
 * @param most questions that may wait at once ({@code LASSO_MAX_APPROVALS})
 */
record ApprovalSettings(Duration within, int most) {

  static ApprovalSettings from(Settings settings) {
    return new ApprovalSettings(
        settings.millis(
            "LASSO_APPROVAL_WITHIN_MS",
            Duration.ofMinutes(5),
            Duration.ofSeconds(1),
            Duration.ofHours(1)),
        settings.number("LASSO_MAX_APPROVALS", 100, 1, 1_000));
  }
}
