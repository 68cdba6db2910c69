package dev.lasso.sdk;

/** The secret that a client shows to its node. Never printed. */
public final class ApiKey {
  private static final int MAX_LENGTH = 512;
  private final String value;

  /**
   * A key as it stands in the file or the setting, surrounding white space aside.
   *
   * @throws LassoException.BadSettings when it could not stand in an HTTP header
   */
  public ApiKey(String value) {
    String key = value.strip();
    if (key.isEmpty()
        || key.length() > MAX_LENGTH
        || !key.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
      throw new LassoException.BadSettings(
          "the API key is not one line of 1 to "
              + MAX_LENGTH
              + " printable ASCII characters; see LASSO_API_KEY and LASSO_HOME/api-key");
    }
    this.value = key;
  }

  String authorization() {
    return "Bearer " + value;
  }

  @Override
  public String toString() {
    return "ApiKey[redacted]";
  }
}
