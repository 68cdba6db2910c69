package dev.lasso.bench.oracle;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The throwaway root: commands run in it one after another, each in the same known tree, without a
 * network. For use by one thread; blocks while a command runs.
 */
final class Box implements AutoCloseable {
  private static final int CANNOT = 77;
  private static final int MILLIS = 1500;
  private static final int MAX_ANSWER = 4 << 20;

  /** This machine does not permit one. */
  static final class Unavailable extends IOException {
    private static final long serialVersionUID = 1;

    Unavailable(String message) {
      super(message);
    }
  }

  private final Process process;
  private final OutputStream to;
  private final DataInputStream from;
  private final Path directory;

  private Box(Process process, Path directory) {
    this.process = process;
    this.directory = directory;
    this.to = new BufferedOutputStream(process.getOutputStream());
    this.from = new DataInputStream(process.getInputStream());
  }

  /**
   * Opens one. One after the other: a process that another thread starts meanwhile would hold the
   * program open for writing, and then it can't be run (ETXTBSY).
   *
   * @throws Unavailable where the machine has no namespaces or no ptrace for this user
   */
  static synchronized Box open() throws IOException {
    Path directory = Files.createTempDirectory("lasso-box-");
    Path program = directory.resolve("lasso-box");
    try (InputStream in = Box.class.getResourceAsStream("lasso-box")) {
      if (in == null) {
        throw new Unavailable("lasso-box was not built");
      }
      Files.copy(in, program);
    }
    if (!program.toFile().setExecutable(true)) {
      throw new Unavailable(program + " can't be made a program");
    }
    Process process =
        new ProcessBuilder(program.toString())
            .redirectError(directory.resolve("errors").toFile())
            .start();
    Box box = new Box(process, directory);
    box.tree();
    Happened first = box.run(List.of("/bin/bash", "-c", "true"));
    if (first.events().isEmpty()) {
      box.close();
      throw new Unavailable("nothing of what a command does is seen");
    }
    return box;
  }

  private void tree() throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    List<KnownTree.Entry> entries = KnownTree.entries();
    number(all, entries.size());
    for (KnownTree.Entry entry : entries) {
      all.write(entry.kind());
      text(all, entry.path());
      text(all, entry.content());
    }
    to.write(all.toByteArray());
  }

  private static void number(OutputStream out, int value) throws IOException {
    for (int shift = 0; shift < 32; shift += 8) {
      out.write(value >>> shift);
    }
  }

  private static void text(OutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    number(out, bytes.length);
    out.write(bytes);
  }

  /** Runs a command, with an empty standard input, in /workspace. */
  Happened run(List<String> argv) throws IOException {
    try {
      number(to, MILLIS);
      number(to, argv.size());
      for (String word : argv) {
        text(to, word);
      }
      to.flush();
      int length = Integer.reverseBytes(from.readInt());
      if (length < 0 || length > MAX_ANSWER) {
        throw new IOException("the box answers with " + length + " bytes");
      }
      return Happened.of(new String(from.readNBytes(length), StandardCharsets.ISO_8859_1));
    } catch (EOFException e) {
      throw ended();
    } catch (IOException e) {
      throw process.isAlive() ? e : ended();
    }
  }

  private IOException ended() throws IOException {
    try {
      boolean over = process.waitFor(5, TimeUnit.SECONDS);
      String errors = Files.readString(directory.resolve("errors")).strip();
      return over && process.exitValue() == CANNOT
          ? new Unavailable(errors)
          : new IOException("the box has ended: " + errors);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new IOException("interrupted", e);
    }
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    Files.deleteIfExists(directory.resolve("errors"));
    Files.deleteIfExists(directory.resolve("lasso-box"));
    Files.deleteIfExists(directory);
  }
}
