package dev.lasso.runner.container;

import com.github.dockerjava.transport.DockerHttpClient;
import dev.lasso.runner.supervisor.FrameQueue;
import dev.lasso.runner.supervisor.Transport;
import java.io.IOException;
import java.io.InputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A container's standard input and output over the engine's attach call (POST
 * /containers/{id}/attach, Docker Engine API).
 *
 * <p>Two threads of its own: one reads and takes the engine's multiplexed stream apart, the other,
 * the HTTP client's, writes what is queued. Goes through the client's transport rather than its
 * attach command, which hands out 1 KiB at a time.
 */
final class AttachedStream implements Transport {
  private static final Logger log = LoggerFactory.getLogger(AttachedStream.class);
  private static final int BUFFER = 64 << 10;
  private static final long MAX_QUEUED = 32L << 20;
  private static final long READER_STACK = 256 << 10;

  private final String containerId;
  private final FrameQueue queue;
  private final DockerHttpClient.Response response;
  private volatile boolean closed;

  private AttachedStream(String containerId, FrameQueue queue, DockerHttpClient.Response response) {
    this.containerId = containerId;
    this.queue = queue;
    this.response = response;
  }

  /** Attaches; blocks until the engine agreed. Nothing is read before {@link #start}. */
  static AttachedStream open(DockerHttpClient http, String containerId) {
    FrameQueue queue = new FrameQueue(MAX_QUEUED);
    DockerHttpClient.Response response =
        http.execute(
            DockerHttpClient.Request.builder()
                .method(DockerHttpClient.Request.Method.POST)
                .path("/containers/" + containerId + "/attach?stream=1&stdin=1&stdout=1&stderr=1")
                .hijackedInput(new QuietInput(queue))
                .build());
    if (response.getStatusCode() != 200) {
      response.close();
      queue.close();
      throw new EngineException("the engine refused to attach: " + response.getStatusCode());
    }
    return new AttachedStream(containerId, queue, response);
  }

  /** Begins to read. */
  void start(Receiver receiver) {
    Thread.ofPlatform()
        .daemon()
        .name("lasso-sandbox-" + containerId.substring(0, Math.min(12, containerId.length())))
        .stackSize(READER_STACK)
        .start(() -> read(receiver));
  }

  private void read(Receiver receiver) {
    String reason = "the sandbox's container ended";
    byte[] buffer = new byte[BUFFER];
    EngineStreamDemultiplexer demultiplexer = new EngineStreamDemultiplexer(receiver::received);
    try (InputStream in = response.getBody()) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        if (!demultiplexer.feed(buffer, 0, n)) {
          reason = "the stream was given up";
          break;
        }
      }
    } catch (IOException | RuntimeException e) {
      if (!closed) {
        reason = "the connection to the sandbox's container broke";
        log.atDebug().addKeyValue("container", containerId).setCause(e).log(reason);
      }
    } finally {
      String errors = demultiplexer.errors();
      if (!errors.isEmpty()) {
        log.atWarn()
            .addKeyValue("container", containerId)
            .addKeyValue("stderr", errors)
            .log("a supervisor complained");
      }
      receiver.closed(reason);
      close();
    }
  }

  @Override
  public void send(byte[] frame) {
    queue.put(frame);
  }

  @Override
  public void close() {
    closed = true;
    queue.close();
    response.close();
  }

  /**
   * Keeps the HTTP client's writing thread from printing a stack trace when the container went away
   * under its hands.
   */
  private static final class QuietInput extends InputStream {
    private final FrameQueue queue;
    private boolean quiet;

    QuietInput(FrameQueue queue) {
      this.queue = queue;
    }

    @Override
    public int read() {
      return queue.read();
    }

    @Override
    public int read(byte[] into, int at, int most) {
      if (!quiet) {
        quiet = true;
        Thread.currentThread()
            .setUncaughtExceptionHandler((thread, failure) ->
                log.atDebug().setCause(failure).log("a stream's writer ended"));
      }
      return queue.read(into, at, most);
    }

    @Override
    public void close() {
      queue.close();
    }
  }
}
