#define _GNU_SOURCE
#include "trace.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "paths.h"
#include "room.h"

#if defined(__x86_64__)
#define NATIVE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define NATIVE AUDIT_ARCH_AARCH64
#else
#error "not a machine this knows"
#endif

#ifndef SYS_fchmodat2
#define SYS_fchmodat2 452
#endif

enum { CANNOT = 77, MAX_EVENTS = 1 << 20, TASKS = 1024, GRACE_MILLIS = 40 };

/* What a process asked the kernel for, until the answer is there. */
struct task {
  pid_t pid;
  long call;
  char kind;         /* of what is noted when it is done; 0: nothing is waited for */
  char second;       /* likewise, of the other path */
  uint64_t flags;
  char path[PATH_SIZE];
  char other[PATH_SIZE];
};

/* By which process each of the tasks is; 0: none. */
static pid_t taken[TASKS];

/* Not given to the children: after a fork each page that is written would have to be copied first. */
static struct task *tasks;

static const int TRACED[] = {
#ifdef SYS_open
    SYS_open, SYS_creat, SYS_unlink, SYS_rename, SYS_mkdir, SYS_rmdir, SYS_link, SYS_symlink, SYS_mknod,
    SYS_chmod, SYS_chown, SYS_lchown, SYS_utime, SYS_utimes, SYS_futimesat, SYS_getdents,
#endif
    SYS_openat, SYS_openat2, SYS_unlinkat,
#ifdef SYS_renameat
    SYS_renameat,
#endif
    SYS_renameat2, SYS_mkdirat, SYS_linkat, SYS_symlinkat, SYS_mknodat, SYS_fchmod, SYS_fchmodat, SYS_fchmodat2,
    SYS_fchown, SYS_fchownat, SYS_utimensat, SYS_truncate, SYS_ftruncate, SYS_setxattr, SYS_lsetxattr,
    SYS_fsetxattr, SYS_getdents64, SYS_connect, SYS_sendto, SYS_sendmsg, SYS_bind, SYS_execve, SYS_execveat};

static const int REFUSED[] = {SYS_ptrace,        SYS_mount,         SYS_umount2, SYS_unshare, SYS_setns,
                              SYS_io_uring_setup, SYS_process_vm_writev, SYS_bpf, SYS_keyctl,
                              SYS_perf_event_open, SYS_userfaultfd,  SYS_pivot_root, SYS_chroot};

enum { TRACED_COUNT = sizeof TRACED / sizeof TRACED[0], REFUSED_COUNT = sizeof REFUSED / sizeof REFUSED[0] };

static void filter(void) {
  struct sock_filter code[8 + 2 * (TRACED_COUNT + REFUSED_COUNT)];
  unsigned short n = 0;
  code[n++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch));
  code[n++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, NATIVE, 1, 0);
  code[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS);
  code[n++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
  for (size_t i = 0; i < TRACED_COUNT; i++) {
    code[n++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)TRACED[i], 0, 1);
    code[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRACE);
  }
  for (size_t i = 0; i < REFUSED_COUNT; i++) {
    code[n++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)REFUSED[i], 0, 1);
    code[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM);
  }
  code[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
  struct sock_fprog program = {n, code};
  if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0) {
    _exit(CANNOT);
  }
}

static void note(struct trace *trace, char kind, char flag, const char *path) {
  size_t length = strlen(path);
  size_t need = trace->length + length + 3;
  if (need > MAX_EVENTS) {
    if (trace->length > 0 && trace->length + 4 <= trace->capacity && kind != 'N') {
      memcpy(trace->events + trace->length, "N+", 3);
      trace->length += 3;
      trace->capacity = trace->length; /* no more */
    }
    return;
  }
  if (need + 4 > trace->capacity) {
    size_t capacity = 2 * need + 4096;
    uint8_t *more = realloc(trace->events, capacity);
    if (more == NULL) {
      abort();
    }
    trace->events = more;
    trace->capacity = capacity;
  }
  trace->events[trace->length] = (uint8_t)kind;
  trace->events[trace->length + 1] = (uint8_t)flag;
  memcpy(trace->events + trace->length + 2, path, length + 1);
  trace->length += length + 3;
  trace->changed |= kind == 'W' || kind == 'T' || kind == 'D';
}

