"""The supervisor as an ordinary process, over pipes. What needs a container is in in_container.py."""

import errno
import hashlib
import os
import random
import resource
import signal
import struct
import tempfile
import unittest

from session import (CREDIT, EXITED, PING, SHUTDOWN, SIGNAL, SPAWN, STARTED, STDERR, STDIN, STDIN_CLOSE, STDOUT, Session,
                     eventually, frame, is_alive, spawn_frame, text, texts)

FORK, CWD, EXEC, FULL = 1, 2, 3, 4


class SupervisorTest(unittest.TestCase):
    def setUp(self):
        self.session = self.enterContext(Session())
        self.dir = self.enterContext(tempfile.TemporaryDirectory())

    def script(self, name, body, mode=0o755, directory=None):
        path = os.path.join(directory or self.dir, name)
        with open(path, "w") as f:
            f.write(body)
        os.chmod(path, mode)
        return path


class Programs(SupervisorTest):
    def test_hello_states_version_and_limits(self):
        self.assertEqual(self.session.hello, (1, 262144, 256, 65536))

    def test_exit_codes_are_reported(self):
        for code in (0, 1, 42, 255):
            e = self.session.shell(f"exit {code}")
            self.assertEqual((e.exit.kind, e.exit.code, e.exit.flags), (0, code, 0))

    def test_a_death_by_signal_is_reported_as_one(self):
        for number in (signal.SIGTERM, signal.SIGKILL, signal.SIGPIPE, signal.SIGSEGV):
            e = self.session.shell(f"ulimit -c 0; kill -{int(number)} $$")
            self.assertEqual((e.exit.kind, e.exit.code, e.exit.flags), (1, number, 0))

    def test_frames_come_in_order(self):
        e = self.session.shell("echo out; echo err >&2")
        self.assertEqual((e.frames[0], e.frames[-1]), (STARTED, EXITED))
        self.assertEqual(sorted(e.frames[1:-1]), [STDOUT, STDERR])
        self.assertEqual((bytes(e.out), bytes(e.err)), (b"out\n", b"err\n"))

    def test_argv_and_env_arrive_as_sent_and_nothing_else_does(self):
        argv = ["a", "", "two words", "é\n", "x" * 100_000]
        e = self.session.run("sh", "-c", 'for a; do printf "<%s>" "$a"; done', "sh", *argv)
        self.assertEqual(bytes(e.out).decode(), "".join(f"<{a}>" for a in argv))
        e = self.session.run("env", env=["A=1", "B=", "C==x"])
        self.assertEqual(bytes(e.out), b"A=1\nB=\nC==x\n")

    def test_the_cwd_is_entered(self):
        self.assertEqual(bytes(self.session.run("pwd", cwd=self.dir).out).decode().strip(), os.path.realpath(self.dir))

    def test_times_and_peak_memory_are_measured(self):
        e = self.session.shell("i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done")
        self.assertGreater(e.exit.user, 1000)
        self.assertGreaterEqual(e.exit.wall * 3, e.exit.user)
        self.assertGreater(e.exit.rss, 100)

    def test_ping_is_answered_with_its_bytes(self):
        for data in (b"", b"\0\xff", bytes(64)):
            self.assertEqual(self.session.ping(data), data)


