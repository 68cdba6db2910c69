package dev.lasso.launcher;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What `lasso up` and `lasso down` see of a node, and nothing else: the lock, the files in run/,
 * health that is not ready at once, and an end by SIGTERM. Needs nothing but the JDK. The system
 * tests have the real one.
 */
public final class NodeMain {
  private static final int NOT_READY = 3;

  private NodeMain() {}

  /** Runs until it is told to end. */
  public static void main(String[] args) throws IOException {
    Path home = Path.of(System.getenv("LASSO_HOME"));
    Path run = Files.createDirectories(home.resolve("run"));
    FileChannel channel =
        FileChannel.open(
            run.resolve("node.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (channel.tryLock() == null) {
      System.err.println("another node has the lock");
      System.exit(78);
    }
    long pid = ProcessHandle.current().pid();
    channel.truncate(0);
    channel.write(ByteBuffer.wrap((pid + "\n").getBytes(StandardCharsets.US_ASCII)), 0);
    AtomicInteger asked = new AtomicInteger();
    HttpServer server =
        HttpServer.create(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[1])), 0);
    server.createContext(
        "/api/v1/health",
        exchange -> {
          boolean ready = asked.incrementAndGet() > NOT_READY;
          byte[] body =
              (ready
                      ? "{\"status\":\"ok\",\"uptime_seconds\":1}"
                      : "{\"status\":\"starting\",\"uptime_seconds\":1,\"preparing\":\"image minimal: step "
                          + asked
                          + "\"}")
                  .getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(ready ? 200 : 503, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    int port = server.getAddress().getPort();
    Path node = run.resolve("node.json");
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(() -> {
              try {
                Files.deleteIfExists(node);
                channel.close();
              } catch (IOException e) {
                System.err.println("node.json is left");
              }
            }));
    Files.writeString(
        node,
        "{\"pid\":"
            + pid
            + ",\"port\":"
            + port
            + ",\"url\":\"http://127.0.0.1:"
            + port
            + "\",\"started_at\":\""
            + Clock.systemUTC().instant()
            + "\"}");
  }
}
