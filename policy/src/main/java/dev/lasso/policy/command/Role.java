package dev.lasso.policy.command;

import java.util.Locale;

/** What the value of an option, or an operand, is to a program. */
enum Role {
  /** No value; no effect. */
  FLAG,
  /** Has no effect. */
  TEXT,
  /** A file that is read and can come out. */
  READ,
  /** A file of which only mode, time, size and so on is used. */
  STAT,
  /** A file or directory that is made or changed. */
  WRITE,
  /** Removed. */
  DELETE,
  /** Removed with all beneath it. */
  DELETE_TREE,
  /** Read, and gone from there afterwards. */
  MOVE,
  /** Where later relative paths begin. */
  CHDIR,
  /** A program, plugin, library or agent that is run or loaded. */
  EXEC,
  /** A configuration file that decides what is run or connected to. */
  CONFIG,
  /** A file whose lines are further operands. */
  LIST,
  /** A URL. */
  URL,
  /** A host, with a port or a user. */
  HOST,
  /** A path, or host:path. */
  REMOTE,
  /** Data that is sent; {@code @file} is read. */
  UPLOAD,
  /** NAME=VALUE for what runs. */
  ENV,
  /** Where code of a language is taken from: directories and archives, with colons between. */
  LIBRARY,
  /** Inline code of a language. */
  CODE,
  /** A file of code of a language. */
  SCRIPT,
  /** This and all the rest are another command. */
  COMMAND,
  /** A line for the shell. */
  SHELL,
  /** A package's name, or a path or URL of one. */
  PACKAGE,
  /** A revision or a path of a repository. */
  REF,
  /** A task of the workspace's own build. */
  WORKSPACE_SCRIPT,
  /** Permissions, as chmod takes them. */
  MODE,
  /** A person is asked. */
  QUESTION,
  /** Never allowed. */
  FORBID;

  static Role of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
  }
}
