"""Fetching from an index that behaves badly: cut connections, no ranges, wrong bytes, nothing there."""
import hashlib
import http.server
import importlib.util
import os
import pathlib
import re
import tempfile
import threading
import time
import unittest
import unittest.mock

SCRIPT = pathlib.Path(__file__).resolve().parents[2] / "cmake" / "fetch_libtorch.py"
spec = importlib.util.spec_from_file_location("fetch_libtorch", SCRIPT)
fetch = importlib.util.module_from_spec(spec)
spec.loader.exec_module(fetch)

NAME = "example-1.0-py3-none-any.whl"
CONTENT = bytes(range(256)) * 4096  # 1 MiB
DIGEST = hashlib.sha256(CONTENT).hexdigest()


class Index(http.server.BaseHTTPRequestHandler):
    """Serves one project; how badly is set on the server."""

    def do_GET(self):
        self.server.requests.append((self.path, self.headers.get("Range"), self.headers.get("Authorization")))
        if self.path == "/simple/example/":
            body = f'<a href="../../files/{NAME}#sha256=0">{NAME}</a>'.encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(body)
        elif self.path == f"/files/{NAME}":
            wanted = re.match(r"bytes=(\d+)-", self.headers.get("Range") or "")
            start = int(wanted[1]) if wanted and self.server.ranges else 0
            if start >= len(CONTENT):
                self.send_error(416)
                return
            self.send_response(206 if wanted and self.server.ranges else 200)
            self.send_header("Content-Length", str(len(CONTENT) - start))
            self.end_headers()
            self.wfile.write(self.server.content[start:start + self.server.cut])
        else:
            self.send_error(404)

    def log_message(self, *_):
        pass


@unittest.skipUnless(importlib.util.find_spec("pip"), "a machine with its own LibTorch needs no pip")
class Fetch(unittest.TestCase):
    def setUp(self):
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Index)
        self.server.requests, self.server.ranges, self.server.cut, self.server.content = [], True, 1 << 30, CONTENT
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        environment = {"PIP_INDEX_URL": f"http://me:p%40ss@127.0.0.1:{self.server.server_port}/simple",
                       "PIP_FIND_LINKS": "", "PIP_NO_INDEX": "", "PIP_CONFIG_FILE": os.devnull, "no_proxy": "*"}
        for patch in (unittest.mock.patch.dict(os.environ, environment),
                      unittest.mock.patch.object(time, "sleep", lambda _: None),
                      unittest.mock.patch("sys.stderr")):
            patch.start()
            self.addCleanup(patch.stop)

    def download(self, project="example", digest=DIGEST):
        pip = fetch.PipSettings()
        return fetch.download(fetch.Web(pip), pip, project, NAME, digest, self.folder)

    def ranges(self):
        return [wanted for path, wanted, _ in self.server.requests if path.startswith("/files/")]

    def testTakesIndexAndCredentialsFromPip(self):
        self.assertEqual(self.download().read_bytes(), CONTENT)
        self.assertEqual({who for _, _, who in self.server.requests}, {"Basic bWU6cEBzcw=="})

    def testIsNotFetchedTwice(self):
        self.download()
        self.server.requests.clear()
        self.download()
        self.assertEqual(self.server.requests, [])

    def testGoesOnWhereTheConnectionWasCut(self):
        self.server.cut = 400_000
        self.assertEqual(self.download().read_bytes(), CONTENT)
        self.assertEqual(self.ranges(), [None, "bytes=400000-", "bytes=800000-"])

    def testGoesOnWhereAnEarlierProcessStopped(self):
        (self.folder / (NAME + ".part")).write_bytes(CONTENT[:123_456])
        self.assertEqual(self.download().read_bytes(), CONTENT)
        self.assertEqual(self.ranges(), ["bytes=123456-"])

    def testACompletePartNeedsNoByte(self):
        (self.folder / (NAME + ".part")).write_bytes(CONTENT)
        self.assertEqual(self.download().read_bytes(), CONTENT)

    def testAServerWithoutRangesSendsAllAgain(self):
        self.server.ranges = False
        (self.folder / (NAME + ".part")).write_bytes(CONTENT[:1000])
        self.assertEqual(self.download().read_bytes(), CONTENT)

    def testWrongBytesAreThrownAway(self):
        self.server.content = b"x" + CONTENT[1:]
        with self.assertRaisesRegex(fetch.Failure, "another SHA-256"):
            self.download()
        self.assertEqual(list(self.folder.iterdir()), [])

    def testGivesUpWhenNothingMoreArrives(self):
        self.server.cut = 0
        with self.assertRaisesRegex(fetch.Failure, "run this again"):
            self.download()
        self.assertEqual(len(self.ranges()), fetch.ATTEMPTS)

    def testSaysWhatTheIndexLacks(self):
        with self.assertRaisesRegex(fetch.Failure, f"{NAME}: not found.*404"):
            self.download(project="other")

    def testTakesAWheelThatLiesAround(self):
        with tempfile.TemporaryDirectory() as folder:
            wheel = pathlib.Path(folder) / NAME
            wheel.write_bytes(CONTENT)
            with unittest.mock.patch.dict(os.environ, {"PIP_FIND_LINKS": folder}):
                self.assertEqual(self.download(), wheel)
                wheel.write_bytes(b"something else")
                with self.assertRaisesRegex(fetch.Failure, "SHA-256"):
                    self.download()
        self.assertEqual(self.server.requests, [])


if __name__ == "__main__":
    unittest.main()
