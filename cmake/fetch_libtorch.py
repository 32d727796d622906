#!/usr/bin/env python3
"""Fetches LibTorch: the `torch` wheel and the two small CUDA wheels that libtorch_cpu.so links.

    fetch_libtorch.py [--cuda] [FOLDER]      default: ${XDG_CACHE_HOME:-~/.cache}/weft/libtorch-<version>

--cuda adds NVIDIA's libraries (2 GB), which --device cuda needs where the system does not have them.

The wheels come from the package index this machine's pip is set up for (index, proxy and certificates are pip's), are
pinned by SHA-256, and a download that was cut off goes on where it stopped. FOLDER appears only when it is complete.
pip itself would do, were it able to resume half a gigabyte.
"""
import ast
import base64
import fcntl
import hashlib
import html.parser
import http.client
import json
import os
import pathlib
import re
import shutil
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
import zipfile

VERSION = "2.11.0"

# project, file, SHA-256
WHEELS = [
    ("nvidia-cuda-runtime",
     "nvidia_cuda_runtime-13.0.96-py3-none-manylinux2014_x86_64.manylinux_2_17_x86_64.whl",
     "7f82250d7782aa23b6cfe765ecc7db554bd3c2870c43f3d1821f1d18aebf0548"),
    ("nvidia-cuda-cupti",
     "nvidia_cuda_cupti-13.0.85-py3-none-manylinux_2_25_x86_64.whl",
     "4eb01c08e859bf924d222250d2e8f8b8ff6d3db4721288cf35d14252a4d933c8"),
    ("torch",
     "torch-2.11.0-cp311-cp311-manylinux_2_28_x86_64.whl",
     "7aa2f9bbc6d4595ba72138026b2074be1233186150e9292865e04b7a63b8c67a"),
]

# What libtorch_cuda.so links besides, in the versions that this torch was built with.
CUDA_WHEELS = [
    ("nvidia-cublas",
     "nvidia_cublas-13.1.0.3-py3-none-manylinux_2_27_x86_64.whl",
     "ee8722c1f0145ab246bccb9e452153b5e0515fd094c3678df50b2a0888b8b171"),
    ("nvidia-cuda-nvrtc",
     "nvidia_cuda_nvrtc-13.0.88-py3-none-manylinux2010_x86_64.manylinux_2_12_x86_64.whl",
     "ad9b6d2ead2435f11cbb6868809d2adeeee302e9bb94bcf0539c7a40d80e8575"),
    ("nvidia-cudnn-cu13",
     "nvidia_cudnn_cu13-9.19.0.56-py3-none-manylinux_2_27_x86_64.whl",
     "d20e1734305e9d68889a96e3f35094d733ff1f83932ebe462753973e53a572bf"),
    ("nvidia-cufft",
     "nvidia_cufft-12.0.0.61-py3-none-manylinux2014_x86_64.manylinux_2_17_x86_64.whl",
     "6c44f692dce8fd5ffd3e3df134b6cdb9c2f72d99cf40b62c32dde45eea9ddad3"),
    ("nvidia-cufile",
     "nvidia_cufile-1.15.1.6-py3-none-manylinux2014_x86_64.manylinux_2_17_x86_64.whl",
     "08a3ecefae5a01c7f5117351c64f17c7c62efa5fffdbe24fc7d298da19cd0b44"),
    ("nvidia-curand",
     "nvidia_curand-10.4.0.35-py3-none-manylinux_2_27_x86_64.whl",
     "1aee33a5da6e1db083fe2b90082def8915f30f3248d5896bcec36a579d941bfc"),
    ("nvidia-cusolver",
     "nvidia_cusolver-12.0.4.66-py3-none-manylinux_2_27_x86_64.whl",
     "0a759da5dea5c0ea10fd307de75cdeb59e7ea4fcb8add0924859b944babf1112"),
    ("nvidia-cusparse",
     "nvidia_cusparse-12.6.3.3-py3-none-manylinux2014_x86_64.manylinux_2_17_x86_64.whl",
     "2b3c89c88d01ee0e477cb7f82ef60a11a4bcd57b6b87c33f789350b59759360b"),
    ("nvidia-cusparselt-cu13",
     "nvidia_cusparselt_cu13-0.8.0-py3-none-manylinux2014_x86_64.whl",
     "25e30a8a7323935d4ad0340b95a0b69926eee755767e8e0b1cf8dd85b197d3fd"),
    ("nvidia-nccl-cu13",
     "nvidia_nccl_cu13-2.28.9-py3-none-manylinux_2_18_x86_64.whl",
     "e4553a30f34195f3fa1da02a6da3d6337d28f2003943aa0a3d247bbc25fefc42"),
    ("nvidia-nvjitlink",
     "nvidia_nvjitlink-13.0.88-py3-none-manylinux2010_x86_64.manylinux_2_12_x86_64.whl",
     "13a74f429e23b921c1109976abefacc69835f2f433ebd323d3946e11d804e47b"),
    ("nvidia-nvshmem-cu13",
     "nvidia_nvshmem_cu13-3.4.5-py3-none-manylinux2014_x86_64.manylinux_2_17_x86_64.whl",
     "290f0a2ee94c9f3687a02502f3b9299a9f9fe826e6d0287ee18482e78d495b80"),
]

