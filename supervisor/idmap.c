/*
 * lasso-idmap: shows a directory elsewhere with two owners exchanged, so that what belongs to OWNER on disk belongs to
 * INSIDE in the sandbox and what the sandbox writes belongs to OWNER on disk. No file is changed.
 *
 * Mounts below SOURCE come along if every one of them can be mapped; if not, none does, and stderr says so. The mount is
 * nosuid, but that does not keep a set-user-id file from being made in it, which on disk belongs to OWNER and works in
 * other mounts: the sandbox's seccomp profile is what refuses such modes.
 *
 * Needs CAP_SYS_ADMIN and Linux 5.12. The system calls are made raw, because C libraries lack some of them.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* These have the same numbers and values on every architecture. */
enum { NR_OPEN_TREE = 428, NR_MOVE_MOUNT = 429, NR_OPENAT2 = 437, NR_MOUNT_SETATTR = 442 };
#define OPEN_TREE_CLONE_ 1U
#define AT_RECURSIVE_ 0x8000U
#define MOVE_MOUNT_F_EMPTY_PATH_ 0x04U
#define MOVE_MOUNT_T_EMPTY_PATH_ 0x40U
#define RESOLVE_NO_MAGICLINKS_ 0x02U
#define RESOLVE_NO_SYMLINKS_ 0x04U
#define ATTR_NOSUID_ UINT64_C(0x02)
#define ATTR_NODEV_ UINT64_C(0x04)
#define ATTR_IDMAP_ UINT64_C(0x00100000)

struct how {
    uint64_t flags;
    uint64_t mode;
    uint64_t resolve;
};

struct attributes {
    uint64_t set;
    uint64_t clear;
    uint64_t propagation;
    uint64_t userns;
};

enum { EXIT_USAGE = 2 };
static const uint64_t MAX_ID = UINT32_MAX - 1; /* UINT32_MAX itself is "no id" */

static _Noreturn void fail(const char *what, const char *object) {
    fprintf(stderr, "lasso-idmap: %s %s: %s\n", what, object, strerror(errno));
    exit(EXIT_FAILURE);
}

static _Noreturn void usage(void) {
    fputs("usage: lasso-idmap mount SOURCE TARGET OWNER_UID OWNER_GID INSIDE_UID INSIDE_GID\n"
          "       lasso-idmap umount TARGET\n"
          "       lasso-idmap probe DIR\n",
          stderr);
    exit(EXIT_USAGE);
}

static uint32_t parse_id(const char *text) {
    char *end;
    errno = 0;
    unsigned long long id = strtoull(text, &end, 10);
    if (text[0] < '0' || text[0] > '9' || *end != 0 || errno != 0 || id > MAX_ID) {
        fprintf(stderr, "lasso-idmap: not a uid or gid: %s\n", text);
        exit(EXIT_USAGE);
    }
    return (uint32_t)id;
}

/*
 * The caller resolved the path and may have checked it; a directory that has become a link since is refused. From here
 * on the directory is held by its descriptor and no path is walked again.
 */
static int open_directory(const char *path) {
    struct how how = {.flags = O_PATH | O_DIRECTORY | O_CLOEXEC, .resolve = RESOLVE_NO_SYMLINKS_ | RESOLVE_NO_MAGICLINKS_};
    int fd = (int)syscall(NR_OPENAT2, AT_FDCWD, path, &how, sizeof how);
    if (fd < 0) {
        fail(errno == ELOOP ? "refusing a path with a symbolic link," : "cannot open the directory", path);
    }
    return fd;
}

/* ---- the user namespace that carries the mapping ---- */

/* Every id as it is, only a and b exchanged. Returns the length of the text. */
static size_t write_map(char *map, size_t size, uint32_t a, uint32_t b) {
    uint64_t low = a < b ? a : b;
    uint64_t high = a < b ? b : a;
    uint64_t ranges[][3] = {
        /* inside, outside, count */
        {0, 0, low},
        {low, high, 1},
        {low + 1, low + 1, high == low ? 0 : high - low - 1},
        {high, low, high == low ? 0 : 1},
        {high + 1, high + 1, MAX_ID - high},
    };
    size_t used = 0;
    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++) {
        if (ranges[i][2] > 0) {
            int n = snprintf(map + used, size - used, "%llu %llu %llu\n", (unsigned long long)ranges[i][0],
                             (unsigned long long)ranges[i][1], (unsigned long long)ranges[i][2]);
            used += (size_t)n;
        }
    }
    return used;
}

static void set_map(pid_t pid, const char *file, uint32_t owner, uint32_t inside) {
    char path[64];
    char map[256];
    size_t size = write_map(map, sizeof map, owner, inside);
    snprintf(path, sizeof path, "/proc/%d/%s", (int)pid, file);
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    if (fd < 0 || write(fd, map, size) != (ssize_t)size) { /* the kernel takes a map in one write or not at all */
        fail("cannot write", path);
    }
    close(fd);
}

/*
 * The kernel makes no user namespace for a process in a chroot. Entering the mount namespace that it is in anyway takes
 * it to that one's own root; nothing else of it changes, and it does nothing there.
 */