static struct task *task_of(pid_t pid, bool make) {
  size_t start = (size_t)pid % TASKS;
  for (size_t i = 0; i < TASKS; i++) {
    size_t at = (start + i) % TASKS;
    if (taken[at] == pid) {
      return &tasks[at];
    }
    if (taken[at] == 0) {
      if (!make) {
        return NULL;
      }
      taken[at] = pid;
      tasks[at].pid = pid;
      tasks[at].kind = 0;
      tasks[at].second = 0;
      return &tasks[at];
    }
  }
  return NULL;
}

/* No task is taken. */
static void clear_tasks(void) {
  memset(taken, 0, sizeof taken);
  if (tasks == NULL) {
    size_t size = TASKS * sizeof *tasks;
    void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED || madvise(memory, size, MADV_DONTFORK) != 0) {
      exit(CANNOT);
    }
    tasks = memory;
  }
}

static bool is_toolchain(const char *path) {
  return (strncmp(path, "/usr/", 5) == 0 || strncmp(path, "/lib/", 5) == 0 || strncmp(path, "/lib64/", 7) == 0 ||
          strncmp(path, "/etc/ld.so", 10) == 0) &&
         strstr(path, "..") == NULL;
}

/* One path, of a call that makes or changes it. */
static bool names(struct task *task, char kind, int directory, uint64_t address, bool follow) {
  char path[PATH_SIZE];
  task->kind = 0;
  task->second = 0;
  if (!paths_read(task->pid, address, path) || !paths_resolve(task->pid, directory, path, follow, task->path)) {
    return false;
  }
  task->kind = kind;
  return true;
}

static bool two(struct task *task, char kind, int from, uint64_t old, char second, int to, uint64_t new) {
  char path[PATH_SIZE];
  if (!paths_read(task->pid, new, path) || !paths_resolve(task->pid, to, path, false, task->other)) {
    task->kind = 0;
    return false;
  }
  if (kind != 0 && !names(task, kind, from, old, false)) {
    return false;
  }
  if (kind == 0) {
    task->kind = second;
    strcpy(task->path, task->other);
    task->second = 0;
    return true;
  }
  task->second = second;
  return true;
}

static bool opens(struct task *task, int directory, uint64_t address, uint64_t flags) {
  char path[PATH_SIZE];
  task->kind = 0;
  task->second = 0;
  if ((flags & O_PATH) != 0 || !paths_read(task->pid, address, path)) {
    return false;
  }
  bool writes = (flags & O_ACCMODE) != O_RDONLY || (flags & (O_CREAT | O_TRUNC)) != 0;
  if (!writes && ((flags & O_DIRECTORY) != 0 || is_toolchain(path))) {
    return false;
  }
  bool exclusive = (flags & O_CREAT) != 0 && (flags & O_EXCL) != 0;
  task->path[0] = 0;
  paths_resolve(task->pid, directory, path, !exclusive, task->path);
  if ((flags & O_TMPFILE) == O_TMPFILE) {
    return false; /* it has no name */
  }
  task->flags = flags;
  task->kind = exclusive ? 'T' : writes ? 'W' : 'R';
  return true;
}

static bool by_descriptor(struct task *task, int descriptor) {
  task->second = 0;
  task->kind = paths_of_descriptor(task->pid, descriptor, task->path) ? 'W' : 0;
  return task->kind != 0;
}

static bool address_at(pid_t pid, uint64_t at, uint64_t length, char text[PATH_SIZE]) {
  union {
    struct sockaddr any;
    struct sockaddr_in four;
    struct sockaddr_in6 six;
    struct sockaddr_un local;
    char bytes[sizeof(struct sockaddr_un) + 1];
  } address;
  memset(&address, 0, sizeof address);
  if (at == 0 || length < 2) {
    return false;
  }
  struct iovec mine = {&address, length < sizeof(struct sockaddr_un) ? length : sizeof(struct sockaddr_un)};
  struct iovec theirs = {(void *)(uintptr_t)at, mine.iov_len};
  if (process_vm_readv(pid, &mine, 1, &theirs, 1, 0) <= 0) {
    return false;
  }
  char host[INET6_ADDRSTRLEN];
  if (address.any.sa_family == AF_INET) {
    inet_ntop(AF_INET, &address.four.sin_addr, host, sizeof host);
    snprintf(text, PATH_SIZE, "inet %s %d", host, ntohs(address.four.sin_port));
  } else if (address.any.sa_family == AF_INET6) {
    inet_ntop(AF_INET6, &address.six.sin6_addr, host, sizeof host);
    snprintf(text, PATH_SIZE, "inet %s %d", host, ntohs(address.six.sin6_port));
  } else if (address.any.sa_family == AF_UNIX) {
    snprintf(text, PATH_SIZE, "unix %s", address.local.sun_path);
  } else {
    return false;
  }
  return true;
}

