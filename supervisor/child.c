#define _GNU_SOURCE
#include "child.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

#ifndef SYS_close_range
#define SYS_close_range 436
#endif

enum { REPORT_FD = 3, PROC_MAGIC = 0x9fa0 };

struct pipe {
    int ours;
    int theirs;
};

struct pipes {
    struct pipe in;
    struct pipe out;
    struct pipe err;
    struct pipe report;
};

static bool is_under_proc(const char *path) {
    while (path[0] == '/' && (path[1] == '/' || (path[1] == '.' && path[2] == '/'))) {
        path += path[1] == '/' ? 1 : 2;
    }
    return strncmp(path, "/proc", 5) == 0 && (path[5] == 0 || path[5] == '/');
}

/*
 * A working directory under /proc is how leaked descriptors of a runtime were turned into escapes (CVE-2024-21626), so
 * it is refused by its text, by where it led, and by the file system it is on.
 */
static int enter(const char *cwd) {
    char real[PATH_MAX];
    struct statfs fs;
    if (cwd[0] != '/') {
        return EINVAL;
    }
    if (is_under_proc(cwd)) {
        return EPERM;
    }
    if (chdir(cwd) != 0 || getcwd(real, sizeof real) == NULL || statfs(".", &fs) != 0) {
        return errno;
    }
    /* A path that does not start with / is the kernel's "(unreachable)": outside our root. */
    return real[0] != '/' || is_under_proc(real) || fs.f_type == PROC_MAGIC ? EPERM : 0;
}

/* Returns only when nothing could be executed, with the errno that says so best. */
static int execute(const struct spawn *spawn) {
    const char *name = spawn->argv[0];
    if (strchr(name, '/') != NULL) {
        execve(name, spawn->argv, spawn->env);
        return errno;
    }
    if (name[0] == 0) {
        return ENOENT;
    }
    int best = ENOENT;
    for (char **directory = spawn->search; *directory != NULL; directory++) {
        char path[PATH_MAX];
        int length = snprintf(path, sizeof path, "%s/%s", *directory, name);
        if (length < 0 || (size_t)length >= sizeof path) {
            continue;
        }
        execve(path, spawn->argv, spawn->env);
        if (errno == EACCES) {
            best = EACCES; /* as execvp: a later directory may still have it */
        } else if (errno != ENOENT && errno != ENOTDIR) {
            return errno;
        }
    }
    return best;
}

static int wire(const struct pipes *pipes) {
    int in = pipes->in.theirs;
    if (in < 0 && (in = open("/dev/null", O_RDONLY | O_CLOEXEC)) < 0) {
        return errno;
    }
    /* All of these are above 2, because 0, 1 and 2 are open for as long as we live. */
    if (dup2(in, 0) < 0 || dup2(pipes->out.theirs, 1) < 0 || dup2(pipes->err.theirs, 2) < 0) {
        return errno;
    }
    if (pipes->report.theirs != REPORT_FD && dup3(pipes->report.theirs, REPORT_FD, O_CLOEXEC) < 0) {
        return errno;
    }
    /* Belt and braces: all of it is close-on-exec already, so a kernel without close_range loses nothing. */
    syscall(SYS_close_range, REPORT_FD + 1, ~0U, 0);
    return 0;
}

static _Noreturn void report(int fd, int stage, int error) {
    struct failure failure = {stage, error};
    ssize_t ignored = write(fd, &failure, sizeof failure); /* fits a fresh pipe; without a reader there is no use */
    (void)ignored;
    _exit(127);
}

static _Noreturn void become(const struct spawn *spawn, const struct pipes *pipes) {
    setsid();
    int error = wire(pipes);
    if (error != 0) {
        report(pipes->report.theirs, STAGE_FORK, error);
    }
    if ((error = enter(spawn->cwd)) != 0) {
        report(REPORT_FD, STAGE_CWD, error);
    }
    /* The supervisor only ever blocks signals and handles none, so the mask is all there is to reset. */
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    report(REPORT_FD, STAGE_EXEC, execute(spawn));
}

static int open_pipe(struct pipe *pipe, bool we_read) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) {
        return -1;
    }
    pipe->ours = ends[we_read ? 0 : 1];
    pipe->theirs = ends[we_read ? 1 : 0];
    /* Only our end: the program must find its own end as any program does, blocking. */
    return fcntl(pipe->ours, F_SETFL, O_NONBLOCK);
}

static void close_fd(int fd) {
    if (fd >= 0) {
        close(fd);
    }
}

int child_start(const struct spawn *spawn, struct child *child) {
    struct pipes pipes = {{-1, -1}, {-1, -1}, {-1, -1}, {-1, -1}};
    /*
     * fork, not vfork: a hostile process of the same uid can SIGSTOP the child before its execve, and a directory can
     * hang in chdir; with vfork either would stop us too.
     */
    bool opened = (!spawn->has_stdin || open_pipe(&pipes.in, false) == 0) && open_pipe(&pipes.out, true) == 0 &&
                  open_pipe(&pipes.err, true) == 0 && open_pipe(&pipes.report, true) == 0;
    pid_t pid = opened ? fork() : -1;
    if (pid == 0) {
        become(spawn, &pipes);
    }
    int error = errno;
    close_fd(pipes.in.theirs);
    close_fd(pipes.out.theirs);
    close_fd(pipes.err.theirs);
    close_fd(pipes.report.theirs);
    if (pid < 0) {
        close_fd(pipes.in.ours);
        close_fd(pipes.out.ours);
        close_fd(pipes.err.ours);
        close_fd(pipes.report.ours);
        return error;
    }
    *child = (struct child){pid, pipes.in.ours, pipes.out.ours, pipes.err.ours, pipes.report.ours};
    return 0;
}
