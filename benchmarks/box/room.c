#define _GNU_SOURCE
#include "room.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { CANNOT = 77 };

static const char *const WRITABLE[] = {"/workspace", "/home/agent", "/tmp", "/var/tmp", "/srv"};
enum { WRITABLE_COUNT = 5 };
static bool is_root;

static _Noreturn void cannot(const char *what) {
  fprintf(stderr, "lasso-box: this machine does not permit it: %s: %s\n", what, strerror(errno));
  exit(CANNOT);
}

static void put(const char *file, const char *text) {
  int out = open(file, O_WRONLY | O_CLOEXEC);
  if (out < 0 || write(out, text, strlen(text)) < 0) {
    cannot(file);
  }
  close(out);
}

void room_enter(void) {
  int spaces = CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS;
  is_root = geteuid() == 0 && unshare(spaces) == 0;
  if (!is_root) {
    char map[64];
    uid_t user = geteuid();
    gid_t group = getegid();
    if (unshare(spaces | CLONE_NEWUSER) != 0) {
      cannot("unshare");
    }
    put("/proc/self/setgroups", "deny");
    snprintf(map, sizeof map, "%d %u 1", ROOM_USER, user);
    put("/proc/self/uid_map", map);
    snprintf(map, sizeof map, "%d %u 1", ROOM_USER, group);
    put("/proc/self/gid_map", map);
  }
  /* as /etc/hosts has it: nobody asks the network for it */
  if (sethostname("box", 3) != 0) {
    cannot("sethostname");
  }
  pid_t inside = fork();
  if (inside < 0) {
    cannot("fork");
  }
  if (inside == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    return;
  }
  close(0);
  close(1);
  int status = 0;
  while (waitpid(inside, &status, 0) < 0 && errno == EINTR) {
  }
  exit(WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
}

static void mounted(const char *from, const char *to, const char *type, unsigned long flags, const char *data) {
  if (mount(from, to, type, flags, data) != 0) {
    cannot(to);
  }
}

static void directory(const char *path, mode_t mode) {
  if (mkdir(path, mode) != 0 && errno != EEXIST) {
    cannot(path);
  }
  if (chmod(path, mode) != 0) {
    cannot(path);
  }
}

static void read_only(const char *path) {
  struct statvfs is;
  unsigned long flags = MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID;
  if (statvfs(path, &is) == 0) {
    flags |= (is.f_flag & ST_NODEV ? MS_NODEV : 0) | (is.f_flag & ST_NOEXEC ? MS_NOEXEC : 0) |
             (is.f_flag & ST_NOATIME ? MS_NOATIME : 0) | (is.f_flag & ST_NODIRATIME ? MS_NODIRATIME : 0) |
             (is.f_flag & ST_RELATIME ? MS_RELATIME : 0);
  }
  mounted(NULL, path, NULL, flags, NULL);
}

static void device(const char *name) {
  char from[64];
  char to[64];
  snprintf(from, sizeof from, "/dev/%s", name);
  snprintf(to, sizeof to, "/tmp/dev/%s", name);
  int file = open(to, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
  if (file < 0) {
    cannot(to);
  }
  close(file);
  mounted(from, to, NULL, MS_BIND, NULL);
}

static void bound(const char *from, const char *to) {
  struct stat is;
  if (stat(from, &is) != 0) {
    return;
  }
  if (S_ISDIR(is.st_mode)) {
    directory(to, 0755);
  } else {
    int file = open(to, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
    if (file >= 0) {
      close(file);
    }
  }
  mounted(from, to, NULL, MS_BIND, NULL);
  read_only(to);
}

static void link_to(const char *target, const char *path) {
  if (symlink(target, path) != 0) {
    cannot(path);
  }
}

static void merged(const char *name) {
  char on_machine[32];
  char here[64];
  char target[40];
  struct stat is;
  snprintf(on_machine, sizeof on_machine, "/%s", name);
  if (lstat(on_machine, &is) != 0) {
    return;
  }
  if (!S_ISLNK(is.st_mode)) {
    errno = ENOTSUP;
    cannot("a system whose /bin is not in /usr");
  }
  snprintf(here, sizeof here, "/tmp/%s", name);
  snprintf(target, sizeof target, "usr/%s", name);
  link_to(target, here);
}

static bool is_writable(const char *path) {
  for (size_t i = 0; i < WRITABLE_COUNT; i++) {
    size_t length = strlen(WRITABLE[i]);
    if (strncmp(path, WRITABLE[i], length) == 0 && (path[length] == '/' || path[length] == 0)) {
      return true;
    }
  }
  return false;
}

static void lay(const char *root, const struct entry *each) {
  char path[512];
  snprintf(path, sizeof path, "%s%s", root, each->path);
  if (each->kind == 'd') {
    if (mkdir(path, 0755) != 0 && errno != EEXIST) {
      cannot(path);
    }
  } else {
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (file < 0 || write(file, each->content, each->length) != (ssize_t)each->length) {
      cannot(path);
    }
    fchmod(file, each->kind == 'x' ? 0755 : each->kind == 's' ? 0600 : 0644);
    close(file);
  }
  if (is_root && each->kind != 's' && is_writable(each->path) &&
      chown(path, ROOM_USER, ROOM_USER) != 0) {
    cannot(path);
  }
}

void room_build(const struct entry *tree, size_t count) {
  mounted(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL);
  mounted("box", "/tmp", "tmpfs", MS_NOSUID, "size=16m,mode=755");
  directory("/tmp/usr", 0755);
  mounted("/usr", "/tmp/usr", NULL, MS_BIND | MS_REC, NULL);
  read_only("/tmp/usr");
  mounted("local", "/tmp/usr/local", "tmpfs", MS_NOSUID | MS_RDONLY, "size=4k,mode=755");
  merged("bin");
  merged("sbin");
  merged("lib");
  merged("lib64");
  const char *const directories[] = {"dev", "etc",     "home", "mnt", "opt",     "proc",
                                     "run", "run/lock", "root", "srv", "sys",     "tmp",
                                     "var", "var/tmp", "var/lib", "workspace", "home/agent", "old"};
  for (size_t i = 0; i < sizeof directories / sizeof directories[0]; i++) {
    char path[64];
    snprintf(path, sizeof path, "/tmp/%s", directories[i]);
    directory(path, 0755);
  }
  link_to("/run", "/tmp/var/run");
  link_to("/run/lock", "/tmp/var/lock");
  const char *const devices[] = {"null", "zero", "full", "random", "urandom", "tty"};
  for (size_t i = 0; i < sizeof devices / sizeof devices[0]; i++) {
    device(devices[i]);
  }
  link_to("/proc/self/fd", "/tmp/dev/fd");
  link_to("/proc/self/fd/0", "/tmp/dev/stdin");
  link_to("/proc/self/fd/1", "/tmp/dev/stdout");
  link_to("/proc/self/fd/2", "/tmp/dev/stderr");
  bound("/etc/alternatives", "/tmp/etc/alternatives");
  bound("/etc/ld.so.cache", "/tmp/etc/ld.so.cache");
  for (size_t i = 0; i < WRITABLE_COUNT; i++) {
    char path[64];
    snprintf(path, sizeof path, "/tmp%s", WRITABLE[i]);
    mounted("box", path, "tmpfs", MS_NOSUID | MS_NODEV, "size=16m,mode=1777");
    if (is_root && chown(path, ROOM_USER, ROOM_USER) != 0) {
      cannot(path);
    }
  }
  mounted("proc", "/tmp/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL);
  for (size_t i = 0; i < count; i++) {
    lay("/tmp", &tree[i]);
  }
  if (syscall(SYS_pivot_root, "/tmp", "/tmp/old") != 0 || chdir("/") != 0) {
    cannot("pivot_root");
  }
  if (umount2("/old", MNT_DETACH) != 0 || rmdir("/old") != 0) {
    cannot("/old");
  }
  read_only("/");
}

/* Removes what is in a directory, through descriptors: no name in it leads elsewhere. */
static void empty(int parent, const char *name, int depth) {
  int at = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  DIR *all = at < 0 ? NULL : fdopendir(at);
  if (all == NULL || depth > 200) {
    cannot("a directory that can't be emptied");
  }
  bool found = true;
  while (found) {
    found = false;
    rewinddir(all);
    for (struct dirent *each; (each = readdir(all)) != NULL;) {
      if (strcmp(each->d_name, ".") == 0 || strcmp(each->d_name, "..") == 0) {
        continue;
      }
      found = true;
      if (unlinkat(dirfd(all), each->d_name, 0) != 0) {
        empty(dirfd(all), each->d_name, depth + 1);
        if (unlinkat(dirfd(all), each->d_name, AT_REMOVEDIR) != 0) {
          cannot(each->d_name);
        }
      }
    }
  }
  closedir(all);
}

void room_restore(const struct entry *tree, size_t count) {
  for (size_t i = 0; i < WRITABLE_COUNT; i++) {
    empty(AT_FDCWD, WRITABLE[i], 0);
    chmod(WRITABLE[i], 01777);
  }
  for (size_t i = 0; i < count; i++) {
    if (is_writable(tree[i].path)) {
      lay("", &tree[i]);
    }
  }
}

void room_drop(void) {
  if (is_root && (setgroups(0, NULL) != 0 || setresgid(ROOM_USER, ROOM_USER, ROOM_USER) != 0 ||
                  setresuid(ROOM_USER, ROOM_USER, ROOM_USER) != 0)) {
    _exit(CANNOT);
  }
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) {
    _exit(CANNOT);
  }
}