static void executes(struct task *task, int directory, uint64_t address) {
  char path[PATH_SIZE];
  task->kind = 0;
  task->second = 0;
  if (!paths_read(task->pid, address, path) || !paths_resolve(task->pid, directory, path, false, task->path)) {
    return;
  }
  task->kind = 'X';
  if (!paths_resolve(task->pid, directory, path, true, task->other)) {
    strcpy(task->other, task->path);
  }
}

/* At the entry of a call; whether its end is of interest. */
static bool enter(struct trace *trace, struct task *task, uint64_t nr, const uint64_t a[6]) {
  char text[PATH_SIZE];
  int cwd = AT_FDCWD;
  task->call = (long)nr;
  task->kind = 0;
  task->second = 0;
  switch (nr) {
#ifdef SYS_open
    case SYS_open: return opens(task, cwd, a[0], a[1]);
    case SYS_creat: return opens(task, cwd, a[0], O_WRONLY | O_CREAT | O_TRUNC);
    case SYS_unlink:
    case SYS_rmdir: return names(task, 'D', cwd, a[0], false);
    case SYS_rename: return two(task, 'D', cwd, a[0], 'W', cwd, a[1]);
    case SYS_mkdir:
    case SYS_mknod: return names(task, 'T', cwd, a[0], false);
    case SYS_link: return two(task, 0, cwd, a[0], 'W', cwd, a[1]);
    case SYS_symlink: return names(task, 'T', cwd, a[1], false);
    case SYS_chmod:
    case SYS_chown:
    case SYS_utime:
    case SYS_utimes: return names(task, 'W', cwd, a[0], true);
    case SYS_lchown: return names(task, 'W', cwd, a[0], false);
    case SYS_futimesat:
      return a[1] == 0 ? by_descriptor(task, (int)a[0]) : names(task, 'W', (int)a[0], a[1], true);
    case SYS_getdents:
#endif
    case SYS_getdents64:
      if (paths_of_descriptor(task->pid, (int)a[0], text)) {
        note(trace, 'L', '+', text);
      }
      return false;
    case SYS_openat: return opens(task, (int)a[0], a[1], a[2]);
    case SYS_openat2: {
      uint64_t flags = 0;
      struct iovec mine = {&flags, sizeof flags};
      struct iovec theirs = {(void *)(uintptr_t)a[2], sizeof flags};
      process_vm_readv(task->pid, &mine, 1, &theirs, 1, 0);
      return opens(task, (int)a[0], a[1], flags);
    }
    case SYS_unlinkat: return names(task, 'D', (int)a[0], a[1], false);
#ifdef SYS_renameat
    case SYS_renameat:
#endif
    case SYS_renameat2: return two(task, 'D', (int)a[0], a[1], 'W', (int)a[2], a[3]);
    case SYS_mkdirat:
    case SYS_mknodat: return names(task, 'T', (int)a[0], a[1], false);
    case SYS_linkat: return two(task, 0, (int)a[0], a[1], 'W', (int)a[2], a[3]);
    case SYS_symlinkat: return names(task, 'T', (int)a[1], a[2], false);
    case SYS_fchmod:
    case SYS_fchown:
    case SYS_ftruncate:
    case SYS_fsetxattr: return by_descriptor(task, (int)a[0]);
    case SYS_fchmodat: return names(task, 'W', (int)a[0], a[1], true);
    case SYS_fchmodat2: return names(task, 'W', (int)a[0], a[1], (a[3] & AT_SYMLINK_NOFOLLOW) == 0);
    case SYS_fchownat: return names(task, 'W', (int)a[0], a[1], (a[4] & AT_SYMLINK_NOFOLLOW) == 0);
    case SYS_utimensat:
      return a[1] == 0 ? by_descriptor(task, (int)a[0])
                       : names(task, 'W', (int)a[0], a[1], (a[3] & AT_SYMLINK_NOFOLLOW) == 0);
    case SYS_truncate:
    case SYS_setxattr: return names(task, 'W', cwd, a[0], true);
    case SYS_lsetxattr: return names(task, 'W', cwd, a[0], false);
    case SYS_connect:
    case SYS_bind:
      if (address_at(task->pid, a[1], a[2], text)) {
        note(trace, 'C', '+', text);
      }
      return false;
    case SYS_sendto:
      if (address_at(task->pid, a[4], a[5], text)) {
        note(trace, 'C', '+', text);
      }
      return false;
    case SYS_sendmsg: {
      struct msghdr header;
      struct iovec mine = {&header, sizeof header};
      struct iovec theirs = {(void *)(uintptr_t)a[1], sizeof header};
      if (process_vm_readv(task->pid, &mine, 1, &theirs, 1, 0) == (ssize_t)sizeof header &&
          address_at(task->pid, (uint64_t)(uintptr_t)header.msg_name, header.msg_namelen, text)) {
        note(trace, 'C', '+', text);
      }
      return false;
    }
    case SYS_execve: executes(task, cwd, a[0]); return true;
    case SYS_execveat: executes(task, (int)a[0], a[1]); return true;
    default: return false;
  }
}