class Failures(SupervisorTest):
    def assert_fails(self, e, stage, error):
        self.assertIsNotNone(e.failure, f"{e.exit}")
        self.assertEqual(e.failure[:2], (stage, error))
        self.assertTrue(e.failure[2])
        self.assertEqual(len(e.frames), 1)

    def test_a_missing_program(self):
        self.assert_fails(self.session.run("no-such-program"), EXEC, errno.ENOENT)
        self.assert_fails(self.session.run("/no/such/program"), EXEC, errno.ENOENT)
        self.assert_fails(self.session.run(""), EXEC, errno.ENOENT)
        self.assert_fails(self.session.run("true", search=[]), EXEC, errno.ENOENT)

    def test_a_program_without_permission_even_if_a_later_directory_lacks_it(self):
        self.script("plain", "", 0o644)
        self.assert_fails(self.session.run("plain", search=[self.dir, "/usr/bin", "/nowhere"]), EXEC, errno.EACCES)
        self.assert_fails(self.session.run(self.dir + "/plain"), EXEC, errno.EACCES)

    def test_a_script_without_interpreter_line_is_not_given_to_a_shell(self):
        self.assert_fails(self.session.run(self.script("bare", "exit 0\n")), EXEC, errno.ENOEXEC)
        self.assert_fails(self.session.run("bare", search=[self.dir, "/usr/bin"]), EXEC, errno.ENOEXEC)

    def test_arguments_beyond_what_the_kernel_takes(self):
        self.assert_fails(self.session.run("true", "x" * 200_000), EXEC, errno.E2BIG)

    def test_a_bad_cwd(self):
        self.assert_fails(self.session.run("true", cwd="/no/such"), CWD, errno.ENOENT)
        self.assert_fails(self.session.run("true", cwd="/etc/passwd"), CWD, errno.ENOTDIR)
        self.assert_fails(self.session.run("true", cwd="tmp"), CWD, errno.EINVAL)
        self.assert_fails(self.session.run("true", cwd=""), CWD, errno.EINVAL)

    def test_a_cwd_under_proc_however_it_is_spelled(self):
        link = os.path.join(self.dir, "link")
        os.symlink("/proc/self", link)
        for cwd in ("/proc", "/proc/", "//proc", "/./proc/self", "///.//./proc/self/cwd", "/tmp/../proc/sys", "/proc/self/cwd", "/proc/self/root/tmp",
                    "/proc/self/fd/0", link, link + "/task", "/dev/fd"):
            self.assert_fails(self.session.run("true", cwd=cwd), CWD, errno.EPERM)
        self.assertEqual(self.session.run("true", cwd="/").exit.code, 0)

    def test_too_many_executions_and_room_again_after_one_ends(self):
        running = [self.session.spawn("sleep", "1000") for _ in range(256)]
        self.assert_fails(self.session.run("true"), FULL, errno.EAGAIN)
        self.session.wait(lambda: all(e.pid for e in running), "STARTED")
        self.session.signal(running[7], signal.SIGKILL)
        self.session.finish(running[7])
        self.assertEqual(self.session.run("true").exit.code, 0)

    def test_no_descriptors_left_is_a_failure_of_that_spawn_only(self):
        limit = lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (16, 16))
        with Session(preexec_fn=limit) as session:
            first = session.spawn("sleep", "1000", stdin=True)
            session.wait(lambda: first.pid, "STARTED")
            second = session.spawn("sleep", "1000", stdin=True)
            third = session.spawn("sleep", "1000", stdin=True)
            self.assert_fails(session.finish(third), FORK, errno.EMFILE)
            session.signal(first, signal.SIGKILL)
            session.finish(first)
            self.assertIsNone(second.failure)
            self.assertEqual(session.run("true").exit.code, 0)

    @unittest.skipUnless(os.geteuid() == 0, "only root can become a uid of its own")
    def test_no_process_left_is_a_failure_of_that_spawn_only(self):
        def limit():
            resource.setrlimit(resource.RLIMIT_NPROC, (1, 1))
            os.setgid(54321)
            os.setuid(54321)
        with Session(preexec_fn=limit) as session:
            for _ in range(3):
                self.assert_fails(session.run("true"), FORK, errno.EAGAIN)
            self.assertEqual(session.ping(b"alive"), b"alive")


class Lookup(SupervisorTest):
    def test_the_search_path_decides_and_PATH_does_not(self):
        one, two = (os.path.join(self.dir, d) for d in ("one", "two"))
        for d in (one, two):
            os.mkdir(d)
            self.script("tool", f"#!/bin/sh\necho {os.path.basename(d)} $PATH\n", directory=d)
        e = self.session.run("tool", search=[one], env=[f"PATH={two}"])
        self.assertEqual(bytes(e.out).decode(), f"one {two}\n")
        e = self.session.run("tool", search=["/nowhere", "/etc/passwd", two, one])
        self.assertTrue(bytes(e.out).startswith(b"two"))

    def test_a_name_with_a_slash_is_used_as_it_is(self):
        self.script("tool", "#!/bin/sh\necho here\n")
        e = self.session.run("./tool", cwd=self.dir, search=["/usr/bin"])
        self.assertEqual(bytes(e.out), b"here\n")


