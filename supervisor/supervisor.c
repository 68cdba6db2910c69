/*
 * lasso-supervisor: PID 1 of a sandbox. It runs programs for the runner over the protocol of
 * docs/supervisor-protocol.md, spoken on standard input and output.
 *
 * One thread, one loop: wait, reap, read frames, move bytes, write frames. What the loop waits for follows from the
 * state of the executions alone, so a full buffer or an empty window anywhere simply stops being waited for. All memory
 * is static. The sandbox's programs share our uid and are hostile; we are not dumpable and hand down no descriptor.
 */
#define _GNU_SOURCE
#include "child.h"
#include "frame.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#ifndef SYS_close_range
#define SYS_close_range 436
#endif

enum {
    MAX_EXECUTIONS = 256,
    STDIN_WINDOW = 64 * 1024,
    STDIN_CREDIT_STEP = STDIN_WINDOW / 4,
    OUTPUT_CHUNK = 64 * 1024,
    OUTGOING = 256 * 1024,
    CONTROL_ROOM = 1024, /* every frame but STDOUT and STDERR fits in this */
    OUTPUT_ROOM = 16 * 1024, /* less than this free: not worth an output frame */
    OUTPUT_LEAVES = 8 * 1024, /* what output never takes, so that a flood of it cannot starve control frames */
    REAP_BATCH = 256,
    STATUS_BROKEN = 70
};

#define MILLISECONDS UINT64_C(1000)
#define LINGER (100 * MILLISECONDS) /* how long pipes may be held open after the program ended */
#define FAREWELL_MS 1000            /* how long the ERROR frame may take to leave */
#define ANNOUNCE (5 * MILLISECONDS) /* how long STARTED waits for company */
#define NEVER UINT64_MAX

/* One program's run, from SPAWN to its last frame. Times are microseconds of CLOCK_MONOTONIC. */
struct execution {
    bool used;
    uint32_t channel;
    pid_t pid;
    bool reaped;
    int status;
    struct rusage usage;
    struct failure failure; /* stage 0: none */
    uint64_t started;
    uint64_t ended;
    uint64_t deadline; /* NEVER: no timeout (any more) */
    bool timed_out;

    int report; /* open until it is known whether the program runs */
    int out[2];
    uint64_t unread[2]; /* after LINGER: what was in the pipe then, and the last we read from it */
    bool lingered;
    uint64_t window;

    int in;
    bool has_stdin;
    bool in_closing;    /* STDIN_CLOSE came: close once all is written */
    uint32_t in_head;   /* ring of STDIN_WINDOW bytes */
    uint32_t in_size;
    uint32_t in_window; /* what the runner may still send */
    uint32_t in_freed;  /* what it gets back with the next STDIN_CREDIT; the three add up to STDIN_WINDOW */
};

enum watch { WATCH_REPORT, WATCH_STDOUT, WATCH_STDERR, WATCH_STDIN };

/* Page-aligned to be kept out of forked children, which makes fork cheaper and their memory free of other's input. */
static _Alignas(4096) uint8_t stdin_rings[MAX_EXECUTIONS][STDIN_WINDOW];
static _Alignas(4096) uint8_t outgoing[OUTGOING];

static uint8_t incoming[FRAME_MAX];
static size_t incoming_size;
static char *strings[FRAME_MAX_STRINGS];
static size_t out_start; /* outgoing[out_start..out_end) has still to be written */
static size_t out_end;

static struct execution executions[MAX_EXECUTIONS];
static uint32_t last_channel;
static bool is_init;
static bool hurried; /* work was left for the next turn */
static bool stalled; /* work was left for when outgoing has room again */

/*
 * Until then nothing is written, for nothing but STARTED frames is queued; 0: anything may be written. Most programs
 * write or end within that time, and a write of its own for STARTED wakes everybody on the way to the runner twice.
 */
static uint64_t held_until;

static uint64_t now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000 * MILLISECONDS + (uint64_t)t.tv_nsec / 1000;
}

/* ---- the end ---- */

static void signal_group(const struct execution *e, int number) {
    /* Only while the leader is not reaped is the number surely still its own. Before its setsid there is no group. */
    if (!e->reaped && kill(-e->pid, number) != 0) {
        kill(e->pid, number);
    }
}

static void kill_everything(void) {
    if (is_init) {
        kill(-1, SIGKILL);
        return;
    }
    for (int i = 0; i < MAX_EXECUTIONS; i++) {
        if (executions[i].used) {
            signal_group(&executions[i], SIGKILL);
        }
    }
}

