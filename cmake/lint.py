#!/usr/bin/env python3
"""Checks what a compiler does not, on the sources whose names stand on standard input: their layout, which layer
includes what, how long files are, and clang-tidy's findings – of those that changed since the last commit, or in it;
of all of them with --all.
"""
import concurrent.futures
import os
import pathlib
import re
import subprocess
import sys

LONGEST = 500  # lines in a file

# Which of our modules a module may include; each sees itself, and what stands in ENGINE may be asked for in base.
BELOW = {
    "abi": set(),
    "sdk": {"abi"},
    "base": set(),
    "value": {"abi", "base"},
    "graph": {"abi", "base", "value"},
    "plan": {"abi", "base", "value", "graph"},
    "isolation": {"abi", "base", "value", "graph"},
    "host": {"abi", "base", "value", "graph", "isolation"},
    "exec": {"abi", "base", "value", "graph", "plan"},
    "plugin_check": {"abi", "base", "value", "graph", "isolation", "host"},
    "runner": {"abi", "base", "value", "graph", "plan", "isolation", "host", "exec", "plugin_check"},
}
NODES = {"abi", "sdk", "base"}
# The editor's folders, each above those before it; which of the engine they use is for all the same.
EDITOR = ["theme", "document", "commands", "run", "preview", "palette", "inspector", "canvas", "window"]
EDITOR_USES = {"abi", "base", "value", "graph", "plan", "host"}
PLUGINS = {"abi", "sdk"}

TORCH = r"(torch|ATen|c10|caffe2)/"
HEAVY = rf"({TORCH}|Q[A-Z]\w*>|Qt|vulkan/)"
TASKS = r"(tbb|oneapi/tbb)/"

INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+[>"])', re.MULTILINE)
MARKERS = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")


def allowed(path):
    """Modules this file may include, and a pattern of what it may not include at all."""
    top, *rest = path.parts
    if top == "engine":
        module = rest[0]
        banned = HEAVY if module in ("exec", "runner") else rf"{HEAVY}|{TASKS}"
        return BELOW.get(module, set()) | {module}, banned
    if top == "editor":
        return EDITOR_USES, rf"{TORCH}|vulkan/|{TASKS}"
    if top == "nodes":
        return NODES, rf"Q[A-Z]\w*>|Qt|{TASKS}"
    if top == "plugins":
        return PLUGINS, rf"{TORCH}|Q[A-Z]\w*>|Qt|{TASKS}"
    return None, None


def checkFile(path):
    text = path.read_text(encoding="utf-8")
    lines = text.count("\n")
    if lines > LONGEST:
        yield f"{path}: {lines} lines; a file has one idea and at most {LONGEST}"
    for match in MARKERS.finditer(text):
        line = text.count("\n", 0, match.start()) + 1
        yield f"{path}:{line}: \"{match.group()}\" does not go into the tree; do it, or open an issue"
    modules, banned = allowed(path)
    if modules is None:
        return
    if path.parts[0] == "editor" and path.parts[1] in EDITOR:
        above = EDITOR[EDITOR.index(path.parts[1]) + 1:]
        banned = rf"{banned}|({'|'.join(above)})/" if above else banned
    for match in INCLUDE.finditer(text):
        line = text.count("\n", 0, match.start()) + 1
        name = match.group(1)
        own = re.match(r"weft/(\w+)[/.]", name)
        if own and own.group(1) not in modules:
            yield f"{path}:{line}: may not include <{name[:-1]}>; below it are: {', '.join(sorted(modules))}"
        elif re.match(banned, name):
            yield f"{path}:{line}: may not include <{name[:-1]}> in this layer"


def laidOut(files):
    done = subprocess.run(["clang-format", "--dry-run", "-Werror", *map(str, files)], capture_output=True, text=True,
                          check=False)
    for name in dict.fromkeys(re.findall(r"^(.+?):\d+:\d+: error", done.stderr, re.MULTILINE)):
        yield f"{name}: its layout differs from .clang-format; ./dev format"


def changed(files):
    """Files that differ from the last commit; if none does, those that it changed."""
    for base in ("HEAD", "HEAD~1"):
        named = subprocess.run(["git", "diff", "--name-only", base], capture_output=True, text=True,
                               check=False).stdout.split()
        new = subprocess.run(["git", "ls-files", "--others", "--exclude-standard"], capture_output=True, text=True,
                             check=True).stdout.split()
        found = [path for path in files if str(path) in {*named, *new}]
        if found:
            return found
    return []


def tidied(files):
    def one(path):
        return subprocess.run(["clang-tidy", "-p", "build", "--quiet", str(path)], capture_output=True, text=True,
                              check=False)

    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for done in pool.map(one, files):
            if done.returncode != 0:
                yield done.stdout.strip()


def main():
    files = [pathlib.Path(name) for name in sys.stdin.read().split() if os.path.exists(name)]
    compiled = [path for path in (files if "--all" in sys.argv else changed(files)) if path.suffix in (".c", ".cpp")]
    failed = False
    for findings in (laidOut(files), *map(checkFile, files), tidied(compiled)):
        for finding in findings:
            failed = True
            print(finding, flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
