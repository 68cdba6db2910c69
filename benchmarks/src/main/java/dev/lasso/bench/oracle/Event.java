package dev.lasso.bench.oracle;

/**
 * Something that a line did.
 *
 * @param done false where the kernel refused it for want of a right
 * @param path the real path; of a program the name it was called by; of a connection its address
 * @param file of a program: the file that it is; else the path
 */
record Event(Kind kind, boolean done, String path, String file) {
  enum Kind {
    RUNS,
    READS,
    LISTS,
    WRITES,
    /** Makes a file that was not there. */
    MAKES,
    DELETES,
    CONNECTS
  }
}