static bool flush(void);

static _Noreturn void shut_down(void) {
    kill_everything();
    flush();
    _exit(0);
}

static _Noreturn void die(const char *what) {
    dprintf(2, "lasso-supervisor: %s: %s\n", what, strerror(errno));
    kill_everything();
    _exit(STATUS_BROKEN);
}

/* ---- frames out ---- */

/* Writes what it can. False: the runner does not read any more. */
static bool flush(void) {
    while (out_start < out_end) {
        ssize_t n = write(1, outgoing + out_start, out_end - out_start);
        if (n < 0) {
            return errno == EAGAIN || errno == EINTR;
        }
        out_start += (size_t)n;
    }
    out_start = out_end = 0;
    return true;
}

/* Whether `size` more bytes can be queued; if so they can be written at outgoing + out_end. */
static bool has_room(size_t size) {
    size_t queued = out_end - out_start;
    if (OUTGOING - queued < size) {
        return false;
    }
    if (OUTGOING - out_end < size) {
        memmove(outgoing, outgoing + out_start, queued);
        out_start = 0;
        out_end = queued;
    }
    return true;
}

static bool has_control_room(void) {
    bool room = has_room(CONTROL_ROOM);
    stalled = stalled || !room;
    return room;
}

static uint8_t *begin(enum frame_type type, uint32_t channel, size_t payload) {
    if (type != FRAME_STARTED) {
        held_until = 0;
    } else if (out_start == out_end) {
        held_until = now() + ANNOUNCE;
    }
    uint8_t *at = put_header(outgoing + out_end, type, channel, payload);
    out_end += FRAME_HEADER + payload;
    return at;
}

static void put_text(uint8_t *at, const char *text) {
    size_t size = strlen(text);
    put_bytes(put_u32(at, (uint32_t)size), text, size);
}

static void send_hello(void) {
    uint8_t *at = begin(FRAME_HELLO, 0, 14);
    put_u32(put_u32(put_u32(put_u16(at, PROTOCOL_VERSION), FRAME_MAX_PAYLOAD), MAX_EXECUTIONS), STDIN_WINDOW);
}

static void send_spawn_failed(uint32_t channel, int stage, int error) {
    const char *text = stage == STAGE_FULL ? "too many executions"
                       : stage == STAGE_CWD && error == EPERM ? "a working directory under /proc is refused"
                                                              : strerror(error);
    uint8_t *at = begin(FRAME_SPAWN_FAILED, channel, 9 + strlen(text));
    put_text(put_u32(put_u8(at, (uint8_t)stage), (uint32_t)error), text);
}

static uint64_t micros(struct timeval t) {
    return (uint64_t)t.tv_sec * 1000 * MILLISECONDS + (uint64_t)t.tv_usec;
}

static void send_exited(const struct execution *e) {
    bool signaled = WIFSIGNALED(e->status);
    int code = signaled ? WTERMSIG(e->status) : WEXITSTATUS(e->status);
    /* A program may end by itself while the timeout is being carried out; then the timeout did not kill it. */
    bool by_timeout = e->timed_out && signaled && code == SIGKILL;
    uint8_t *at = begin(FRAME_EXITED, e->channel, 35);
    at = put_u8(put_u8(put_u8(at, signaled), (uint8_t)code), by_timeout);
    at = put_u64(at, e->ended - e->started);
    at = put_u64(put_u64(at, micros(e->usage.ru_utime)), micros(e->usage.ru_stime));
    put_u64(at, (uint64_t)e->usage.ru_maxrss);
}

/* Ends the session over a broken rule: everything dies at once, the runner has FAREWELL_MS to read why. */
static _Noreturn void broken(const char *rule) {
    kill_everything();
    dprintf(2, "lasso-supervisor: protocol error: %s\n", rule);
    uint64_t until = now() + FAREWELL_MS * MILLISECONDS;
    struct pollfd writable = {.fd = 1, .events = POLLOUT};
    bool queued = false;
    while (flush() && now() < until) {
        if (!queued && has_control_room()) {
            put_text(begin(FRAME_ERROR, 0, 4 + strlen(rule)), rule);
            queued = true;
        } else if (out_start == out_end) {
            break;
        } else {
            poll(&writable, 1, (int)((until - now()) / MILLISECONDS) + 1);
        }
    }
    _exit(STATUS_BROKEN);
}

