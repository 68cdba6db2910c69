/*
 * Run inside a sandbox: tries what the seccomp profile must refuse and what it must let through, prints every
 * difference and exits with their number. Arguments are chosen so that an unfiltered kernel would mostly answer with
 * another errno than EPERM.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static int differences;
static int tried;

static void expect(const char *what, long result, int wanted) {
    int got = result < 0 ? errno : 0;
    tried++;
    if (got != wanted) {
        differences++;
        printf("%s: %s, not %s\n", what, got == 0 ? "success" : strerror(got), wanted == 0 ? "success" : strerror(wanted));
    }
}

#define REFUSED(call) expect(#call, (call), EPERM)
#define ABSENT(call) expect(#call, (call), ENOSYS)
#define WORKS(call) expect(#call, (call), 0)
#define ANSWERS(error, call) expect(#call, (call), error)
/* The numbers above 423 are the same on every architecture. */
#define NR(number, ...) syscall(number, __VA_ARGS__)

static void namespaces(void) {
    REFUSED(syscall(SYS_unshare, CLONE_NEWUSER));
    REFUSED(syscall(SYS_unshare, 0));
    REFUSED(syscall(SYS_setns, -1, 0));
    REFUSED(syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, 0, 0, 0, 0));
    REFUSED(syscall(SYS_clone, CLONE_NEWNET | SIGCHLD, 0, 0, 0, 0));
    REFUSED(syscall(SYS_clone, CLONE_NEWNS | SIGCHLD, 0, 0, 0, 0));
    REFUSED(syscall(SYS_clone, CLONE_NEWCGROUP | SIGCHLD, 0, 0, 0, 0));
    ABSENT(NR(435, NULL, 0)); /* clone3 */
}

static void mounts(void) {
    REFUSED(syscall(SYS_mount, "", "/nowhere", "", 0, 0));
    REFUSED(syscall(SYS_umount2, "/nowhere", 0));
    REFUSED(syscall(SYS_pivot_root, "/nowhere", "/nowhere"));
    REFUSED(syscall(SYS_chroot, "/nowhere"));
    REFUSED(NR(428, -1, "", 0));          /* open_tree */
    REFUSED(NR(429, -1, "", -1, "", 0));  /* move_mount */
    REFUSED(NR(430, "nofs", 0));          /* fsopen */
    REFUSED(NR(431, -1, 0, 0, 0, 0));     /* fsconfig */
    REFUSED(NR(432, -1, 0, 0));           /* fsmount */
    REFUSED(NR(433, -1, "", 0));          /* fspick */
    REFUSED(NR(442, -1, "", 0, NULL, 0)); /* mount_setattr */
    REFUSED(syscall(SYS_quotactl, -1, NULL, 0, NULL));
    REFUSED(syscall(SYS_swapon, "/nowhere", 0));
    REFUSED(syscall(SYS_swapoff, "/nowhere"));
    REFUSED(syscall(SYS_acct, "/nowhere"));
    REFUSED(syscall(SYS_name_to_handle_at, -1, "", NULL, NULL, 0));
    REFUSED(syscall(SYS_open_by_handle_at, -1, NULL, 0));
    REFUSED(syscall(SYS_fanotify_init, 0xffff, 0));
}

static void kernel(void) {
    REFUSED(syscall(SYS_bpf, 9999, NULL, 0));
    REFUSED(syscall(SYS_perf_event_open, NULL, 0, -1, -1, 0));
    REFUSED(syscall(SYS_keyctl, 9999, 0, 0, 0, 0));
    REFUSED(syscall(SYS_add_key, NULL, NULL, NULL, 0, 0));
    REFUSED(syscall(SYS_request_key, NULL, NULL, NULL, 0));
    REFUSED(NR(425, 0, NULL));                /* io_uring_setup */
    REFUSED(NR(426, -1, 0, 0, 0, NULL, 0));   /* io_uring_enter */
    REFUSED(NR(427, -1, 0, NULL, 0));         /* io_uring_register */
    REFUSED(NR(447, ~0U));                    /* memfd_secret */
    REFUSED(syscall(SYS_userfaultfd, ~0U));
    REFUSED(syscall(SYS_vmsplice, -1, NULL, 0, 0));
    REFUSED(syscall(SYS_kexec_load, 0, 0, NULL, 0));
    REFUSED(syscall(SYS_kexec_file_load, -1, -1, 0, NULL, 0));
    REFUSED(syscall(SYS_init_module, NULL, 0, NULL));
    REFUSED(syscall(SYS_finit_module, -1, NULL, 0));
    REFUSED(syscall(SYS_delete_module, NULL, 0));
    REFUSED(syscall(SYS_reboot, 0, 0, 0, NULL));
    REFUSED(syscall(SYS_syslog, 9999, NULL, 0));
    REFUSED(syscall(SYS_sethostname, NULL, -1));
    REFUSED(syscall(SYS_settimeofday, NULL, (void *)1));
    REFUSED(syscall(SYS_clock_settime, -1, NULL));
    REFUSED(syscall(SYS_adjtimex, NULL));
    REFUSED(syscall(SYS_clock_adjtime, -1, NULL));
#ifdef __x86_64__
    REFUSED(syscall(SYS_iopl, 9));
    REFUSED(syscall(SYS_ioperm, ~0UL, 1, 1));
    REFUSED(syscall(SYS_modify_ldt, 99, NULL, 0));
#endif
    REFUSED(syscall(SYS_personality, 0x0040000)); /* ADDR_NO_RANDOMIZE */
    REFUSED(syscall(SYS_personality, 0x0400000)); /* READ_IMPLIES_EXEC */
    for (long persona = 0; persona < 2; persona++) {
        WORKS(syscall(SYS_personality, persona * 0x20000));
    }
    WORKS(syscall(SYS_personality, 8));
    WORKS(syscall(SYS_personality, 0xffffffff));
    WORKS(syscall(SYS_personality, 0));
}