static int enter_new_userns(void) {
    if (unshare(CLONE_NEWUSER) == 0) {
        return 0;
    }
    int error = errno;
    int own = error == EPERM ? open("/proc/self/ns/mnt", O_RDONLY | O_CLOEXEC) : -1;
    return own >= 0 && setns(own, CLONE_NEWNS) == 0 && unshare(CLONE_NEWUSER) == 0 ? 0 : error;
}

/* A namespace lives as long as a descriptor of it; the process that makes it is only needed until that is open. */
static int make_userns(uint32_t owner_uid, uint32_t owner_gid, uint32_t inside_uid, uint32_t inside_gid) {
    int ready[2];
    char byte = 0;
    if (pipe2(ready, O_CLOEXEC) != 0) {
        fail("cannot make", "a pipe");
    }
    pid_t pid = fork();
    if (pid < 0) {
        fail("cannot make", "a process");
    }
    if (pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL); /* a parent that fails leaves nobody behind */
        int error = enter_new_userns();
        if (error != 0 || write(ready[1], &byte, 1) != 1) {
            _exit(error != 0 ? error : errno);
        }
        for (;;) {
            pause();
        }
    }
    close(ready[1]);
    if (read(ready[0], &byte, 1) != 1) {
        int status = 0;
        waitpid(pid, &status, 0);
        errno = WIFEXITED(status) ? WEXITSTATUS(status) : EIO;
        fail("cannot make", "a user namespace");
    }
    close(ready[0]);
    set_map(pid, "uid_map", owner_uid, inside_uid);
    set_map(pid, "gid_map", owner_gid, inside_gid);
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/ns/user", (int)pid);
    int userns = open(path, O_RDONLY | O_CLOEXEC);
    if (userns < 0) {
        fail("cannot open", path);
    }
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
    return userns;
}

/* ---- the mount ---- */

static int clone_tree(int source, const struct attributes *attributes, unsigned recursive) {
    int tree = (int)syscall(NR_OPEN_TREE, source, "", OPEN_TREE_CLONE_ | O_CLOEXEC | AT_EMPTY_PATH | recursive);
    if (tree >= 0 && syscall(NR_MOUNT_SETATTR, tree, "", AT_EMPTY_PATH | recursive, attributes, sizeof *attributes) != 0) {
        int error = errno;
        close(tree);
        errno = error;
        return -1;
    }
    return tree;
}

/* userns -1: a plain bind mount. The tree is not attached anywhere, so it is gone with its descriptor. */
static int make_tree(int source, const char *path, int userns) {
    struct attributes attributes = {.set = ATTR_NOSUID_ | ATTR_NODEV_};
    if (userns >= 0) {
        attributes.set |= ATTR_IDMAP_;
        attributes.userns = (uint64_t)userns;
    }
    int tree = clone_tree(source, &attributes, AT_RECURSIVE_);
    if (tree < 0) {
        /* One mount below that cannot be mapped makes all of it fail; the directory itself may still do. */
        tree = clone_tree(source, &attributes, 0);
        if (tree >= 0) {
            fprintf(stderr, "lasso-idmap: note: mounts below %s are left out\n", path);
        }
    }
    if (tree >= 0) {
        return tree;
    }
    switch (errno) {
    case EINVAL: fail("the file system does not support id-mapped mounts (EINVAL) or is one already:", path);
    case ENOSYS: fail("this kernel has no id-mapped mounts (ENOSYS):", path);
    case EPERM: fail("no permission for an id-mapped mount (EPERM; CAP_SYS_ADMIN is needed):", path);
    default: fail("cannot make an id-mapped mount of", path);
    }
}

static void mount_mapped(char **arguments) {
    const char *source_path = arguments[0];
    const char *target_path = arguments[1];
    uint32_t ids[4];
    for (int i = 0; i < 4; i++) {
        ids[i] = parse_id(arguments[2 + i]);
    }
    int source = open_directory(source_path);
    int target = open_directory(target_path);
    bool plain = ids[0] == ids[2] && ids[1] == ids[3];
    int userns = plain ? -1 : make_userns(ids[0], ids[1], ids[2], ids[3]);
    int tree = make_tree(source, source_path, userns);
    if (syscall(NR_MOVE_MOUNT, tree, "", target, "", MOVE_MOUNT_F_EMPTY_PATH_ | MOVE_MOUNT_T_EMPTY_PATH_) != 0) {
        fail("cannot mount onto", target_path);
    }
}

static void unmount(const char *target) {
    if (umount2(target, MNT_DETACH | UMOUNT_NOFOLLOW) != 0) {
        fail("cannot unmount", target);
    }
}

/* Makes the mount without attaching it: nothing has to be cleaned up. */
static void probe(const char *directory) {
    int source = open_directory(directory);
    make_tree(source, directory, make_userns(0, 0, 1000, 1000));
}

int main(int argc, char **argv) {
    if (argc == 8 && strcmp(argv[1], "mount") == 0) {
        mount_mapped(argv + 2);
    } else if (argc == 3 && strcmp(argv[1], "umount") == 0) {
        unmount(argv[2]);
    } else if (argc == 3 && strcmp(argv[1], "probe") == 0) {
        probe(argv[2]);
    } else {
        usage();
    }
    return EXIT_SUCCESS;
}