static void noted(struct trace *trace, struct task *task, int64_t result) {
  bool refused = result == -EACCES || result == -EPERM || result == -EROFS;
  if (task->kind == 0 || (result < 0 && !refused)) {
    task->kind = 0;
    return;
  }
  char flag = refused ? '-' : '+';
  bool opened = task->call == SYS_openat || task->call == SYS_openat2;
#ifdef SYS_open
  opened |= task->call == SYS_open || task->call == SYS_creat;
#endif
  if (opened && result >= 0) {
    char link[64];
    struct stat is;
    snprintf(link, sizeof link, "/proc/%d/fd/%d", task->pid, (int)result);
    bool there = stat(link, &is) == 0;
    if (!paths_of_descriptor(task->pid, (int)result, task->path) ||
        (there && S_ISDIR(is.st_mode) && task->kind == 'R')) {
      task->kind = 0;
      return;
    }
    if ((task->flags & O_ACCMODE) == O_RDWR && (task->flags & O_TRUNC) == 0 && task->kind != 'T') {
      note(trace, 'R', flag, task->path);
    }
  }
  if (task->path[0] != 0) {
    note(trace, task->kind, flag, task->path);
    if (task->kind == 'X') {
      note(trace, 'x', flag, task->other);
    } else if (task->second != 0) {
      note(trace, task->second, flag, task->other);
    }
  }
  task->kind = 0;
}

static void limit(int what, rlim_t most) {
  struct rlimit value = {most, most};
  setrlimit((__rlimit_resource_t)what, &value);
}

/* Whether a character beyond ASCII may be in what runs. */
static bool is_beyond_ascii(char *const argv[]) {
  for (size_t i = 0; argv[i] != NULL; i++) {
    for (const char *at = argv[i]; *at != 0; at++) {
      if ((unsigned char)*at >= 0x80 || (at[0] == '\\' && (at[1] == 'u' || at[1] == 'U'))) {
        return true;
      }
    }
  }
  return false;
}

static _Noreturn void child(char *const argv[], int out) {
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  signal(SIGALRM, SIG_DFL);
  int empty = open("/dev/null", O_RDONLY);
  if (empty < 0 || dup2(empty, 0) != 0 || dup2(out, 1) != 1 || dup2(out, 2) != 2) {
    _exit(CANNOT);
  }
  close_range(3, ~0U, 0);
  setsid();
  limit(RLIMIT_NPROC, 400);
  limit(RLIMIT_FSIZE, 2 << 20);
  limit(RLIMIT_CPU, 2);
  limit(RLIMIT_NOFILE, 256);
  limit(RLIMIT_CORE, 0);
  limit(RLIMIT_AS, (rlim_t)1 << 31);
  room_drop();
  if (chdir("/workspace") != 0) {
    _exit(CANNOT);
  }
  umask(022);
  raise(SIGSTOP);
  filter();
  /* each program opens thirty files for a locale that says the same of plain ASCII */
  char *locale = is_beyond_ascii(argv) ? "LANG=C.UTF-8" : "LANG=C";
  char *const environment[] = {"PATH=/usr/local/bin:/usr/bin:/bin", "HOME=/home/agent", locale, "USER=agent",
                               "LOGNAME=agent", "SHELL=/bin/bash", NULL};
  clearenv();
  putenv(environment[0]);
  execvpe(argv[0], argv, environment);
  _exit(127);
}

