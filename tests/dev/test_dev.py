"""What ./dev answers before it builds anything."""
import os
import pathlib
import stat
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]


def dev(*arguments, **environment):
    return subprocess.run([ROOT / "dev", *arguments], capture_output=True, text=True, check=False, cwd="/",
                          env={**os.environ, **environment})


class Dev(unittest.TestCase):
    def testSaysHowItIsUsed(self):
        for arguments in ((), ("--help",), ("tset",)):
            with self.subTest(arguments):
                done = dev(*arguments)
                self.assertEqual(done.returncode, 2)
                for verb in ("run", "test", "build", "edit", "bench", "format", "lint"):
                    self.assertIn(f"./dev {verb}", done.stderr)
                self.assertEqual(done.stdout, "")

    def testNamesThePresets(self):
        for arguments in (("--preset", "msan"), ("--preset",)):
            with self.subTest(arguments):
                done = dev("build", *arguments)
                self.assertEqual(done.returncode, 2)
                self.assertIn("there are release, asan and tsan", done.stderr)

    def testNamesMissingPackagesWithoutRoot(self):
        with tempfile.TemporaryDirectory() as folder:
            for name, text in {
                "id": "echo 1000",
                "sudo": "exit 1",
                "dpkg-query": "for p; do case $p in -*|libtbb-dev|mold) ;; *) echo installed $p ;; esac; done",
            }.items():
                path = pathlib.Path(folder) / name
                path.write_text(f"#!/bin/bash\n{text}\n", encoding="ascii")
                path.chmod(path.stat().st_mode | stat.S_IXUSR)
            done = subprocess.run([ROOT / "dev", "run", "graph.json"], capture_output=True, text=True, check=False,
                                  stdin=subprocess.DEVNULL,
                                  env={**os.environ, "PATH": f"{folder}:{os.environ['PATH']}", "LIBTORCH_DIR": "/"})
        self.assertEqual(done.returncode, 2)
        self.assertEqual(done.stderr, "dev: these Debian packages are missing, and installing them takes root: "
                                      "libtbb-dev mold\n")


if __name__ == "__main__":
    unittest.main()