# What of the wheels is unpacked: libraries, headers and licences; nothing of Python.
WANTED = re.compile(r"torch/lib/lib(?!torch_python|torch_global_deps|shm)[^/]*\.so[^/]*$"
                    r"|torch/include/"
                    r"|nvidia/[^/]*/lib/lib(?!nvperf|pcsampling|checkpoint)[^/]*\.so[^/]*$"
                    r"|[^/]*\.dist-info/licenses/")

ATTEMPTS = 6  # without a single new byte between them


class Failure(Exception):
    """Something the person at the keyboard can act on."""


class PipSettings:
    """What `pip download` would use on this machine."""

    def __init__(self):
        pip = [sys.executable, "-m", "pip"]
        listing = self._output(pip + ["config", "list"])
        sections = {}
        for line in listing.splitlines():
            match = re.match(r"(\S+?)\.([\w-]+)=(.*)$", line)
            if match:
                section, name, value = match.groups()
                sections.setdefault(section, {})[name.lower()] = ast.literal_eval(value)
        self.values = {}
        for section in ("global", "download", ":env:"):  # later ones win, as in pip
            self.values.update(sections.get(section, {}))
        index = self.values.get("index-url")
        if not index:
            words = " ".join(self._output(pip + ["download", "--help"]).split())
            match = re.search(r"--index-url <url> .*?\(default (\S+?)\)", words)
            if not match:
                raise Failure("pip does not say which package index it uses; set PIP_INDEX_URL")
            index = match.group(1)
        self.indexes = [] if self.values.get("no-index") in ("1", "true", "yes", "on") else [index]
        self.indexes += self.words("extra-index-url") if self.indexes else []

    def words(self, name):
        return str(self.values.get(name, "")).split()

    @staticmethod
    def _output(command):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise Failure(f"pip does not work here ({done.stderr.strip().splitlines()[-1:] or command}); "
                          "install python3-pip")
        return done.stdout


