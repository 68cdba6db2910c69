"""lasso-idmap against the real kernel. Mounts are made in a mount namespace of the test's own."""

import ctypes
import os
import subprocess
import tempfile
import unittest

from session import BUILD

IDMAP = os.path.join(BUILD, "lasso-idmap")
CLONE_NEWNS, MS_REC, MS_PRIVATE = 0x20000, 0x4000, 1 << 18


def idmap(*arguments):
    return subprocess.run([IDMAP, *map(str, arguments)], capture_output=True, text=True, timeout=20)


def setUpModule():
    libc = ctypes.CDLL(None, use_errno=True)
    if os.geteuid() != 0 or libc.unshare(CLONE_NEWNS) != 0:
        raise unittest.SkipTest("needs root and a mount namespace")
    if libc.mount(b"none", b"/", None, MS_REC | MS_PRIVATE, None) != 0:
        raise OSError(ctypes.get_errno(), "cannot make mounts private")


class Idmap(unittest.TestCase):
    def setUp(self):
        self.root = os.path.realpath(self.enterContext(tempfile.TemporaryDirectory(dir=os.environ.get("LASSO_IDMAP_DIR"))))
        os.chmod(self.root, 0o711)
        self.source, self.target = (os.path.join(self.root, d) for d in ("source", "target"))
        os.mkdir(self.source)
        os.mkdir(self.target)
        self.addCleanup(subprocess.run, ["umount", "-R", "-l", "-q", self.target], stderr=subprocess.DEVNULL)

    def mount(self, *ids):
        result = idmap("mount", self.source, self.target, *ids)
        self.assertEqual((result.returncode, result.stderr), (0, ""))

    def make(self, name, uid, gid):
        path = os.path.join(self.source, name)
        with open(path, "w"):
            os.chown(path, uid, gid)

    def owner(self, directory, name):
        status = os.stat(os.path.join(directory, name))
        return status.st_uid, status.st_gid

    def test_probe_says_yes_here(self):
        self.assertEqual(idmap("probe", self.source).returncode, 0)

    def test_owner_and_inside_are_exchanged_and_all_others_stay(self):
        owners = {"owned": (0, 0), "agents": (1000, 1000), "third": (7, 4294967294), "between": (500, 999)}
        for name, ids in owners.items():
            self.make(name, *ids)
        self.mount(0, 0, 1000, 1000)
        seen = {name: self.owner(self.target, name) for name in owners}
        self.assertEqual(seen, owners | {"owned": (1000, 1000), "agents": (0, 0)})
        self.assertEqual(self.owner(self.source, "owned"), (0, 0))

    def test_what_the_inside_user_writes_belongs_to_the_owner_on_disk(self):
        os.chown(self.source, 3000, 4000)
        os.chmod(self.source, 0o700)
        self.mount(3000, 4000, 1000, 1000)
        script = 'touch "$0/new" && mkdir "$0/dir"'
        subprocess.run(["sh", "-c", script, self.target], user=1000, group=1000, extra_groups=[], check=True)
        self.assertEqual({self.owner(self.source, n) for n in ("new", "dir")}, {(3000, 4000)})

    def test_uid_and_gid_may_be_mapped_apart(self):
        self.make("file", 1000, 50)
        self.mount(1000, 50, 1000, 1000)
        self.assertEqual(self.owner(self.target, "file"), (1000, 1000))

    def test_equal_ids_are_a_plain_mount(self):
        self.make("file", 1000, 1000)
        self.mount(1000, 1000, 1000, 1000)
        self.assertEqual(self.owner(self.target, "file"), (1000, 1000))

    def test_the_mount_is_nosuid_and_nodev(self):
        self.mount(0, 0, 1000, 1000)
        with open("/proc/self/mountinfo") as f:
            options = next(line.split()[5].split(",") for line in f if line.split()[4] == self.target)
        self.assertLessEqual({"nosuid", "nodev"}, set(options))

    def test_mounts_below_are_mapped_too(self):
        os.mkdir(os.path.join(self.source, "below"))
        subprocess.run(["mount", "-t", "tmpfs", "none", self.source + "/below"], check=True)
        self.addCleanup(subprocess.run, ["umount", "-l", self.source + "/below"])
        self.make("below/file", 0, 0)
        self.mount(0, 0, 1000, 1000)
        self.assertEqual(self.owner(self.target, "below/file"), (1000, 1000))

    def test_a_mount_below_that_cannot_be_mapped_is_left_out_and_said_so(self):
        os.mkdir(os.path.join(self.source, "below"))
        subprocess.run(["mount", "-t", "proc", "none", self.source + "/below"], check=True)
        self.addCleanup(subprocess.run, ["umount", "-l", self.source + "/below"])
        self.make("file", 0, 0)
        result = idmap("mount", self.source, self.target, 0, 0, 1000, 1000)
        self.assertEqual(result.returncode, 0)
        self.assertIn("left out", result.stderr)
        self.assertEqual(self.owner(self.target, "file"), (1000, 1000))
        self.assertEqual(os.listdir(self.target + "/below"), [])

    def test_umount_uncovers_the_target_again(self):
        self.make("file", 0, 0)
        self.mount(0, 0, 1000, 1000)
        self.assertEqual(os.listdir(self.target), ["file"])
        self.assertEqual(idmap("umount", self.target).returncode, 0)
        self.assertEqual(os.listdir(self.target), [])

    def test_no_process_is_left_behind(self):
        before = subprocess.run(["pgrep", "-x", "lasso-idmap"], capture_output=True).stdout
        self.mount(0, 0, 1000, 1000)
        self.assertEqual(subprocess.run(["pgrep", "-x", "lasso-idmap"], capture_output=True).stdout, before)


class Refusals(unittest.TestCase):
    def setUp(self):
        self.root = os.path.realpath(self.enterContext(tempfile.TemporaryDirectory()))

    def assert_refused(self, code, says, *arguments):
        result = idmap(*arguments)
        self.assertEqual(result.returncode, code, result.stderr)
        self.assertIn(says, result.stderr)

    def test_a_symbolic_link_anywhere_in_source_or_target(self):
        os.makedirs(self.root + "/real/dir")
        os.symlink(self.root + "/real", self.root + "/link")
        for path in ("/link", "/link/dir"):
            self.assert_refused(1, "symbolic link", "mount", self.root + path, self.root + "/real", 0, 0, 1, 1)
            self.assert_refused(1, "symbolic link", "mount", self.root + "/real", self.root + path, 0, 0, 1, 1)

    def test_a_file_system_that_cannot(self):
        self.assert_refused(1, "does not support id-mapped mounts (EINVAL)", "probe", "/proc")

    def test_what_is_not_there_or_no_directory(self):
        self.assert_refused(1, "No such file", "probe", self.root + "/nothing")
        self.assert_refused(1, "Not a directory", "probe", "/etc/passwd")
        self.assert_refused(1, "cannot unmount", "umount", self.root)

    def test_wrong_usage(self):
        for arguments in ((), ("mount", "/a"), ("umount",), ("probe",), ("nonsense", "/a")):
            self.assert_refused(2, "usage", *arguments)
        for bad in ("-1", "x", "", " 1", "4294967295", "1x", "99999999999999999999"):
            self.assert_refused(2, "not a uid or gid", "mount", "/a", "/b", 0, 0, bad, 0)


if __name__ == "__main__":
    unittest.main()
