"""The supervisor and the seccomp profile in a real, hardened container.

Needs docker and an image (LASSO_IMAGE, default debian:bookworm-slim); LASSO_RUNTIME chooses a runtime, such as runsc.
Prints the latency of spawning `true` too, without judging it.
"""

import errno
import os
import signal
import statistics
import subprocess
import time
import unittest
import uuid

from session import BUILD, Session, eventually, frame, SHUTDOWN

IMAGE = os.environ.get("LASSO_IMAGE", "debian:bookworm-slim")
HERE = os.path.dirname(os.path.abspath(__file__))
SECCOMP = os.path.join(HERE, "../../runner-service/src/main/resources/dev/lasso/runner/container/seccomp.json")
SECRET = "LASSO_SECRET=only-for-the-supervisor"
ROUNDS = 500


def container():
    name = f"lasso-test-{uuid.uuid4().hex[:12]}"
    runtime = os.environ.get("LASSO_RUNTIME")
    return name, [
        "docker", "run", "-i", "--rm", "--name", name, *(["--runtime", runtime] if runtime else []),
        "--cap-drop", "ALL", "--security-opt", "no-new-privileges", "--security-opt", f"seccomp={os.path.realpath(SECCOMP)}",
        "--read-only", "--tmpfs", "/tmp:rw,exec,nosuid,nodev,size=64m,mode=1777", "--user", "1000:1000", "--network", "none",
        "--log-driver", "none", "--pids-limit", "400", "--memory", "512m", "-e", SECRET,
        "-v", f"{os.path.abspath(BUILD)}:/lasso:ro", "--entrypoint", "/lasso/lasso-supervisor", IMAGE]


