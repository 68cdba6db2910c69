package dev.lasso.audit;

import dev.lasso.kit.ServiceMain;

/** The audit service as a process of its own. */
public final class AuditMain {
  private AuditMain() {}

  /** Takes its settings from the environment. */
  public static void main(String[] args) {
    ServiceMain.run("audit", AuditService::create);
  }
}