/* ---- executions ---- */

static void close_fd(int *fd) {
    if (*fd >= 0) {
        close(*fd);
        *fd = -1;
    }
}

static void finish(struct execution *e) {
    close_fd(&e->report);
    close_fd(&e->in);
    close_fd(&e->out[0]);
    close_fd(&e->out[1]);
    e->used = false;
}

static void spawn(uint32_t channel, const struct spawn *order) {
    if (channel <= last_channel) {
        broken("a channel of SPAWN is not above those before it");
    }
    last_channel = channel;
    /* The lowest free slot, so that only as many stdin rings are ever touched as were in use at once. */
    int slot = 0;
    while (slot < MAX_EXECUTIONS && executions[slot].used) {
        slot++;
    }
    if (slot == MAX_EXECUTIONS) {
        send_spawn_failed(channel, STAGE_FULL, EAGAIN);
        return;
    }
    uint64_t started = now();
    struct child child;
    int error = child_start(order, &child);
    if (error != 0) {
        send_spawn_failed(channel, STAGE_FORK, error);
        return;
    }
    executions[slot] = (struct execution){
        .used = true,
        .channel = channel,
        .pid = child.pid,
        .started = started,
        .deadline = order->timeout_ms == 0 ? NEVER : started + order->timeout_ms * MILLISECONDS,
        .report = child.report,
        .out = {child.out, child.err},
        .unread = {UINT64_MAX, UINT64_MAX},
        .window = order->window,
        .in = child.in,
        .has_stdin = order->has_stdin,
        .in_window = STDIN_WINDOW,
    };
}

/* Learns from the report pipe whether the program runs. */
static void resolve(struct execution *e) {
    struct failure failure;
    ssize_t n = read(e->report, &failure, sizeof failure);
    if (n < 0) {
        return;
    }
    close_fd(&e->report);
    if (n == (ssize_t)sizeof failure) {
        e->failure = failure; /* told once it is reaped; it has nothing left to do but exit */
        kill(e->pid, SIGKILL);
    } else {
        put_u32(begin(FRAME_STARTED, e->channel, 4), (uint32_t)e->pid);
    }
}

static void discard_stdin(struct execution *e) {
    close_fd(&e->in);
    e->in_freed += e->in_size;
    e->in_size = 0;
}

static void write_stdin(struct execution *e, uint8_t *ring) {
    while (e->in >= 0 && e->in_size > 0) {
        uint32_t straight = STDIN_WINDOW - e->in_head < e->in_size ? STDIN_WINDOW - e->in_head : e->in_size;
        struct iovec parts[] = {{ring + e->in_head, straight}, {ring, e->in_size - straight}};
        ssize_t n = writev(e->in, parts, 2);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n < 0) {
            if (errno != EAGAIN) {
                discard_stdin(e); /* the program closed its stdin */
            }
            break;
        }
        e->in_head = (e->in_head + (uint32_t)n) % STDIN_WINDOW;
        e->in_size -= (uint32_t)n;
        e->in_freed += (uint32_t)n;
    }
    if (e->in_closing && e->in_size == 0) {
        close_fd(&e->in);
    }
}

static void take_stdin(struct execution *e, uint8_t *ring, struct bytes bytes) {
    if (!e->has_stdin || e->in_closing) {
        broken("STDIN where no stdin is open");
    }
    if (bytes.size > e->in_window) {
        broken("STDIN beyond its window");
    }
    uint32_t size = (uint32_t)bytes.size;
    e->in_window -= size;
    if (e->in < 0) {
        e->in_freed += size;
        return;
    }
    uint32_t tail = (e->in_head + e->in_size) % STDIN_WINDOW;
    uint32_t straight = STDIN_WINDOW - tail < size ? STDIN_WINDOW - tail : size;
    memcpy(ring + tail, bytes.at, straight);
    memcpy(ring, bytes.at + straight, size - straight);
    e->in_size += size;
    write_stdin(e, ring);
}

static void close_stdin(struct execution *e, uint8_t *ring) {
    if (!e->has_stdin || e->in_closing) {
        broken("STDIN_CLOSE where no stdin is open");
    }
    e->in_closing = true;
    write_stdin(e, ring);
}

static void add_window(struct execution *e, uint32_t credit) {
    e->window += credit;
    if (e->window > UINT32_MAX) {
        broken("CREDIT takes an output window beyond 32 bits");
    }
}