class InContainer(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.name, command = container()
        cls.session = cls.enterClassContext(Session(command))

    def shell(self, script, **options):
        return self.session.shell(script, cwd="/tmp", **options)

    def assert_alive(self):
        self.assertEqual(self.session.ping(b"alive"), b"alive")
        self.assertEqual(self.session.run("true").exit.code, 0)

    def test_it_is_pid_1_and_the_uid_is_shared(self):
        e = self.shell("cat /proc/1/comm; id -u; grep -E '^(CapEff|NoNewPrivs|Seccomp):' /proc/self/status")
        self.assertEqual(bytes(e.out).split()[:2], [b"lasso-superviso", b"1000"])
        self.assertEqual(bytes(e.out).split()[3::2], [b"0" * 16, b"1", b"2"])

    def test_a_program_can_read_nothing_of_it(self):
        for what in ("ls /proc/1/fd/", "ls /proc/1/fdinfo/", "cat /proc/1/environ", "cat /proc/1/maps", "cat /proc/1/syscall",
                     "head -c1 /proc/1/mem", "echo x > /proc/1/mem", "echo x > /proc/1/fd/1", "cat /proc/1/fd/0",
                     "ls /proc/1/root/", "ls /proc/1/cwd/", "readlink /proc/1/exe", "ls /proc/1/task/1/fd/"):
            with self.subTest(what):
                e = self.shell(what)
                self.assertNotEqual(e.exit.code, 0)
                self.assertEqual(bytes(e.out), b"")

    def test_its_environment_is_not_handed_down(self):
        self.assertNotIn(b"LASSO_SECRET", self.session.run("env").out)

    def test_signals_from_programs_do_not_hurt_it(self):
        for name in ("KILL", "STOP", "TERM", "INT", "HUP", "SEGV", "CHLD", "TSTP", "ABRT", "RTMIN"):
            with self.subTest(name):
                self.shell(f"kill -{name} 1")
                self.assert_alive()

    def test_stopping_everything_stops_only_programs(self):
        e = self.session.spawn("sh", "-c", "(trap '' TERM; kill -STOP -1) & while :; do :; done", timeout_ms=500)
        self.session.finish(e)
        self.assertTrue(e.exit.timed_out)
        self.assert_alive()

    def test_orphans_are_reaped(self):
        e = self.shell("for i in 1 2 3 4 5; do (sleep 0.01 &); done; echo ok")
        self.assertEqual(bytes(e.out), b"ok\n")
        zombies = lambda: self.shell("grep -l '^State:.Z' /proc/[0-9]*/status").out
        eventually(lambda: not zombies(), "no zombies")

    def test_a_cwd_under_proc_is_refused(self):
        for cwd in ("/proc/self/fd/8", "/proc/1/cwd", "//proc/self/cwd", "/tmp/../proc"):
            self.assertEqual(self.session.run("true", cwd=cwd).failure[0], 2)

    def test_the_seccomp_profile_refuses_and_allows_what_it_should(self):
        e = self.session.run("/lasso/seccomp-probe", "/tmp")
        print("\nseccomp:", bytes(e.out).decode().strip())
        self.assertEqual(e.exit.code, 0, bytes(e.out).decode())

    def test_ordinary_tools_work(self):
        for tool in ("ls -la / >/dev/null", "mkdir -p a/b && cp -a /etc/passwd a/b && tar cf - a | tar tf - | wc -l",
                     "find /usr -name 'lib*' | sort | tail -n1", "mkfifo f && (echo x > f &) && cat f",
                     "touch -d 2020-01-01 t && chmod 600 t && ln -s t l && mv l m && rm m", "perl -e 'fork; print getpwuid($<)'"):
            with self.subTest(tool):
                e = self.shell(tool, env=["PATH=/usr/bin:/bin"])
                self.assertEqual((e.exit.code, bytes(e.err)), (0, b""))

    def test_megabytes_survive_the_round_trip(self):
        data = os.urandom(8 << 20)
        e = self.session.spawn("cat", stdin=True, window=1 << 30)
        self.session.stdin(e, data)
        self.session.finish(e)
        self.assertEqual(bytes(e.out), data)

    def test_latency_and_throughput_are_printed(self):
        times = []
        for _ in range(ROUNDS):
            start = time.perf_counter()
            e = self.session.run("true")
            times.append(time.perf_counter() - start)
            self.assertEqual(e.exit.code, 0)
        times.sort()
        start = time.perf_counter()
        e = self.session.spawn("head", "-c", str(256 << 20), "/dev/zero", window=1 << 30)
        self.session.finish(e)
        print(f"\nspawn->exit of true, {ROUNDS} rounds: median {statistics.median(times) * 1e3:.2f} ms, "
              f"p99 {times[ROUNDS * 99 // 100] * 1e3:.2f} ms; output {256 / (time.perf_counter() - start):.0f} MiB/s")


class ProcessLimit(unittest.TestCase):
    EXHAUST = "while :; do sleep 1000 & done"  # until fork fails, which ends the shell but not the sleeps

    def setUp(self):
        self.session = self.enterContext(Session(container()[1]))

    def spawn_fails(self):
        e = self.session.spawn("sleep", "1000")  # stays, and so takes the place of the shell that could not fork
        self.session.wait(lambda: e.pid or e.failure, "an answer")
        return e.failure and e.failure[:2] == (1, errno.EAGAIN)

    def test_who_exhausts_it_is_ended_with_its_whole_group_by_the_timeout(self):
        greedy = self.session.spawn("sh", "-c", f"({self.EXHAUST}) & while :; do :; done", timeout_ms=3000)
        eventually(self.spawn_fails, "the limit of processes")
        self.session.finish(greedy)
        self.assertTrue(greedy.exit.timed_out)
        self.assertEqual(self.session.run("true").exit.code, 0)

    def test_exhausted_by_what_was_left_running_it_still_answers_and_shuts_down(self):
        greedy = self.session.spawn("sh", "-c", self.EXHAUST)
        eventually(self.spawn_fails, "the limit of processes")
        self.session.finish(greedy)
        self.assertEqual(self.session.ping(b"alive"), b"alive")
        self.session.send(frame(SHUTDOWN, 0))
        self.assertEqual(self.session.end(), 0)


class EndOfContainer(unittest.TestCase):
    def exists(self, name):
        listed = subprocess.run(["docker", "ps", "-aq", "--filter", f"name={name}"], capture_output=True, check=True)
        return bool(listed.stdout)

    def start(self):
        name, command = container()
        session = self.enterContext(Session(command))
        e = session.spawn("sh", "-c", "trap '' TERM; sleep 1000 & sleep 1000")
        session.wait(lambda: e.pid, "STARTED")
        return name, session

    def test_shutdown_ends_the_container(self):
        name, session = self.start()
        session.send(frame(SHUTDOWN, 0))
        self.assertEqual(session.end(), 0)
        eventually(lambda: not self.exists(name), "the container to be gone")

    def test_the_engines_stop_ends_it_without_waiting_for_the_kill(self):
        name, session = self.start()
        start = time.monotonic()
        subprocess.run(["docker", "stop", "-t", "60", name], check=True, capture_output=True, timeout=50)
        self.assertLess(time.monotonic() - start, 50)
        self.assertEqual(session.end(), 0)

    def test_a_runner_that_is_killed_leaves_a_container_that_ends_itself(self):
        name, session = self.start()
        session.process.send_signal(signal.SIGKILL)
        eventually(lambda: not self.exists(name), "the container to be gone")


if __name__ == "__main__":
    unittest.main()
