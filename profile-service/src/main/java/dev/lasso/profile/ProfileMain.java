package dev.lasso.profile;

import dev.lasso.kit.ServiceMain;

/** The profile service as a process of its own. */
public final class ProfileMain {
  private ProfileMain() {}

  /** Takes its settings from the environment. */
  public static void main(String[] args) {
    ServiceMain.run("profile", ProfileService::create);
  }
}
