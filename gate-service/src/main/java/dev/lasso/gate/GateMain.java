package dev.lasso.gate;

import dev.lasso.kit.ServiceMain;

/** The gate as a process of its own. */
public final class GateMain {
  private GateMain() {}

  /** Takes its settings from the environment. */
  public static void main(String[] args) {
    ServiceMain.run("gate", GateService::create);
  }
}