/* Sends one frame of what the program wrote, straight from its pipe. */
static void pump(struct execution *e, int which) {
    int *fd = &e->out[which];
    if (*fd < 0 || e->window == 0 || !has_room(OUTPUT_ROOM)) {
        return;
    }
    uint64_t most = OUTGOING - out_end - FRAME_HEADER - OUTPUT_LEAVES;
    most = most < OUTPUT_CHUNK ? most : OUTPUT_CHUNK;
    most = most < e->window ? most : e->window;
    most = most < e->unread[which] ? most : e->unread[which];
    ssize_t n = read(*fd, outgoing + out_end + FRAME_HEADER, (size_t)most);
    if (n < 0) {
        return;
    }
    if (n > 0) {
        begin(which == 0 ? FRAME_STDOUT : FRAME_STDERR, e->channel, (size_t)n);
        e->window -= (uint64_t)n;
        if (e->lingered) {
            e->unread[which] -= (uint64_t)n;
        }
    }
    if (n == 0 || e->unread[which] == 0) {
        close_fd(fd);
    }
}

/* Whether a pipe we may not read from, for want of window, is at its end anyway. */
static bool is_drained(int fd) {
    struct pollfd p = {.fd = fd, .events = POLLIN};
    return poll(&p, 1, 0) == 1 && (p.revents & POLLIN) == 0 && (p.revents & POLLHUP) != 0;
}

/* After LINGER only what is in the pipes now is still read: whoever holds them open is no part of the execution. */
static void stop_lingering(struct execution *e) {
    e->lingered = true;
    for (int which = 0; which < 2; which++) {
        int waiting = 0;
        if (e->out[which] < 0) {
            continue;
        }
        if (ioctl(e->out[which], FIONREAD, &waiting) != 0 || waiting <= 0) {
            close_fd(&e->out[which]);
        } else {
            e->unread[which] = (uint64_t)waiting;
        }
    }
}

/* Takes a reaped execution to its last frame. */
static void settle(struct execution *e, uint64_t time) {
    if (e->report >= 0) {
        resolve(e);
        if (e->report >= 0) {
            return;
        }
    }
    if (e->failure.stage != 0) {
        send_spawn_failed(e->channel, e->failure.stage, e->failure.error);
        finish(e);
        return;
    }
    for (int which = 0; which < 2; which++) {
        if (e->out[which] >= 0 && e->window == 0 && is_drained(e->out[which])) {
            close_fd(&e->out[which]);
        }
    }
    if (!e->lingered && time >= e->ended + LINGER) {
        stop_lingering(e);
    }
    if (e->out[0] < 0 && e->out[1] < 0) {
        send_exited(e);
        finish(e);
    }
}

/* What time and room allow, whether or not anything happened on its pipes. */
static void advance(struct execution *e, uint64_t time) {
    if (!e->reaped && time >= e->deadline) {
        e->timed_out = true;
        e->deadline = NEVER;
        signal_group(e, SIGKILL);
    }
    bool worth_it = e->in_freed >= STDIN_CREDIT_STEP || (e->in_freed > 0 && e->in_size == 0);
    if (worth_it && !e->in_closing && e->report < 0 && has_control_room()) {
        put_u32(begin(FRAME_STDIN_CREDIT, e->channel, 4), e->in_freed);
        e->in_window += e->in_freed;
        e->in_freed = 0;
    }
    if (e->reaped && has_control_room()) {
        settle(e, time);
    }
}

static void reap(void) {
    for (int turn = 0; turn < REAP_BATCH; turn++) {
        int status;
        struct rusage usage;
        pid_t pid = wait4(-1, &status, WNOHANG, &usage);
        if (pid <= 0) {
            return;
        }
        for (int i = 0; i < MAX_EXECUTIONS; i++) {
            struct execution *e = &executions[i];
            if (e->used && !e->reaped && e->pid == pid) {
                e->reaped = true;
                e->status = status;
                e->usage = usage;
                e->ended = now();
                break;
            }
        } /* any other is an orphan, which had only to be reaped */
    }
    hurried = true;
}

/* ---- frames in ---- */

