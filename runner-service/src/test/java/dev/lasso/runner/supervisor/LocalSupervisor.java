package dev.lasso.runner.supervisor;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;

/**
 * A program that speaks, or should speak, the protocol on its standard streams, run as a plain
 * process of this machine.
 */
final class LocalSupervisor implements Transport, AutoCloseable {
  private static final Path BINARY =
      Path.of(System.getProperty("lasso.root", "..")).resolve("supervisor/build/lasso-supervisor");
  private final Process process;
  private final FrameQueue queue = new FrameQueue(8 << 20);

  private LocalSupervisor(List<String> command) throws IOException {
    this.process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
  }

  static LocalSupervisor real() throws IOException {
    return new LocalSupervisor(List.of(BINARY.toString()));
  }

  static LocalSupervisor of(String... command) throws IOException {
    return new LocalSupervisor(List.of(command));
  }

  void start(Receiver receiver) {
    Thread.ofPlatform().daemon().start(() -> read(receiver));
    Thread.ofPlatform().daemon().start(this::write);
  }

  private void read(Receiver receiver) {
    byte[] buffer = new byte[64 << 10];
    try (InputStream in = process.getInputStream()) {
      int n = in.read(buffer);
      while (n >= 0 && receiver.received(buffer, 0, n)) {
        n = in.read(buffer);
      }
    } catch (IOException e) {
      // the process is gone: the same as the end
    } finally {
      receiver.closed("the process ended");
    }
  }

  private void write() {
    byte[] buffer = new byte[64 << 10];
    try (OutputStream out = process.getOutputStream()) {
      for (int n = queue.read(buffer, 0, buffer.length); n >= 0; ) {
        out.write(buffer, 0, n);
        out.flush();
        n = queue.read(buffer, 0, buffer.length);
      }
    } catch (IOException e) {
      // as above
    }
  }

  Process process() {
    return process;
  }

  @Override
  public void send(byte[] frame) {
    queue.put(frame);
  }

  @Override
  public void close() {
    queue.close();
    process.destroyForcibly();
  }
}