class Web:
    """urllib with pip's proxy, certificates, trusted hosts and credentials in addresses."""

    def __init__(self, pip):
        self.timeout = float(pip.values.get("timeout", pip.values.get("default-timeout", 60)))
        certificates = pip.values.get("cert")
        for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
            certificates = certificates or os.environ.get(name)
        checked = ssl.create_default_context(cafile=certificates or None)
        unchecked = ssl.create_default_context()
        unchecked.check_hostname = False
        unchecked.verify_mode = ssl.CERT_NONE
        proxy = pip.values.get("proxy")
        proxies = urllib.request.ProxyHandler({"http": proxy, "https": proxy} if proxy else None)
        self.openers = {trusted: urllib.request.build_opener(proxies, urllib.request.HTTPSHandler(context=context))
                        for trusted, context in ((False, checked), (True, unchecked))}
        self.trusted = set(pip.words("trusted-host"))
        self.credentials = {}

    def open(self, url, headers):
        parts = urllib.parse.urlsplit(url)
        where = parts.netloc.rpartition("@")[2]
        if parts.username:
            pair = f"{urllib.parse.unquote(parts.username)}:{urllib.parse.unquote(parts.password or '')}"
            self.credentials[where] = "Basic " + base64.b64encode(pair.encode()).decode()
            url = parts._replace(netloc=where).geturl()
        if where in self.credentials:
            headers = {**headers, "Authorization": self.credentials[where]}
        opener = self.openers[where in self.trusted or parts.hostname in self.trusted]
        return opener.open(urllib.request.Request(url, headers=headers), timeout=self.timeout)


