package dev.lasso.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

/**
 * Reads what a command is to read, whole: a command's input travels with its request.
 *
 * <p>A pipe that stays open and silent must not keep a command waiting that never asked for input:
 * many programs start others with such a pipe. So the first byte (or the end) of a pipe or socket
 * is waited for only {@link #GRACE} long, unless a process of the same pipeline can still write to
 * it. From the first byte on it is read to its end. Input that comes after the command was sent
 * without it is noticed, and {@link #cameTooLate} tells.
 */
final class Stdin {
  /** What the node takes. */
  static final int LIMIT = 512 << 10;

  static final Duration GRACE = Duration.ofMillis(500);
  private static final Duration ASK_AGAIN = Duration.ofMillis(200);
  private static final int CHUNK = 1 << 16;

  /** Whether the person said what to do. */
  enum Mode {
    /** By what it is. */
    AUTOMATIC,
    /** Read to the end, however long that takes. */
    READ,
    /** Never read. */
    NONE
  }

  /** More than {@link #LIMIT}. */
  static final class TooLarge extends Exception {
    private static final long serialVersionUID = 1L;
  }

  private final InputStream in;
  private final Duration grace;
  private final BooleanSupplier pipelineWrites;
  private final CountDownLatch first = new CountDownLatch(1);
  private final CountDownLatch end = new CountDownLatch(1);
  private final ByteArrayOutputStream content = new ByteArrayOutputStream();
  private final AtomicReference<IOException> failure = new AtomicReference<>();
  private volatile boolean sent;
  private volatile boolean late;

  /**
   * Reads from that stream.
   *
   * @param pipelineWrites whether a process of the same pipeline can still write to it
   */
  Stdin(InputStream in, Duration grace, BooleanSupplier pipelineWrites) {
    this.in = in;
    this.grace = grace;
    this.pipelineWrites = pipelineWrites;
  }

  /**
   * The input; empty where there is none.
   *
   * @throws TooLarge when there is more than the node takes
   * @throws IOException when it can't be read
   */
  byte[] read(Mode mode, Descriptor kind) throws IOException, TooLarge, InterruptedException {
    boolean wanted =
        switch (mode) {
          case NONE -> false;
          case READ -> true;
          case AUTOMATIC -> kind == Descriptor.FILE || kind == Descriptor.STREAM;
        };
    if (!wanted) {
      return new byte[0];
    }
    Thread.ofPlatform().daemon().name("stdin").start(this::fill);
    if (mode == Mode.AUTOMATIC && kind == Descriptor.STREAM && !begins()) {
      synchronized (content) {
        // what arrived in this very moment is still taken
        if (content.size() == 0) {
          sent = true;
          return new byte[0];
        }
      }
    }
    end.await();
    IOException broken = failure.get();
    if (broken != null) {
      throw broken;
    }
    synchronized (content) {
      if (content.size() > LIMIT) {
        throw new TooLarge();
      }
      return content.toByteArray();
    }
  }

  private boolean begins() throws InterruptedException {
    if (first.await(grace.toMillis(), TimeUnit.MILLISECONDS)) {
      return true;
    }
    while (pipelineWrites.getAsBoolean()) {
      if (first.await(ASK_AGAIN.toMillis(), TimeUnit.MILLISECONDS)) {
        return true;
      }
    }
    return first.await(0, TimeUnit.MILLISECONDS);
  }

  private void fill() {
    byte[] chunk = new byte[CHUNK];
    try {
      int length = 0;
      int total = 0;
      while (total <= LIMIT && (length = in.read(chunk)) >= 0) {
        total += length;
        synchronized (content) {
          if (sent) {
            late = true;
            return;
          }
          content.write(chunk, 0, length);
        }
        first.countDown();
      }
    } catch (IOException e) {
      failure.set(e);
    } finally {
      first.countDown();
      end.countDown();
    }
  }

  /** Whether input came after {@link #read} had returned without any. */
  boolean cameTooLate() {
    return late;
  }
}