static void stopped(struct trace *trace, pid_t pid, int status) {
  int signal_number = WSTOPSIG(status);
  int event = status >> 16;
  long request = PTRACE_CONT;
  long deliver = 0;
  if (event == PTRACE_EVENT_SECCOMP) {
    struct __ptrace_syscall_info info;
    struct task *task = task_of(pid, true);
    if (task == NULL) {
      note(trace, 'N', '+', "");
    } else if (ptrace(PTRACE_GET_SYSCALL_INFO, pid, sizeof info, &info) > 0) {
      uint64_t arguments[6];
      for (int i = 0; i < 6; i++) {
        arguments[i] = info.seccomp.args[i];
      }
      if (enter(trace, task, info.seccomp.nr, arguments)) {
        request = PTRACE_SYSCALL;
      }
    }
  } else if (event == PTRACE_EVENT_EXEC) {
    /* a thread that executes takes the number of its process */
    unsigned long former = 0;
    ptrace(PTRACE_GETEVENTMSG, pid, 0, &former);
    struct task *task = task_of(former == 0 ? pid : (pid_t)former, false);
    if (task != NULL) {
      noted(trace, task, 0);
    }
  } else if (event == PTRACE_EVENT_STOP) {
    bool group = signal_number == SIGSTOP || signal_number == SIGTSTP || signal_number == SIGTTIN ||
                 signal_number == SIGTTOU;
    request = group ? PTRACE_LISTEN : PTRACE_CONT;
  } else if (signal_number == (SIGTRAP | 0x80)) {
    struct __ptrace_syscall_info info;
    struct task *task = task_of(pid, false);
    if (task != NULL && ptrace(PTRACE_GET_SYSCALL_INFO, pid, sizeof info, &info) > 0 &&
        info.op == PTRACE_SYSCALL_INFO_EXIT) {
      noted(trace, task, info.exit.rval);
    }
  } else if (event == 0) {
    deliver = signal_number;
  }
  ptrace((enum __ptrace_request)request, pid, 0, deliver);
}

static uint64_t now_millis(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

static void tick(int number) {
  (void)number; /* waitpid is interrupted */
}

static void ticking(bool on) {
  struct sigaction action = {.sa_handler = tick};
  sigaction(SIGALRM, &action, NULL);
  struct itimerval every = {{0, on ? 10000 : 0}, {0, on ? 10000 : 0}};
  setitimer(ITIMER_REAL, &every, NULL);
}

static pid_t start(char *const argv[]) {
  int out = memfd_create("output", MFD_CLOEXEC);
  if (out < 0) {
    exit(CANNOT);
  }
  pid_t pid = fork();
  if (pid < 0) {
    exit(CANNOT);
  }
  if (pid == 0) {
    child(argv, out);
  }
  close(out);
  int status = 0;
  while (waitpid(pid, &status, WUNTRACED) < 0 && errno == EINTR) {
  }
  long options = PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACESECCOMP | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK |
                 PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXEC | PTRACE_O_EXITKILL;
  if (!WIFSTOPPED(status) || ptrace(PTRACE_SEIZE, pid, 0, options) != 0) {
    fprintf(stderr, "lasso-box: this machine does not permit it: ptrace: %s\n", strerror(errno));
    exit(CANNOT);
  }
  kill(pid, SIGCONT);
  return pid;
}

void trace_run(char *const argv[], unsigned milliseconds, struct trace *trace) {
  trace->length = 0;
  trace->changed = false;
  trace->timed_out = false;
  trace->status = 0;
  clear_tasks();
  pid_t first = start(argv);
  uint64_t until = now_millis() + milliseconds;
  ticking(true);
  for (bool over = false;;) {
    int status = 0;
    pid_t pid = waitpid(-1, &status, __WALL);
    if (pid < 0 && errno == ECHILD) {
      break;
    }
    if (pid > 0 && WIFSTOPPED(status)) {
      stopped(trace, pid, status);
    } else if (pid > 0 && pid == first) {
      trace->status = status;
      uint64_t grace = now_millis() + GRACE_MILLIS;
      until = grace < until ? grace : until;
      first = 0;
    }
    if (!over && now_millis() >= until) {
      trace->timed_out = first != 0;
      over = true;
    }
    if (over) {
      kill(-1, SIGKILL);
    }
  }
  ticking(false);
}