class Streams(SupervisorTest):
    def test_stdin_is_null_unless_asked_for(self):
        e = self.session.run("sh", "-c", "cat; readlink /proc/self/fd/0")
        self.assertEqual(bytes(e.out), b"/dev/null\n")

    def test_megabytes_of_binary_survive_the_round_trip_with_flow_control(self):
        data = random.Random(1).randbytes(8_000_001)
        e = self.session.spawn("cat", stdin=True, window=1 << 30)
        self.session.stdin(e, data)
        self.session.finish(e)
        self.assertEqual(hashlib.sha256(e.out).digest(), hashlib.sha256(data).digest())

    def test_megabytes_of_output_through_a_small_window(self):
        e = self.session.spawn("head", "-c", "3000000", "/dev/zero", window=1000)
        self.session.finish(e, replenish=50_000)
        self.assertEqual((len(e.out), e.exit.code), (3_000_000, 0))

    def test_a_window_of_zero_holds_output_back_until_credit_comes(self):
        e = self.session.spawn("sh", "-c", "printf abc; printf def >&2; exit 3", window=0)
        self.session.wait(lambda: e.pid, "STARTED")
        eventually(lambda: not is_alive(e.pid), "its end")
        self.session.ping()
        self.assertEqual(e.frames, [STARTED])
        self.session.credit(e, 2)
        self.session.wait(lambda: len(e.out) + len(e.err) == 2, "two bytes")
        self.session.credit(e, 4)
        self.session.finish(e)
        self.assertEqual((bytes(e.out), bytes(e.err), e.exit.code), (b"abc", b"def", 3))

    def test_output_held_back_by_the_window_outlives_the_100_ms(self):
        e = self.session.spawn("sh", "-c", "sleep 1000 & head -c 50000 /dev/zero", window=0)
        self.session.wait(lambda: e.pid, "STARTED")
        self.addCleanup(os.killpg, e.pid, signal.SIGKILL)
        eventually(lambda: not is_alive(e.pid), "its end")
        other = self.session.shell("sleep 0.3")
        self.assertEqual((other.exit.code, e.frames), (0, [STARTED]))
        self.session.credit(e, 100_000)
        self.session.finish(e)
        self.assertEqual(len(e.out), 50_000)

    def test_a_silent_program_ends_at_once_with_no_window(self):
        e = self.session.run("true", window=0)
        self.assertEqual(e.frames, [STARTED, EXITED])

    def test_pipes_held_open_are_given_up_100_ms_after_the_exit(self):
        e = self.session.shell("sleep 1000 & echo $!; exit 5")
        self.assertEqual((bytes(e.out), e.exit.code), (f"{int(e.out)}\n".encode(), 5))
        self.assertLess(e.exit.wall, 10_000_000)
        self.assertTrue(is_alive(int(e.out)), "what was left running goes on")
        os.kill(int(e.out), signal.SIGKILL)

    def test_a_flood_into_held_open_pipes_ends_too(self):
        e = self.session.spawn("sh", "-c", "yes & exit 0", window=1 << 20)
        self.session.finish(e, replenish=1 << 20)
        self.assertEqual(e.exit.code, 0)
        self.assertGreater(len(e.out), 0)

    def test_stdin_for_a_program_that_closed_it_is_dropped_and_credited(self):
        e = self.session.spawn("sh", "-c", "exec <&-; sleep 1000", stdin=True)
        self.session.stdin(e, bytes(1_000_000))
        self.session.wait(lambda: e.credit >= 900_000, "credit")
        self.session.signal(e, signal.SIGKILL)
        self.session.finish(e)

    def test_stdin_for_a_program_that_does_not_read_is_held_and_bounded(self):
        e = self.session.spawn("sleep", "1000", stdin=True)
        self.session.send(frame(STDIN, e.channel, bytes(65536)))
        self.session.wait(lambda: e.credit == 65536, "credit for what its pipe took")
        self.session.send(frame(STDIN, e.channel, bytes(65536)))
        self.session.ping()
        self.assertEqual(e.credit, 65536)
        self.session.signal(e, signal.SIGKILL)
        self.session.finish(e)

    def test_closing_stdin_is_seen_after_all_bytes(self):
        e = self.session.spawn("wc", "-c", stdin=True)
        self.session.stdin(e, bytes(60_000))
        self.assertEqual(int(self.session.finish(e).out), 60_000)

    def test_a_runner_that_does_not_read_stops_output_but_not_timeouts(self):
        flood = self.session.spawn("yes", window=1 << 30)
        doomed = self.session.spawn("sleep", "1000", timeout_ms=300)
        self.session.wait(lambda: flood.pid and doomed.pid, "STARTED")
        eventually(lambda: not is_alive(doomed.pid), "the timeout, with nobody reading")
        with open(f"/proc/{self.session.process.pid}/status") as f:
            resident = next(int(line.split()[1]) for line in f if line.startswith("RssAnon"))
        if os.environ.get("LASSO_BUILD", "").find("asan") < 0:
            self.assertLess(resident, 4096, "output that nobody reads is not piled up")
        self.session.signal(flood, signal.SIGKILL)
        self.session.finish(flood, doomed)
        self.assertTrue(doomed.exit.timed_out)

    def test_a_supervisor_nobody_reads_from_is_idle(self):
        flood = self.session.spawn("yes", window=1 << 30)
        short = self.session.spawn("sh", "-c", "sleep 1000 & exit 0")
        self.session.wait(lambda: flood.pid and short.pid, "STARTED")
        self.addCleanup(os.killpg, short.pid, signal.SIGKILL)
        eventually(lambda: not is_alive(short.pid), "its end")

        def ticks():
            with open(f"/proc/{self.session.process.pid}/stat") as f:
                return sum(map(int, f.read().rsplit(")", 1)[1].split()[11:13]))
        seen = [ticks()]

        def settled():  # one of twenty looks, each at least 10 ms apart, at a spinning process would differ
            seen.append(ticks())
            return len(seen) > 30 and len(set(seen[-20:])) == 1
        eventually(settled, "idleness")
        self.session.signal(flood, signal.SIGKILL)
        self.session.finish(flood, short)

    def test_many_at_once_each_get_their_own(self):
        running = [self.session.spawn("sh", "-c", f"cat; echo {i}; exit {i}", stdin=True) for i in range(200)]
        for i, e in enumerate(running):
            self.session.stdin(e, b"%d:" % i)
        self.session.finish(*running)
        for i, e in enumerate(running):
            self.assertEqual((bytes(e.out), e.exit.code), (b"%d:%d\n" % (i, i), i))


