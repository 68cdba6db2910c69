package dev.lasso.gateway;

import dev.lasso.kit.ServiceMain;

/** The gateway as a process of its own. */
public final class GatewayMain {
  private GatewayMain() {}

  /** Takes its settings from the environment. */
  public static void main(String[] args) {
    ServiceMain.run("gateway", GatewayService::create);
  }
}
