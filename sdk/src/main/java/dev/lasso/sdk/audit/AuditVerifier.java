package dev.lasso.sdk.audit;

import dev.lasso.sdk.audit.Verification.Unreadable;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;

/**
 * Verifies the audit log from its files and its key alone, whether or not a node is writing to it.
 *
 * <p>Of a directory it is found when any byte of any segment or of the head file is changed, when
 * an entry is missing, added, doubled or in another place, when a segment is missing, renamed or of
 * another log, and when the end is cut off: the head file says how far the log goes. Every entry's
 * MAC is checked and its link to the entry before it.
 *
 * <p>Of a single file the entries in it are checked, and that the first one is what its name says.
 * What stands before and after is not, except that a missing end is found where the head file of
 * the same log stands beside it and no later segment does.
 *
 * <p>What can't be found: entries made with the key by somebody who has it; a whole older copy of
 * segments and head put back in their place, or another log under the same key (compare {@link
 * Verification.Verified}'s {@code lastSeq} and {@code logId} with what you know from elsewhere,
 * such as a receipt); and, after a power failure and until the node is started again, the cutting
 * off of entries that are newer than what the device has of the head file.
 *
 * <p>Memory is constant, less than 2 MB, however large the log; time is about a second per 100 MB.
 * It blocks, and waits up to a second where the end of the log looks unfinished, for a writer may
 * be at it. Any thread; an interrupt makes it {@link Verification.Unreadable}.
 */
public final class AuditVerifier {

  private AuditVerifier() {}

  /**
   * Verifies a log's directory, or a segment or a copy of one.
   *
   * @param fileOrDirectory what to verify; links are followed
   * @param keyFile the log's key, 64 hex digits. There is no default: whoever forges a log could
   *     put a key beside it
   * @return never an exception for anything that the files are or hold
   */
  public static Verification verify(Path fileOrDirectory, Path keyFile) {
    return verify(fileOrDirectory, keyFile, Patience.Pause.REAL);
  }

  static Verification verify(Path fileOrDirectory, Path keyFile, Patience.Pause pause) {
    AuditKey key;
    try {
      key = AuditKey.load(keyFile);
    } catch (IOException e) {
      return new Unreadable("the key can't be used: " + explain(keyFile, e));
    }
    try {
      BasicFileAttributes what = Files.readAttributes(fileOrDirectory, BasicFileAttributes.class);
      LogCheck check = new LogCheck(key, new Patience(pause));
      if (what.isDirectory()) {
        return check.directory(fileOrDirectory);
      }
      return what.isRegularFile()
          ? check.file(fileOrDirectory)
          : new Unreadable("neither a file nor a directory: " + fileOrDirectory);
    } catch (TamperedException e) {
      return e.finding();
    } catch (IOException e) {
      return new Unreadable("the log can't be read: " + explain(fileOrDirectory, e));
    }
  }

  private static String explain(Path path, IOException e) {
    String file = path.toString();
    if (e instanceof FileSystemException named && named.getFile() != null) {
      file = named.getFile();
    }
    return switch (e) {
      case NoSuchFileException missing -> "there is no " + file;
      case AccessDeniedException denied -> "no permission to read " + file;
      case FileSystemException other ->
          file + ": " + Objects.requireNonNullElse(other.getReason(), kind(other));
      default -> file + ": " + Objects.requireNonNullElse(e.getMessage(), kind(e));
    };
  }

  private static String kind(IOException e) {
    return e.getClass().getSimpleName();
  }
}