static void handle(const struct frame *f) {
    if (f->type == FRAME_PING) {
        put_bytes(begin(FRAME_PONG, 0, f->as.bytes.size), f->as.bytes.at, f->as.bytes.size);
        return;
    }
    if (f->type == FRAME_SHUTDOWN) {
        shut_down();
    }
    if (f->type == FRAME_SPAWN) {
        spawn(f->channel, &f->as.spawn);
        return;
    }
    int slot = 0;
    while (slot < MAX_EXECUTIONS && !(executions[slot].used && executions[slot].channel == f->channel)) {
        slot++;
    }
    if (slot == MAX_EXECUTIONS) {
        if (f->channel > last_channel) {
            broken("a frame is for a channel that never was");
        }
        return; /* it crossed the last frame of its channel */
    }
    struct execution *e = &executions[slot];
    switch (f->type) {
    case FRAME_STDIN: take_stdin(e, stdin_rings[slot], f->as.bytes); break;
    case FRAME_STDIN_CLOSE: close_stdin(e, stdin_rings[slot]); break;
    case FRAME_SIGNAL: signal_group(e, f->as.signal); break;
    case FRAME_CREDIT: add_window(e, f->as.credit); break;
    default: break; /* the decoder lets no other type through */
    }
}

static void read_frames(void) {
    ssize_t n = read(0, incoming + incoming_size, sizeof incoming - incoming_size);
    if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR)) {
        shut_down();
    }
    incoming_size += n > 0 ? (size_t)n : 0;
}

/* Frames are taken only while each could be answered; otherwise they wait, and so in the end does the runner. */
static void handle_frames(void) {
    size_t done = 0;
    while (has_control_room()) {
        struct frame frame;
        const char *rule = NULL;
        enum decoded decoded = frame_decode(incoming + done, incoming_size - done, strings, &frame, &rule);
        if (decoded == DECODED_BROKEN) {
            broken(rule);
        }
        if (decoded == DECODED_PARTIAL) {
            break;
        }
        handle(&frame);
        done += frame.size;
    }
    if (done > 0) {
        incoming_size -= done;
        memmove(incoming, incoming + done, incoming_size);
    }
}

/* ---- the loop ---- */

enum { FIXED_FDS = 3, MAX_FDS = FIXED_FDS + 3 * MAX_EXECUTIONS };

static struct pollfd fds[MAX_FDS];
static struct {
    uint16_t slot;
    uint16_t watch;
} watched[MAX_FDS];
static size_t fd_count;

static void wait_for(int fd, short events, int slot, enum watch watch) {
    fds[fd_count] = (struct pollfd){.fd = fd, .events = events};
    watched[fd_count].slot = (uint16_t)slot;
    watched[fd_count].watch = (uint16_t)watch;
    fd_count++;
}

/* Adds what this execution waits for and returns when it wants to be looked at in any case. */
static uint64_t watch(int slot, size_t room) {
    struct execution *e = &executions[slot];
    if (e->report >= 0) {
        if (room >= CONTROL_ROOM) {
            wait_for(e->report, POLLIN, slot, WATCH_REPORT);
        }
    } else {
        for (int which = 0; which < 2; which++) {
            if (e->out[which] >= 0 && e->window > 0 && room >= OUTPUT_ROOM) {
                wait_for(e->out[which], POLLIN, slot, which == 0 ? WATCH_STDOUT : WATCH_STDERR);
            }
        }
        if (e->in >= 0 && e->in_size > 0) {
            wait_for(e->in, POLLOUT, slot, WATCH_STDIN);
        }
    }
    if (!e->reaped) {
        return e->deadline;
    }
    return e->lingered || room < CONTROL_ROOM ? NEVER : e->ended + LINGER;
}

static bool is_holding(uint64_t time) {
    return held_until != 0 && time < held_until;
}

static void wait_for_events(int signals) {
    size_t room = OUTGOING - (out_end - out_start);
    bool holding = is_holding(now());
    bool listening = incoming_size < sizeof incoming && room >= CONTROL_ROOM;
    bool at_once = hurried || (stalled && room >= CONTROL_ROOM);
    uint64_t wake = at_once ? 0 : holding ? held_until : NEVER;
    hurried = stalled = false;
    fd_count = 0;
    wait_for(0, listening ? POLLIN : 0, 0, 0);
    wait_for(out_start < out_end && !holding ? 1 : -1, POLLOUT, 0, 0);
    wait_for(signals, POLLIN, 0, 0);
    for (int slot = 0; slot < MAX_EXECUTIONS; slot++) {
        if (executions[slot].used) {
            uint64_t at = watch(slot, room);
            wake = at < wake ? at : wake;
        }
    }
    uint64_t time = wake == 0 || wake == NEVER ? 0 : now();
    uint64_t rest = wake > time ? wake - time : 0;
    struct timespec timeout = {(time_t)(rest / (1000 * MILLISECONDS)), (long)(rest % (1000 * MILLISECONDS)) * 1000};
    if (ppoll(fds, (nfds_t)fd_count, wake == NEVER ? NULL : &timeout, NULL) < 0 && errno != EINTR) {
        die("ppoll");
    }
}

