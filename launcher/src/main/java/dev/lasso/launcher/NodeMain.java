package dev.lasso.launcher;

import java.io.PrintStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The node as a process: {@code NodeMain [--host HOST] [--port PORT]}, everything else by
 * environment variables.
 *
 * <p>Ends with 143 (128 + SIGTERM, as any JVM) once a SIGTERM has stopped it, with 78 (EX_CONFIG)
 * where settings are wrong, with 70 (EX_SOFTWARE) where it can't be started; the reason is then the
 * last line on standard error.
 */
public final class NodeMain {
  private static final int EX_SOFTWARE = 70;
  private static final int EX_CONFIG = 78;

  private NodeMain() {}

  /** Starts it and returns; the process lives until it is told to end. */
  public static void main(String[] args) {
    PrintStream err = System.err;
    Map<String, String> settings = new HashMap<>(System.getenv());
    if (!readArguments(List.of(args), settings)) {
      err.println("lasso node: usage: NodeMain [--host HOST] [--port PORT]");
      Runtime.getRuntime().halt(EX_CONFIG);
    }
    try {
      Node node = Node.start(settings);
      Runtime.getRuntime().addShutdownHook(new Thread(node::close, "stop-node"));
    } catch (NodeException e) {
      err.println("lasso node: " + e.getMessage());
      // Without the hooks: nothing is left to be closed.
      Runtime.getRuntime().halt(e.isConfiguration() ? EX_CONFIG : EX_SOFTWARE);
    }
  }

  private static boolean readArguments(List<String> args, Map<String, String> settings) {
    for (int i = 0; i < args.size(); i += 2) {
      if (i + 1 == args.size()) {
        return false;
      }
      switch (args.get(i)) {
        case "--host" -> settings.put("LASSO_GATEWAY_HOST", args.get(i + 1));
        case "--port" -> settings.put("LASSO_GATEWAY_PORT", args.get(i + 1));
        default -> {
          return false;
        }
      }
    }
    return true;
  }
}
