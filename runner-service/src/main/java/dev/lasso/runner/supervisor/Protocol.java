package dev.lasso.runner.supervisor;

/** The numbers of the protocol. */
final class Protocol {
  static final int VERSION = 1;
  static final int HEADER = 9;
  static final int MAX_PAYLOAD = 256 << 10;
  static final int MAX_ARGV = 4096;
  static final int MAX_PING = 64;
  static final long SESSION = 0;
  static final long MAX_CHANNEL = 0xFFFF_FFFFL;

  static final int SPAWN = 0x01;
  static final int STDIN = 0x02;
  static final int STDIN_CLOSE = 0x03;
  static final int SIGNAL = 0x04;
  static final int CREDIT = 0x05;
  static final int PING = 0x06;
  static final int SHUTDOWN = 0x07;

  static final int HELLO = 0x81;
  static final int STARTED = 0x82;
  static final int SPAWN_FAILED = 0x83;
  static final int STDOUT = 0x84;
  static final int STDERR = 0x85;
  static final int EXITED = 0x86;
  static final int STDIN_CREDIT = 0x87;
  static final int PONG = 0x88;
  static final int ERROR = 0x8F;

  static final int SPAWN_HAS_STDIN = 1;
  static final int SIGKILL = 9;

  private Protocol() {}
}
