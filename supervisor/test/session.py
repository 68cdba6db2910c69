"""A runner's side of the supervisor protocol for tests: every wait has a deadline, nothing sleeps."""

import os
import select
import struct
import subprocess
import time

SPAWN, STDIN, STDIN_CLOSE, SIGNAL, CREDIT, PING, SHUTDOWN = range(1, 8)
HELLO, STARTED, SPAWN_FAILED, STDOUT, STDERR, EXITED, STDIN_CREDIT, PONG = range(0x81, 0x89)
ERROR = 0x8F
ENDS = (SPAWN_FAILED, EXITED)
DEADLINE = 20.0
SEARCH = ["/usr/local/bin", "/usr/bin", "/bin"]
BUILD = os.environ.get("LASSO_BUILD", "build")


def text(value):
    raw = value if isinstance(value, bytes) else value.encode()
    return struct.pack(">I", len(raw)) + raw


def texts(values):
    return struct.pack(">H", len(values)) + b"".join(map(text, values))


def frame(kind, channel, payload=b""):
    return struct.pack(">IBI", len(payload), kind, channel) + payload


def spawn_frame(channel, argv, env=(), cwd="/", search=SEARCH, stdin=False, timeout_ms=0, window=1 << 20):
    head = struct.pack(">BII", 1 if stdin else 0, timeout_ms, window)
    return frame(SPAWN, channel, head + text(cwd) + texts(argv) + texts(list(env)) + texts(search))


class Exit:
    def __init__(self, payload):
        self.kind, self.code, self.flags, self.wall, self.user, self.system, self.rss = struct.unpack(">BBBQQQQ", payload)
        self.signaled, self.timed_out = self.kind == 1, self.flags == 1

    def __repr__(self):
        return f"Exit(kind={self.kind}, code={self.code}, flags={self.flags})"


class Execution:
    """What came back on one channel so far."""

    def __init__(self):
        self.pid = self.exit = self.failure = None
        self.out, self.err, self.credit = bytearray(), bytearray(), 0
        self.window = 0
        self.frames = []


class Session:
    def __init__(self, command=None, **popen):
        command = command or [os.path.join(BUILD, "lasso-supervisor")]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, bufsize=0, **popen)
        self.buffer, self.executions, self.next_channel = b"", {}, 1
        self.hello = self.error = None
        self.pongs, self.eof = [], False
        self.wait(lambda: self.hello, "HELLO")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close() if not self.process.stdin.closed else None
        try:
            self.process.wait(DEADLINE)
        finally:
            self.process.kill()
            self.process.wait()
            self.process.stdout.close()
            self.process.stderr.close()

    # -- sending

    def send(self, data):
        """Writes all of data, and reads meanwhile, as a runner does: neither side may block the other for good."""
        out = self.process.stdin.fileno()
        os.set_blocking(out, False)
        view, until = memoryview(data), time.monotonic() + DEADLINE
        while view:
            readable, writable, _ = select.select([] if self.eof else [self.process.stdout], [out], [], 1)
            if readable:
                self.receive()
            if writable:
                view = view[os.write(out, view):]
            assert time.monotonic() < until, "the supervisor takes no more input"

    def spawn(self, *argv, **options):
        channel, self.next_channel = self.next_channel, self.next_channel + 1
        execution = self.executions[channel] = Execution()
        execution.channel, execution.window = channel, options.get("window", 1 << 20)
        self.send(spawn_frame(channel, argv, **options))
        return execution

    def stdin(self, execution, data, close=True):
        """Sends data with flow control: never more than the window the supervisor gave."""
        sent, window = 0, 65536
        while sent < len(data):
            self.wait(lambda: execution.credit + window > sent or execution.exit, "stdin credit")
            if execution.exit:
                return
            part = data[sent:window + execution.credit]
            self.send(frame(STDIN, execution.channel, part))
            sent += len(part)
        if close:
            self.send(frame(STDIN_CLOSE, execution.channel))

    def signal(self, execution, number):
        self.send(frame(SIGNAL, execution.channel, bytes([number])))

    def credit(self, execution, size):
        execution.window += size
        self.send(frame(CREDIT, execution.channel, struct.pack(">I", size)))

    # -- receiving

    def receive(self, timeout=0.0):
        if not select.select([self.process.stdout], [], [], timeout)[0]:
            return
        data = os.read(self.process.stdout.fileno(), 1 << 20)
        self.eof = self.eof or not data
        self.buffer += data
        while len(self.buffer) >= 9:
            size, kind, channel = struct.unpack(">IBI", self.buffer[:9])
            assert size <= 262144, "a frame beyond the limit"
            if len(self.buffer) < 9 + size:
                break
            payload, self.buffer = self.buffer[9:9 + size], self.buffer[9 + size:]
            self.take(kind, channel, payload)

    def take(self, kind, channel, payload):
        if self.hello is None:
            assert (kind, channel) == (HELLO, 0), "HELLO is the first frame"
            self.hello = struct.unpack(">HIII", payload)
        elif kind == PONG:
            self.pongs.append(payload)
        elif kind == ERROR:
            self.error = payload[4:].decode()
        else:
            self.take_execution(kind, self.executions[channel], payload)

    def take_execution(self, kind, e, payload):
        assert not e.exit and not e.failure, "a frame after the last of its channel"
        e.frames.append(kind)
        if kind in (STDOUT, STDERR):
            assert e.pid, "output before STARTED"
            e.window -= len(payload)
            assert e.window >= 0, "more output than the window allows"
            (e.out if kind == STDOUT else e.err).extend(payload)
        elif kind == STARTED:
            (e.pid,) = struct.unpack(">I", payload)
        elif kind == SPAWN_FAILED:
            stage, errno = struct.unpack(">BI", payload[:5])
            e.failure = (stage, errno, payload[9:].decode())
        elif kind == STDIN_CREDIT:
            e.credit += struct.unpack(">I", payload)[0]
        elif kind == EXITED:
            e.exit = Exit(payload)
        else:
            raise AssertionError(f"unknown frame {kind:#x}")

    def wait(self, condition, what="the condition"):
        until = time.monotonic() + DEADLINE
        while not condition():
            assert not self.eof, f"the session ended while waiting for {what}: {self.error}"
            assert time.monotonic() < until, f"no {what} in time"
            self.receive(0.2)

    def finish(self, *executions, replenish=0):
        """Waits for the end of these executions; `replenish` keeps their output window at least that large."""
        def done():
            for e in executions:
                if replenish and not e.exit and not e.failure and e.window < replenish:
                    self.credit(e, replenish)
            return all(e.exit or e.failure for e in executions)
        self.wait(done, "the end of an execution")
        return executions[0]

    def run(self, *argv, **options):
        return self.finish(self.spawn(*argv, **options))

    def shell(self, script, **options):
        return self.run("sh", "-c", script, **options)

    def ping(self, data=b"?"):
        before = len(self.pongs)
        self.send(frame(PING, 0, data))
        self.wait(lambda: len(self.pongs) > before, "PONG")
        return self.pongs[-1]

    def end(self):
        """Reads to the end of the session and returns the supervisor's exit code."""
        until = time.monotonic() + DEADLINE
        while not self.eof:
            assert time.monotonic() < until, "the session does not end"
            self.receive(0.2)
        return self.process.wait(DEADLINE)


def eventually(condition, what):
    until = time.monotonic() + DEADLINE
    while not condition():
        assert time.monotonic() < until, f"not in time: {what}"
        select.select([], [], [], 0.01)


def is_alive(pid):
    try:
        with open(f"/proc/{pid}/stat") as f:
            return f.read().rsplit(")", 1)[1].split()[0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return False
