package dev.lasso.cli;

import dev.lasso.contracts.Wire;
import java.util.Map;

/**
 * Gets JSON ready beside everything else: on a machine with two processors that is time saved by
 * every command that talks to a node; and the build's one run of {@code exec}, from which the class
 * data archive is made, meets these classes although it gets no answer.
 */
final class Preload {
  private static final byte[] ANY =
      "{\"a\":[1,2.5,true,null,\"b\"],\"c\":{}}".getBytes(java.nio.charset.StandardCharsets.UTF_8);

  private Preload() {}

  static void start(String[] args) {
    if (ExecOptions.isExec(args)) {
      Thread.ofPlatform().daemon().name("preload").start(() -> Wire.decode(Map.class, ANY));
    }
  }
}