class Control(SupervisorTest):
    def test_a_timeout_kills_the_whole_group_and_says_so(self):
        e = self.session.shell("sleep 1000 & echo $!; wait", timeout_ms=300)
        self.assertEqual((e.exit.kind, e.exit.code, e.exit.timed_out), (1, signal.SIGKILL, True))
        self.assertGreaterEqual(e.exit.wall, 300_000)
        eventually(lambda: not is_alive(int(e.out)), "the death of its child")

    def test_a_program_faster_than_its_timeout_is_not_flagged(self):
        self.assertFalse(self.session.run("true", timeout_ms=60_000).exit.timed_out)

    def test_a_signal_reaches_the_whole_group(self):
        e = self.session.spawn("sh", "-c", "sleep 1000 & echo $!; wait")
        self.session.wait(lambda: e.out.endswith(b"\n"), "output")
        self.session.signal(e, signal.SIGTERM)
        self.session.finish(e)
        self.assertEqual((e.exit.kind, e.exit.code, e.exit.timed_out), (1, signal.SIGTERM, False))
        eventually(lambda: not is_alive(int(e.out)), "the death of its child")

    def test_a_program_starts_with_no_signal_blocked_or_ignored(self):
        ignore = lambda: signal.signal(signal.SIGINT, signal.SIG_IGN)
        with Session(preexec_fn=ignore) as session:
            e = session.run("grep", "-E", "^Sig(Blk|Ign|Pnd)", "/proc/self/status")
        self.assertEqual({line.split()[1] for line in bytes(e.out).splitlines()}, {b"0" * 16})

    def test_a_program_leads_its_own_session_and_group(self):
        e = self.session.shell("ps -o pid=,pgid=,sid= -p $$")
        self.assertEqual(len(set(bytes(e.out).split())), 1)

    def test_a_program_sees_only_descriptors_0_1_2(self):
        with open("/dev/null") as leak:
            with Session(pass_fds=[leak.fileno()]) as session:
                others = [session.spawn("cat", stdin=True) for _ in range(5)]
                session.wait(lambda: all(e.pid for e in others), "STARTED")
                e = session.run("ls", "/proc/self/fd", stdin=True)
                for other in others:
                    session.stdin(other, b"")
                session.finish(*others)
        self.assertEqual(bytes(e.out).split(), [b"0", b"1", b"2", b"3"])  # 3 is the directory ls reads

    def test_a_program_gets_blocking_streams(self):
        flags = 'while read k v; do [ "$k" = flags: ] && echo $v; done'
        e = self.session.shell(f"for i in 0 1 2; do {flags} < /proc/$$/fdinfo/$i; done", stdin=True)
        self.assertEqual([int(v, 8) & os.O_NONBLOCK for v in bytes(e.out).split()], [0, 0, 0])

    def test_orphans_are_reaped(self):
        e = self.session.shell("(sh -c 'echo $$; exec sleep 0.05' &) ; exit 0")
        pid = int(e.out)
        eventually(lambda: not os.path.exists(f"/proc/{pid}"), "the orphan to be reaped")

    def test_the_supervisor_is_not_dumpable(self):
        self.assertEqual(os.stat(f"/proc/{self.session.process.pid}/environ").st_uid, 0)
        if os.geteuid() == 0:
            def drop():
                os.setgid(54321)
                os.setuid(54321)
            with Session(preexec_fn=drop) as session:
                e = session.shell(f"for f in fd environ mem maps cwd; do [ -r /proc/{session.process.pid}/$f ] || echo no; done;"
                                  f"ls /proc/{session.process.pid}/fd; cat /proc/{session.process.pid}/environ")
                self.assertNotIn(b"=", e.out)
                self.assertEqual(bytes(e.err).count(b"Permission denied"), 2)

    def test_late_frames_for_an_ended_channel_are_ignored(self):
        e = self.session.run("true", stdin=True)
        for late in (frame(STDIN, e.channel, b"x"), frame(STDIN_CLOSE, e.channel), frame(SIGNAL, e.channel, b"\x09"),
                     frame(CREDIT, e.channel, bytes(4))):
            self.session.send(late)
        self.assertEqual(self.session.ping(b"ok"), b"ok")


