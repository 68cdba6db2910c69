package dev.lasso.sdk;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lasso.contracts.CommandInput;
import dev.lasso.contracts.Wire;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A command to run in a sandbox.
 *
 * @param input its words, or a line that the gate splits
 * @param cwd where; absent: the workspace
 * @param env added to the sandbox's
 * @param timeout the most it may take; absent: the profile's
 * @param stdin what it reads, whole; empty: nothing
 */
public record Command(
    CommandInput input,
    @Nullable String cwd,
    Map<String, String> env,
    @Nullable Duration timeout,
    byte[] stdin) {

  /** These words, without a shell. */
  public static Command of(String... argv) {
    return new Command(CommandInput.ofArgv(List.of(argv)), null, Map.of(), null, new byte[0]);
  }

  /** The same with something to read. */
  public Command reading(byte[] newStdin) {
    return new Command(input, cwd, env, timeout, newStdin);
  }

  /** The same with a limit. */
  public Command within(Duration newTimeout) {
    return new Command(input, cwd, env, newTimeout, stdin);
  }

  byte[] encode() {
    ObjectNode json = Wire.mapper().createObjectNode();
    List<String> argv = input.argv();
    if (argv != null) {
      ArrayNode words = json.putArray("argv");
      argv.forEach(words::add);
    } else {
      json.put("command", input.command());
    }
    if (cwd != null) {
      json.put("cwd", cwd);
    }
    SandboxSpec.putAll(json, "env", env);
    if (timeout != null) {
      json.put("timeout_ms", timeout.toMillis());
    }
    if (stdin.length > 0) {
      json.put("stdin_base64", Base64.getEncoder().encodeToString(stdin));
    }
    return Wire.encode(json);
  }
}
