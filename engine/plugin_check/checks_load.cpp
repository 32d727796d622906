// What happens while the library is loaded, before any node is asked for.
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>

#include <weft/base/files.h>
#include <weft/base/text.h>
#include <weft/host/host.h>

#include "checks.h"
#include "elf_file.h"
#include "plugin_library.h"
#include "plugin_under_test.h"
#include "process_state.h"

namespace weft::checks {
namespace {

constexpr double longestScan = 0.1;  // seconds: a host scans some two hundred plugins as it starts

// How long loading takes in a process that has never seen the library; below 0: not known.
double scanSeconds(const CheckContext& context) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return -1;
  const FileHandle reader(ends[0]);
  FileHandle writer(ends[1]);
  const pid_t child = ::fork();
  if (child == 0) {
    const auto begin = std::chrono::steady_clock::now();
    (void)PluginUnderTest::enter(context.library);
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    (void)writeAll(writer.get(), &seconds, sizeof(seconds), "scan");
    ::_exit(0);
  }
  writer = FileHandle();
  double seconds = -1;
  if (::read(reader.get(), &seconds, sizeof(seconds)) != sizeof(seconds)) seconds = -1;
  if (child > 0) ::waitpid(child, nullptr, 0);
  return seconds;
}

}  // namespace

void loadFile(CheckContext& context) {
  const FileCheck file = checkFile(context.library);
  if (!file.refusal.empty()) context.fail({}, file.refusal);
}

void loadNowLocal(CheckContext& context) {
  context.activity.tell("a constructor of its static data");
  const OpenedPlugin opened = openPlugin(context.library);
  if (!opened.entry) context.fail({}, opened.entry.error().message);
}

void loadInit(CheckContext& context) {
  const OpenedPlugin opened = openPlugin(context.library);
  if (!opened.entry) return context.fail({}, opened.entry.error().message);
  context.activity.tell("init()");
  const auto started = initialise(**opened.entry, context.library, hostTable());
  if (!started) context.fail("init()", started.error().message);
}

void loadSymbols(CheckContext& context) {
  const auto surface = readSurface(context.library);
  if (!surface) return context.fail({}, surface.error().message);
  for (const std::string& symbol : surface->exported) {
    if (symbol == WEFT_PLUGIN_SYMBOL) continue;
    context.fail(inQuotes(symbol),
                 "is exported; a plugin shows " WEFT_PLUGIN_SYMBOL
                 " and nothing else: compile with -fvisibility=hidden, or use weft_add_plugin(), so that it cannot "
                 "clash with another plugin's");
  }
}

void loadExecutableStack(CheckContext& context) {
  const auto surface = readSurface(context.library);
  if (!surface) return context.fail({}, surface.error().message);
  if (surface->executableStack) {
    context.fail({},
                 "makes the stacks of the whole process executable; an assembler file without a "
                 ".note.GNU-stack section does that, or -z execstack");
  }
  if (surface->textRelocations)
    context.fail({}, "its code is written to as it is loaded; compile all of it with -fPIC");
}

void loadDependencies(CheckContext& context) {
  const auto dependencies = readDependencies(context.library);
  if (!dependencies) return context.fail({}, dependencies.error().message);
  for (const std::string& library : dependencies->needed) {
    for (const char* heavy : {"libtorch", "libc10", "libtbb", "libQt", "libvulkan", "libcuda", "libpython"}) {
      if (library.compare(0, std::string_view(heavy).size(), heavy) != 0) continue;
      context.fail(inQuotes(library),
                   "is loaded whenever somebody lists nodes; link it from a second library and load that one "
                   "when the first node is created");
    }
  }
  for (const std::string& folder : dependencies->searched) {
    if (folder.empty() || folder[0] == '$') continue;
    context.fail(inQuotes(folder),
                 "is a folder of the machine it was built on, where it looks for libraries (RPATH); what lies "
                 "beside it is found by $ORIGIN");
  }
}

void loadScanTime(CheckContext& context) {
  double best = -1;
  for (int attempt = 0; attempt < 5 && (best < 0 || best > longestScan); ++attempt) {
    const double seconds = scanSeconds(context);
    if (seconds >= 0) best = best < 0 ? seconds : std::min(best, seconds);
  }
  if (best < 0) return context.skip("the time could not be taken");
  if (best > longestScan) {
    context.fail({}, "takes " + std::to_string(static_cast<int>(best * 1000)) +
                         " ms to load and describe; at most 100 ms: open files and large libraries when the first "
                         "node is created");
  }
}

void loadState(CheckContext& context) {
  context.activity.tell("loading");
  const ProcessState before = ProcessState::now();
  const size_t threads = threadCount();
  const std::vector<std::string> files = openDescriptors();
  if (auto plugin = PluginUnderTest::enter(context.library); !plugin) return context.skip(plugin.error().message);
  const ProcessState after = ProcessState::now();
  for (const auto aspect : {StateAspect::Folder, StateAspect::Environment, StateAspect::Signals, StateAspect::Locale,
                            StateAspect::Arithmetic, StateAspect::Mask, StateAspect::Processors, StateAspect::Limits}) {
    if (const std::string change = after.change(before, aspect); !change.empty()) {
      context.fail("while it is loaded", change);
    }
  }
  if (threadCount() > threads) context.fail("while it is loaded", "starts a thread; start it with the first node");
  for (const std::string& file : openDescriptors()) {
    if (std::find(files.begin(), files.end(), file) != files.end()) continue;
    context.fail("while it is loaded", "opens a file and keeps it open: " + file);
  }
}

void loadOutput(CheckContext& context) {
  context.activity.tell("loading");
  struct stat before {
  }, after{};
  ::fstat(STDOUT_FILENO, &before);
  if (auto plugin = PluginUnderTest::enter(context.library); !plugin) return context.skip(plugin.error().message);
  std::fflush(nullptr);
  ::fstat(STDOUT_FILENO, &after);
  if (S_ISREG(after.st_mode) && after.st_size != before.st_size) {
    context.fail("while it is loaded", "writes to standard output, which carries results only; use " WEFT_LOG);
  }
}

void loadExit(CheckContext& context) {
  context.activity.tell("loading");
  auto plugin = PluginUnderTest::enter(context.library);
  if (!plugin) return context.skip(plugin.error().message);
  // As a program ends: deinit(), then the destructors of static data.
  const pid_t child = ::fork();
  if (child == 0) {
    if (plugin->entry().deinit) plugin->entry().deinit();
    std::exit(0);
  }
  int status = 0;
  if (child < 0 || ::waitpid(child, &status, 0) != child) return context.skip("no process could be started");
  if (WIFSIGNALED(status)) {
    const char* name = ::sigdescr_np(WTERMSIG(status));
    context.fail("deinit() and the end of the program",
                 std::string("crash: ") + (name ? name : "a signal") +
                     "; static objects are destroyed after deinit(), in the reverse order of their making");
  }
}

}  // namespace weft::checks