class EndOfSession(SupervisorTest):
    def started(self):
        running = [self.session.spawn("sh", "-c", "sleep 1000 & sleep 1000"), self.session.spawn("cat", stdin=True)]
        self.session.wait(lambda: all(e.pid for e in running), "STARTED")
        return running

    def assert_all_killed(self, running):
        for e in running:
            eventually(lambda: not is_alive(e.pid), "the death of a program")

    def test_end_of_file_kills_everything_and_exits_0(self):
        running = self.started()
        self.session.process.stdin.close()
        self.assertEqual(self.session.end(), 0)
        self.assert_all_killed(running)

    def test_shutdown_kills_everything_and_exits_0(self):
        running = self.started()
        self.session.send(frame(SHUTDOWN, 0))
        self.assertEqual(self.session.end(), 0)
        self.assert_all_killed(running)

    def test_sigterm_kills_everything_and_exits_0(self):
        running = self.started()
        self.session.process.terminate()
        self.assertEqual(self.session.end(), 0)
        self.assert_all_killed(running)

    def test_a_runner_that_is_gone_ends_the_session_though_output_is_stuck(self):
        flood = self.session.spawn("yes", window=1 << 30)
        self.session.wait(lambda: flood.pid, "STARTED")
        self.session.process.stdin.close()
        self.assertEqual(self.session.process.wait(20), 0)
        self.assert_all_killed([flood])

    def test_a_frame_may_arrive_byte_by_byte(self):
        e = self.session.spawn("true")
        self.session.finish(e)
        raw = spawn_frame(self.session.next_channel, ["echo", "hi"])
        self.session.executions[self.session.next_channel] = e = type(e)()
        e.channel, e.window = self.session.next_channel, 1 << 20
        for i in range(len(raw)):
            self.session.send(raw[i:i + 1])
        self.session.finish(e)
        self.assertEqual(bytes(e.out), b"hi\n")


def spawn_payload(flags=0, timeout=0, window=0, cwd=b"/", argv=None, env=None, search=None, more=b""):
    argv, env, search = (value if value is not None else otherwise for value, otherwise in
                         ((argv, texts(["true"])), (env, texts([])), (search, texts(["/usr/bin"]))))
    return struct.pack(">BII", flags, timeout, window) + text(cwd) + argv + env + search + more


