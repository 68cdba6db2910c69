package dev.lasso.policy.command;

import java.util.Set;

/**
 * Files that programs make beside those that they are told to write, by a name that begins with
 * theirs: backups, archives with their ending, temporary files with their letters filled in.
 */
final class Companions {
  private static final Set<String> WITH_BACKUPS = Set.of("cp", "mv", "ln", "install");
  private static final Set<String> BACKUP_OPTIONS = Set.of("-b", "--backup", "-S", "--suffix");
  private static final Set<String> COMPRESSORS =
      Set.of(
          "gzip",
          "gunzip",
          "uncompress",
          "bzip2",
          "bunzip2",
          "xz",
          "unxz",
          "lzma",
          "unlzma",
          "zstd",
          "unzstd",
          "lz4");

  /** Compressors that leave what they read. */
  private static final Set<String> KEEPING = Set.of("zstd", "unzstd", "lz4");

  private Companions() {}

  /** Whether it makes such a file beside each that it writes. */
  static boolean areMade(CommandTable table, Arguments arguments) {
    String program = table.program();
    if (program.equals("zip") || program.equals("mktemp") || COMPRESSORS.contains(program)) {
      return true;
    }
    boolean edits = program.equals("sed") || program.equals("perl");
    for (Arguments.Given given : arguments.options()) {
      String name = given.option().name();
      boolean backup = WITH_BACKUPS.contains(program) && BACKUP_OPTIONS.contains(name);
      boolean kept =
          edits && (name.equals("-i") || name.equals("--in-place")) && given.value() != null;
      if (backup || kept) {
        return true;
      }
    }
    return false;
  }

  /** Whether what it writes is made of its operand, which is then gone. */
  static boolean replaces(CommandTable table) {
    return COMPRESSORS.contains(table.program()) && !KEEPING.contains(table.program());
  }
}