class Links(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        href = dict(attrs).get("href")
        if tag == "a" and href:
            self.found.append(href)


def fileName(url):
    return urllib.parse.unquote(urllib.parse.urlsplit(url).path.rpartition("/")[2])


def linksOf(web, page):
    accept = "application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.9, text/html;q=0.8"
    with web.open(page, {"Accept": accept}) as reply:
        text = reply.read().decode("utf-8", "replace")
        base = reply.geturl()
        if "json" in reply.headers.get("Content-Type", ""):
            found = [entry["url"] for entry in json.loads(text)["files"]]
        else:
            parser = Links()
            parser.feed(text)
            found = parser.found
    return [urllib.parse.urljoin(base, link) for link in found]


def locate(web, pip, project, name):
    """Where the file is: a path, or an address."""
    tried = []
    for place in pip.words("find-links"):
        folder = pathlib.Path(urllib.parse.urlsplit(place).path if place.startswith("file:") else place)
        if folder.is_dir() and (folder / name).is_file():
            return folder / name
    for index in pip.indexes:
        page = f"{index.rstrip('/')}/{project}/"
        try:
            for link in linksOf(web, page):
                if fileName(link) == name:
                    return link
            tried.append("the index has no such file")
        except (OSError, ValueError, KeyError) as error:
            tried.append(str(error))
    raise Failure(f"{name}: not found in the package index of pip: {'; '.join(tried) or 'no index is set'}")


class Progress:
    """A bar on a terminal, a line every ten seconds elsewhere."""

    def __init__(self, label, total, start):
        self.label, self.total, self.start, self.begun = label, total, start, time.monotonic()
        self.terminal = sys.stderr.isatty()
        self.shown = self.begun if not self.terminal else 0.0

    def show(self, done, last=False):
        now = time.monotonic()
        if not last and now - self.shown < (0.2 if self.terminal else 10):
            return
        self.shown = now
        rate = (done - self.start) / max(now - self.begun, 1e-3)
        share = done / self.total if self.total else 0
        left = (self.total - done) / rate if self.total and rate > 0 else 0
        text = f"{self.label}: {done / 1e6:.0f} of {self.total / 1e6:.0f} MB, {rate / 1e6:.1f} MB/s, {left:.0f} s left"
        if self.terminal:
            filled = int(30 * share)
            sys.stderr.write(f"\r\x1b[K[{'#' * filled}{'.' * (30 - filled)}] {text}" + ("\n" if last else ""))
        else:
            sys.stderr.write(text + "\n")
        sys.stderr.flush()


def sha256(path):
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def receive(web, url, part, label):
    """Appends to `part` what is missing of it."""
    have = part.stat().st_size if part.exists() else 0
    headers = {"Range": f"bytes={have}-"} if have else {}
    try:
        reply = web.open(url, {**headers, "Accept-Encoding": "identity"})
    except urllib.error.HTTPError as error:
        if error.code == 416:  # nothing is missing; the hash decides
            return
        raise
    with reply:
        if have and reply.status != 206:
            have = 0  # a server that cannot resume sends all of it again
        length = reply.headers.get("Content-Length")
        progress = Progress(label, have + int(length) if length else 0, have)
        with open(part, "ab" if have else "wb") as file:
            while block := reply.read(1 << 18):
                file.write(block)
                have += len(block)
                progress.show(have)
        if length and have < progress.total:
            raise OSError(f"the connection ended after {have} of {progress.total} bytes")
        progress.show(have, last=True)


def download(web, pip, project, name, digest, folder):
    done, part = folder / name, folder / (name + ".part")
    if done.exists():
        if sha256(done) == digest:
            return done
        done.unlink()
    source = locate(web, pip, project, name)
    if isinstance(source, pathlib.Path):
        if sha256(source) != digest:
            raise Failure(f"{source}: its SHA-256 is not {digest}")
        return source
    failed = 0
    while True:
        before = part.stat().st_size if part.exists() else 0
        try:
            receive(web, source, part, name.split("-cp")[0].split("-py")[0])
            break
        except (OSError, http.client.HTTPException) as error:
            if isinstance(error, urllib.error.HTTPError) and error.code < 500:
                raise Failure(f"{name}: {error}") from error
            gained = (part.stat().st_size if part.exists() else 0) > before
            failed = 0 if gained else failed + 1
            if failed >= ATTEMPTS:
                raise Failure(f"{name}: {error}; run this again to go on where it stopped") from error
            print(f"{name}: {error}; going on in {1 << failed} s", file=sys.stderr)
            time.sleep(1 << failed)
    if sha256(part) != digest:
        part.unlink()
        raise Failure(f"{name}: what arrived has another SHA-256 than {digest}; it was thrown away")
    part.rename(done)
    return done


def unpack(wheels, folder):
    for wheel in wheels:
        with zipfile.ZipFile(wheel) as archive:
            for entry in archive.infolist():
                if not entry.is_dir() and WANTED.match(entry.filename):
                    archive.extract(entry, folder)


def merge(source, target):
    """Moves all files of one folder to where they belong in another."""
    for path in sorted(source.rglob("*")):
        if path.is_file():
            place = target / path.relative_to(source)
            place.parent.mkdir(parents=True, exist_ok=True)
            path.replace(place)
    shutil.rmtree(source)


def fetch(target, cuda):
    cache = target.parent
    cache.mkdir(parents=True, exist_ok=True)
    done_with_cuda = target / "nvidia" / "cuda-complete"
    with open(cache / "libtorch.lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # of two that start at once, the second finds it done
        wheels = ([] if target.exists() else WHEELS) + (CUDA_WHEELS if cuda and not done_with_cuda.exists() else [])
        if not wheels:
            return
        if shutil.disk_usage(cache).free < (7 if cuda else 2) << 30:
            raise Failure(f"{cache}: this needs {7 if cuda else 2} GB here while it is fetched")
        downloads = cache / "downloads"
        downloads.mkdir(exist_ok=True)
        pip = PipSettings()
        web = Web(pip)
        files = [download(web, pip, *wheel, downloads) for wheel in wheels]
        print(f"unpacking to {target}", file=sys.stderr)
        for stale in cache.glob(f"{target.name}.tmp*"):
            shutil.rmtree(stale)
        unpacked = cache / f"{target.name}.tmp{os.getpid()}"
        unpack(files, unpacked)
        if target.exists():
            merge(unpacked, target)
        else:
            unpacked.rename(target)
        if cuda:
            done_with_cuda.touch()
        shutil.rmtree(downloads)


def main():
    arguments = sys.argv[1:]
    cuda = "--cuda" in arguments
    arguments = [argument for argument in arguments if argument != "--cuda"]
    if len(arguments) > 1 or arguments[:1] and arguments[0].startswith("-"):
        print(__doc__.strip(), file=sys.stderr)
        return 2
    cache = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "weft"
    target = pathlib.Path(arguments[0]).absolute() if arguments else cache / f"libtorch-{VERSION}"
    try:
        fetch(target, cuda)
    except (Failure, OSError, zipfile.BadZipFile) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("stopped; run this again to go on where it stopped", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