/*
 * SIGCHLD only wakes us. SIGTERM stops the sandbox when it comes from outside (an engine's stop: no sender pid in our
 * namespace), not from one of its programs; SI_USER cannot be forged by sigqueue.
 */
static void read_signals(int signals) {
    struct signalfd_siginfo infos[4];
    ssize_t n;
    while ((n = read(signals, infos, sizeof infos)) > 0) {
        for (size_t i = 0; i < (size_t)n / sizeof infos[0]; i++) {
            bool from_outside = infos[i].ssi_code == SI_USER && infos[i].ssi_pid == 0;
            if (infos[i].ssi_signo == SIGTERM && (from_outside || !is_init)) {
                shut_down();
            }
        }
    }
}

static void serve(size_t index) {
    int slot = watched[index].slot;
    struct execution *e = &executions[slot];
    switch ((enum watch)watched[index].watch) {
    case WATCH_REPORT:
        if (has_control_room()) {
            resolve(e);
        }
        break;
    case WATCH_STDOUT: pump(e, 0); break;
    case WATCH_STDERR: pump(e, 1); break;
    case WATCH_STDIN: write_stdin(e, stdin_rings[slot]); break;
    }
}

static _Noreturn void run(int signals) {
    send_hello();
    for (;;) {
        if (!is_holding(now()) && !flush()) {
            shut_down();
        }
        wait_for_events(signals);
        if (fds[2].revents != 0) {
            read_signals(signals);
        }
        reap();
        /* Before new frames: what the descriptors meant when they were asked about must still hold. */
        for (size_t i = FIXED_FDS; i < fd_count; i++) {
            if (fds[i].revents != 0) {
                serve(i);
            }
        }
        if ((fds[0].revents & POLLIN) != 0) {
            read_frames();
        } else if ((fds[0].revents & (POLLHUP | POLLERR | POLLNVAL)) != 0) {
            shut_down();
        }
        handle_frames();
        uint64_t time = now();
        for (int slot = 0; slot < MAX_EXECUTIONS; slot++) {
            if (executions[slot].used) {
                advance(&executions[slot], time);
            }
        }
    }
}

static void set_nonblocking(int fd) {
    int flags = fcntl(fd, F_GETFL);
    if (flags < 0 || fcntl(fd, F_SETFL, flags | O_NONBLOCK) != 0) {
        die("descriptors 0, 1 and 2 must be open");
    }
}

/* Blocks every signal and makes each default: nothing interrupts us, and a child has only its mask to reset. */
static int open_signals(void) {
    sigset_t all;
    sigset_t wanted;
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, NULL);
    /* Past the C library, which keeps some real-time signals to itself: those may come to us ignored too. */
    const struct {
        uint64_t zero[4];
    } by_default = {{0}};
    for (int number = 1; number <= MAX_SIGNAL; number++) {
        syscall(SYS_rt_sigaction, number, &by_default, NULL, sizeof(uint64_t));
    }
    sigemptyset(&wanted);
    sigaddset(&wanted, SIGCHLD);
    sigaddset(&wanted, SIGTERM);
    return signalfd(-1, &wanted, SFD_CLOEXEC | SFD_NONBLOCK);
}

int main(void) {
    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    syscall(SYS_close_range, 3, ~0U, 0);
    is_init = getpid() == 1;
    prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); /* orphans come to us also where we are not PID 1 */
    set_nonblocking(0);
    set_nonblocking(1);
    set_nonblocking(2);
    if (chdir("/") != 0) { /* a workspace must not be kept busy by us */
        die("chdir /");
    }
    madvise(stdin_rings, sizeof stdin_rings, MADV_DONTFORK);
    madvise(outgoing, sizeof outgoing, MADV_DONTFORK);
    int signals = open_signals();
    if (signals < 0) {
        die("signalfd");
    }
    run(signals);
}