BROKEN = {
    "a length beyond 256 KiB": struct.pack(">IBI", 262145, STDIN, 1),
    "the largest length there is": struct.pack(">IBI", 0xFFFFFFFF, SPAWN, 1),
    "an unknown type": frame(0x08, 1),
    "type zero": frame(0x00, 1),
    "a type of the other direction": frame(STDOUT, 1, b"x"),
    "SPAWN on channel 0": frame(SPAWN, 0, spawn_payload()),
    "STDIN on channel 0": frame(STDIN, 0, b"x"),
    "PING on a channel": frame(PING, 1),
    "SHUTDOWN on a channel": frame(SHUTDOWN, 1),
    "a PING of 65 bytes": frame(PING, 0, bytes(65)),
    "SHUTDOWN with a payload": frame(SHUTDOWN, 0, b"x"),
    "STDIN for no channel": frame(STDIN, 9, b"x"),
    "SIGNAL for no channel": frame(SIGNAL, 9, b"\x09"),
    "an empty SPAWN": frame(SPAWN, 1),
    "a SPAWN with unknown flags": frame(SPAWN, 1, spawn_payload(flags=2)),
    "a SPAWN without argv": frame(SPAWN, 1, spawn_payload(argv=texts([]))),
    "a SPAWN with 4097 arguments": frame(SPAWN, 1, spawn_payload(argv=texts(["x"] * 4097))),
    "a NUL in cwd": frame(SPAWN, 1, spawn_payload(cwd=b"/\0")),
    "a NUL in argv": frame(SPAWN, 1, spawn_payload(argv=texts([b"a\0b"]))),
    "an env entry without =": frame(SPAWN, 1, spawn_payload(env=texts(["A"]))),
    "an env entry without a name": frame(SPAWN, 1, spawn_payload(env=texts(["=A"]))),
    "a relative search path": frame(SPAWN, 1, spawn_payload(search=texts(["bin"]))),
    "an empty search path entry": frame(SPAWN, 1, spawn_payload(search=texts([""]))),
    "a SPAWN with bytes after it": frame(SPAWN, 1, spawn_payload(more=b"x")),
    "a string beyond its frame": frame(SPAWN, 1, spawn_payload(argv=struct.pack(">HI", 1, 0xFFFFFFFF))),
    "a list beyond its frame": frame(SPAWN, 1, spawn_payload(search=struct.pack(">H", 65535))),
}

# What only a session with one running program (channel 1, stdin open, window 10) can break.
BROKEN_WITH_PROGRAM = {
    "a channel used twice": frame(SPAWN, 1, spawn_payload()),
    "signal 0": frame(SIGNAL, 1, b"\0"),
    "signal 65": frame(SIGNAL, 1, b"\x41"),
    "a SIGNAL without number": frame(SIGNAL, 1),
    "a SIGNAL with two numbers": frame(SIGNAL, 1, b"\x09\x09"),
    "a short CREDIT": frame(CREDIT, 1, b"\0\0\0"),
    "a CREDIT beyond 32 bits": frame(CREDIT, 1, b"\xff\xff\xff\xff"),
    "STDIN beyond its window": frame(STDIN, 1, bytes(65537)),
    "STDIN after STDIN_CLOSE": frame(STDIN_CLOSE, 1) + frame(STDIN, 1, b"x"),
    "STDIN_CLOSE twice": frame(STDIN_CLOSE, 1) + frame(STDIN_CLOSE, 1),
    "STDIN_CLOSE with a payload": frame(STDIN_CLOSE, 1, b"x"),
}


class BrokenFrames(unittest.TestCase):
    def assert_ends_session(self, session, raw):
        session.send(raw)
        self.assertEqual(session.end(), 70)
        self.assertTrue(session.error)

    def test_each_broken_frame_is_an_error_and_exit_70(self):
        for name, raw in BROKEN.items():
            with self.subTest(name), Session() as session:
                self.assert_ends_session(session, raw)

    def test_each_frame_that_does_not_fit_the_state_is_an_error_and_exit_70(self):
        for name, raw in BROKEN_WITH_PROGRAM.items():
            with self.subTest(name), Session() as session:
                e = session.spawn("sleep", "1000", stdin=True, window=10)
                session.wait(lambda: e.pid, "STARTED")
                self.assert_ends_session(session, raw)
                eventually(lambda: not is_alive(e.pid), "the death of its programs")

    def test_stdin_for_a_program_without_stdin_is_an_error(self):
        with Session() as session:
            session.spawn("sleep", "1000")
            self.assert_ends_session(session, frame(STDIN, 1, b"x"))

    def test_an_error_is_told_even_while_output_is_flooding(self):
        with Session() as session:
            flood = session.spawn("yes", window=1 << 30)
            session.wait(lambda: flood.out, "output")
            self.assert_ends_session(session, frame(0x40, 1))


if __name__ == "__main__":
    unittest.main()
