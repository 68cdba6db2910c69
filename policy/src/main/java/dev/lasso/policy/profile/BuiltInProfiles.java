package dev.lasso.policy.profile;

import dev.lasso.contracts.Profile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The profiles that LASSO comes with. */
public final class BuiltInProfiles {
  /** Their names, the plainest first. */
  public static final List<String> NAMES =
      List.of("minimal", "development", "offline", "strict", "autonomous");

  private BuiltInProfiles() {}

  /** All of them. */
  public static List<Profile> all() {
    return NAMES.stream().map(BuiltInProfiles::named).toList();
  }

  /**
   * One of them.
   *
   * @throws IllegalArgumentException where there is none of this name
   */
  public static Profile named(String name) {
    if (!NAMES.contains(name)) {
      throw new IllegalArgumentException("there is no built-in profile '" + name + "'");
    }
    try (InputStream file = BuiltInProfiles.class.getResourceAsStream(name + ".toml")) {
      if (file == null) {
        throw new IllegalStateException("the built-in profile " + name + " is missing");
      }
      String text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
      return switch (ProfileToml.parse(text)) {
        case ParsedProfile.Valid valid -> valid.profile();
        case ParsedProfile.Invalid invalid ->
            throw new IllegalStateException(name + ": " + invalid.describe());
      };
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