static void other_processes(void) {
    REFUSED(syscall(SYS_ptrace, 9999, 0, 0, 0));
    REFUSED(syscall(SYS_process_vm_readv, getpid(), NULL, 0, NULL, 0, 99));
    REFUSED(syscall(SYS_process_vm_writev, getpid(), NULL, 0, NULL, 0, 99));
    REFUSED(syscall(SYS_kcmp, 0, 0, 99, 0, 0));
    REFUSED(NR(438, -1, -1, 0)); /* pidfd_getfd */
}

static void sockets(void) {
    const int families[] = {3, 4, 5, 9, 15, 17, 29, 31, 38, 40, 44}; /* AX25 IPX .. KEY PACKET CAN BLUETOOTH ALG VSOCK XDP */
    for (size_t i = 0; i < sizeof families / sizeof families[0]; i++) {
        REFUSED(socket(families[i], SOCK_DGRAM, 0));
    }
    REFUSED(socket(AF_NETLINK, SOCK_RAW, 4));  /* SOCK_DIAG */
    REFUSED(socket(AF_NETLINK, SOCK_RAW, 12)); /* NETFILTER */
    REFUSED(socketpair(AF_INET, SOCK_STREAM, 0, NULL));
    int pair[2];
    WORKS(socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
    WORKS(socket(AF_UNIX, SOCK_STREAM, 0));
    WORKS(socket(AF_INET, SOCK_STREAM, 0));
    WORKS(socket(AF_INET6, SOCK_STREAM, 0));
    WORKS(socket(AF_NETLINK, SOCK_RAW, 0));
}

static void modes(const char *directory) {
    WORKS(chdir(directory));
    WORKS(open("file", O_RDWR | O_CREAT, 0755));
    int fd = open("file", O_RDWR);
    REFUSED(open("suid", O_RDWR | O_CREAT, 04755));
    REFUSED(openat(AT_FDCWD, "sgid", O_RDWR | O_CREAT, 02755));
    REFUSED(openat(AT_FDCWD, ".", O_RDWR | O_TMPFILE, 04700));
    WORKS(openat(AT_FDCWD, ".", O_RDWR | O_TMPFILE, 0700));
    WORKS(syscall(SYS_openat, AT_FDCWD, "file", O_RDONLY, 06777)); /* creates nothing: the mode is noise */
    ABSENT(NR(437, AT_FDCWD, "file", NULL, 0));                   /* openat2 */
    REFUSED(fchmod(fd, 04755));
    REFUSED(fchmod(fd, 02755));
    REFUSED(syscall(SYS_fchmodat, AT_FDCWD, "file", 06755));
    REFUSED(syscall(SYS_mknodat, AT_FDCWD, "node", S_IFREG | 04755, 0));
    WORKS(syscall(SYS_mknodat, AT_FDCWD, "fifo", S_IFIFO | 0644, 0));
    WORKS(fchmod(fd, 01755));
#ifdef SYS_chmod
    REFUSED(syscall(SYS_chmod, "file", 04755));
    REFUSED(syscall(SYS_chmod, "file", 0xffffffff00000000UL | 04755)); /* the kernel looks at the low half alone */
    REFUSED(syscall(SYS_creat, "suid", 04755));
    REFUSED(syscall(SYS_mknod, "node", S_IFREG | 04755, 0));
    WORKS(syscall(SYS_chmod, "file", 0644));
#endif
    WORKS(unlink("file"));
    WORKS(unlink("fifo"));
    ANSWERS(ENOENT, access("suid", F_OK));
    ANSWERS(ENOENT, access("sgid", F_OK));
}

static void *thread(void *seen) {
    *(int *)seen = 1;
    return NULL;
}

static void processes(void) {
    pthread_t t;
    int seen = 0;
    WORKS(-pthread_create(&t, NULL, thread, &seen));
    WORKS(-pthread_join(t, NULL));
    WORKS(seen - 1);
    pid_t pid = fork();
    if (pid == 0) {
        _exit(7);
    }
    int status = 0;
    WORKS(waitpid(pid, &status, 0));
    WORKS(-(WEXITSTATUS(status) != 7));
}

int main(int argc, char **argv) {
    namespaces();
    mounts();
    kernel();
    other_processes();
    sockets();
    modes(argc > 1 ? argv[1] : "/tmp");
    processes();
    printf("%d tried, %d different\n", tried, differences);
    return differences > 99 ? 99 : differences;
}
