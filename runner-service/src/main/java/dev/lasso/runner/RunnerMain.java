package dev.lasso.runner;

import dev.lasso.kit.ServiceMain;

/** A runner as a process of its own. */
public final class RunnerMain {
  private RunnerMain() {}

  /** Takes no arguments; settings are environment variables (see {@link RunnerSettings}). */
  public static void main(String[] args) {
    ServiceMain.run("runner", RunnerService::create);
  }
}
