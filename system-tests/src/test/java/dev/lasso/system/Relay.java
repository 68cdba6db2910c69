package dev.lasso.system;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/**
 * A port behind which another one can be reached, from when the relay is made until it is closed.
 */
final class Relay implements AutoCloseable {
  private final ServerSocket listening;
  private final int target;

  Relay(int port, int target) throws IOException {
    this.listening = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
    this.target = target;
    Thread.ofVirtual().start(this::accept);
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket client = listening.accept();
        Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
        Thread.ofVirtual().start(() -> copy(client, server));
        Thread.ofVirtual().start(() -> copy(server, client));
      } catch (IOException e) {
        // closed, or a connection that came to nothing: its client sees that
      }
    }
  }

  private static void copy(Socket from, Socket to) {
    try (from;
        to) {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException e) {
      // either end is gone, and the other follows
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }
}
