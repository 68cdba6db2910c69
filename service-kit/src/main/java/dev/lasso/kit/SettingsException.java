package dev.lasso.kit;

import java.util.List;

/** Settings that cannot be used, with every problem of them. */
public final class SettingsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  SettingsException(List<String> problems) {
    super(String.join("\n", problems));
  }
}
