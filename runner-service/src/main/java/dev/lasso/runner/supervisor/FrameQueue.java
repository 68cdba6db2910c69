package dev.lasso.runner.supervisor;

import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Frames on their way out, as an input stream for the one thread that writes them: a read returns
 * what is there and waits only when there is nothing, so that every frame is written as soon as it
 * is queued.
 */
public final class FrameQueue extends InputStream {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ArrayDeque<byte[]> frames = new ArrayDeque<>();
  private final long capacity;
  private long queued;
  private int offset;
  private boolean closed;

  /** Holds at most this many bytes. */
  public FrameQueue(long capacity) {
    this.capacity = capacity;
  }

  /**
   * Queues a frame; does nothing once closed.
   *
   * @throws IllegalStateException when it is full
   */
  public void put(byte[] frame) {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      if (queued + frame.length > capacity) {
        throw new IllegalStateException("the sandbox does not read what it is sent");
      }
      queued += frame.length;
      frames.add(frame);
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public int read() {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
  }

  /** Waits for bytes; -1 once closed and empty. */
  @Override
  public int read(byte[] into, int at, int most) {
    if (most == 0) {
      return 0;
    }
    lock.lock();
    try {
      while (frames.isEmpty()) {
        if (closed) {
          return -1;
        }
        changed.awaitUninterruptibly();
      }
      int n = 0;
      while (n < most && !frames.isEmpty()) {
        byte[] frame = frames.getFirst();
        int part = Math.min(most - n, frame.length - offset);
        System.arraycopy(frame, offset, into, at + n, part);
        n += part;
        offset += part;
        if (offset == frame.length) {
          frames.removeFirst();
          offset = 0;
        }
      }
      queued -= n;
      return n;
    } finally {
      lock.unlock();
    }
  }

  /** No more frames are taken and what waits is dropped. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      frames.clear();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
