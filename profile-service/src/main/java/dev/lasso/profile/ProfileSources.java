package dev.lasso.profile;

import dev.lasso.contracts.Profile;
import dev.lasso.policy.profile.BuiltInProfiles;
import dev.lasso.policy.profile.ParsedProfile;
import dev.lasso.policy.profile.ProfileToml;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Where profiles come from: the built-in ones, and the TOML files of one directory. Blocks; any
 * thread.
 */
final class ProfileSources {
  private static final int MAX_FILES = 200;

  private final Path directory;
  private final List<Sourced> builtIn;

  /** What files came to the last time: a proof is not done again for a text that is the same. */
  private Map<String, ParsedProfile> known = Map.of();

  /** A profile and where it was. */
  record Sourced(Profile profile, String source) {}

  /**
   * What is there now.
   *
   * @param profiles what can be used
   * @param invalid what can't, with the reasons, by file
   */
  record Contents(List<Sourced> profiles, Map<String, String> invalid) {}

  ProfileSources(Path directory) {
    this.directory = directory;
    this.builtIn =
        BuiltInProfiles.all().stream().map(each -> new Sourced(each, "built-in")).toList();
  }

  /** The built-in profiles, and of the directory whatever can be used. */
  Contents read() throws IOException {
    List<Sourced> profiles = new ArrayList<>(builtIn);
    Map<String, String> invalid = new TreeMap<>();
    Set<String> taken = new HashSet<>(BuiltInProfiles.NAMES);
    List<Path> files = files();
    Map<String, ParsedProfile> parsed = new HashMap<>();
    if (files.size() > MAX_FILES) {
      invalid.put(
          directory.toString(), "has more than " + MAX_FILES + " profiles; the rest is left out");
    }
    for (Path file : files.subList(0, Math.min(MAX_FILES, files.size()))) {
      String name = String.valueOf(file.getFileName());
      switch (parse(file, parsed)) {
        case ParsedProfile.Invalid bad -> invalid.put(name, bad.describe());
        case ParsedProfile.Valid valid -> {
          if (taken.add(valid.profile().name())) {
            profiles.add(new Sourced(valid.profile(), name));
          } else {
            invalid.put(
                name,
                "the name '"
                    + valid.profile().name()
                    + "' is taken by a built-in profile or another file; choose another");
          }
        }
      }
    }
    known = parsed;
    return new Contents(profiles, invalid);
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> found = Files.list(directory)) {
      return found
          .filter(file -> file.toString().endsWith(".toml") && Files.isRegularFile(file))
          .sorted()
          .toList();
    } catch (NoSuchFileException | NotDirectoryException e) {
      return List.of();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private ParsedProfile parse(Path file, Map<String, ParsedProfile> parsed) {
    try {
      if (Files.size(file) > ProfileToml.MAX_LENGTH) {
        return invalid("is larger than " + ProfileToml.MAX_LENGTH + " bytes");
      }
      String text = Files.readString(file);
      ParsedProfile before = known.get(text);
      ParsedProfile now = before == null ? ProfileToml.parse(text) : before;
      parsed.put(text, now);
      return now;
    } catch (CharacterCodingException e) {
      return invalid("is not UTF-8");
    } catch (IOException e) {
      return invalid("cannot be read: " + e.getMessage());
    }
  }

  private static ParsedProfile invalid(String why) {
    return new ParsedProfile.Invalid(List.of(new ParsedProfile.Problem(0, 0, "", why)));
  }
}
