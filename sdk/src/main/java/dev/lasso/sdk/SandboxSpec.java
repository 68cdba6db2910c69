package dev.lasso.sdk;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lasso.contracts.Wire;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a new sandbox should be.
 *
 * @param profile the profile's name
 * @param workingDir an absolute directory on the node's machine; absent: an empty one that goes
 *     with the sandbox
 * @param name a name for people; absent: the node chooses
 * @param isolation at least the profile's; absent: the profile's
 * @param env environment of every command
 * @param labels free key-values
 */
public record SandboxSpec(
    String profile,
    @Nullable String workingDir,
    @Nullable String name,
    @Nullable String isolation,
    Map<String, String> env,
    Map<String, String> labels) {

  /** An empty workspace under a profile, all else as the profile has it. */
  public static SandboxSpec of(String profile) {
    return new SandboxSpec(profile, null, null, null, Map.of(), Map.of());
  }

  /** The same over a directory of the node's machine. */
  public SandboxSpec over(String directory) {
    return new SandboxSpec(profile, directory, name, isolation, env, labels);
  }

  /** The same with a name. */
  public SandboxSpec named(String newName) {
    return new SandboxSpec(profile, workingDir, newName, isolation, env, labels);
  }

  byte[] encode() {
    ObjectNode json = Wire.mapper().createObjectNode();
    json.put("profile", profile);
    putIfPresent(json, "working_dir", workingDir);
    putIfPresent(json, "name", name);
    putIfPresent(json, "isolation", isolation);
    putAll(json, "env", env);
    putAll(json, "labels", labels);
    return Wire.encode(json);
  }

  private static void putIfPresent(ObjectNode json, String name, @Nullable String value) {
    if (value != null) {
      json.put(name, value);
    }
  }

  static void putAll(ObjectNode json, String name, Map<String, String> values) {
    if (!values.isEmpty()) {
      ObjectNode object = json.putObject(name);
      values.forEach(object::put);
    }
  }
}
