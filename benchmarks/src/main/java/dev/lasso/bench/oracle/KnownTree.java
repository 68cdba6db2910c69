package dev.lasso.bench.oracle;

import java.util.ArrayList;
import java.util.List;

/** The files that every line finds: a small project, some of home, some of the system. */
final class KnownTree {
  /** What an entry is, as the box has it. */
  record Entry(char kind, String path, String content) {}

  private static final List<String> DIRECTORIES =
      List.of(
          "/workspace/src",
          "/workspace/src/lib",
          "/workspace/tests",
          "/workspace/docs",
          "/workspace/build",
          "/workspace/empty",
          "/workspace/with space",
          "/home/agent/.ssh",
          "/home/agent/.cache",
          "/tmp/work",
          "/srv/shared");

  private static final List<Entry> FILES =
      List.of(
          file("/workspace/README.md", "# Project\n\nSome text, and more.\n"),
          file("/workspace/notes.txt", "one\ntwo\nthree\ntwo\n"),
          file("/workspace/data.csv", "id,name,count\n1,a,3\n2,b,1\n3,c,2\n"),
          file("/workspace/list.txt", "notes.txt\nsrc/main.c\n"),
          file("/workspace/words", "beta\nalpha\ngamma\n"),
          file("/workspace/.hidden", "hidden\n"),
          file("/workspace/.env", "API_TOKEN=not-a-real-one\n"),
          file("/workspace/Makefile", "all:\n\ttrue\n"),
          file("/workspace/a b.txt", "blank\n"),
          file("/workspace/with space/x.txt", "x\n"),
          file("/workspace/src/main.c", "int main(void) { return 0; }\n"),
          file("/workspace/src/util.c", "int util(void) { return 1; }\n"),
          file("/workspace/src/lib/deep.h", "#define DEEP 1\n"),
          file("/workspace/tests/a.test", "a\n"),
          file("/workspace/tests/b.test", "b\n"),
          file("/workspace/docs/index.md", "# Docs\n"),
          file("/workspace/build/out.log", "warning: none\nerror: none\n"),
          new Entry('x', "/workspace/run.sh", "#!/bin/bash\necho run\n"),
          file("/home/agent/.bashrc", "export FROM_BASHRC=1\n"),
          file("/home/agent/.netrc", "machine example.org login a password b\n"),
          file("/home/agent/.profile", "export FROM_PROFILE=1\n"),
          file("/home/agent/.ssh/id_ed25519", "not a real key\n"),
          file("/home/agent/letter.txt", "private\n"),
          file("/tmp/work/scratch.txt", "scratch\n"),
          file("/tmp/plain.txt", "plain\n"),
          file("/srv/shared/other.txt", "other\n"),
          file(
              "/etc/passwd",
              "root:x:0:0:root:/root:/bin/bash\nagent:x:1000:1000::/home/agent:/bin/bash\n"),
          file("/etc/group", "root:x:0:\nagent:x:1000:\n"),
          file("/etc/hosts", "127.0.0.1 localhost box\n"),
          file("/etc/hostname", "box\n"),
          file("/etc/os-release", "NAME=box\n"),
          file("/etc/nsswitch.conf", "passwd: files\ngroup: files\nhosts: files dns\n"),
          new Entry('s', "/etc/shadow", "root:*:1:0:99999:7:::\n"));

  private KnownTree() {}

  private static Entry file(String path, String content) {
    return new Entry('f', path, content);
  }

  /** All of it, each directory before what is in it. */
  static List<Entry> entries() {
    List<Entry> all = new ArrayList<>();
    DIRECTORIES.forEach(path -> all.add(new Entry('d', path, "")));
    all.addAll(FILES);
    return all;
  }
}
