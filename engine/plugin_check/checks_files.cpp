// What nodes do outside of what they are given: files, programs, the network, and the state of the process.
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>

#include <weft/base/text.h>
#include <weft/value/foreign_call.h>

#include "checks.h"
#include "process_state.h"
#include "rig.h"
#include "sample_files.h"
#include "system_calls.h"

namespace weft::checks {
namespace {

namespace fs = std::filesystem;

bool isBelow(const std::string& path, const std::string& folder) {
  const std::string normal = fs::path(path).lexically_normal().string();
  return normal.compare(0, folder.size(), folder) == 0 &&
         (normal.size() == folder.size() || normal[folder.size()] == '/');
}

bool readsFiles(const NodeType& type) {
  return std::any_of(type.parameters.begin(), type.parameters.end(),
                     [](const ParameterType& one) { return one.kind == WEFT_PARAMETER_PATH; });
}

// Calls found(call, sample) for each watched system call within process().
template <typename Found>
void watch(CheckContext& context, Found&& found) {
  if (!filterSystemCalls()) return context.skip("this machine does not let system calls be watched");
  forEachSample(context, Sampler::usualRecipes, [&](Rig& rig, const Sample& sample) {
    const auto node = rig.create(*sample.type);
    if (!node) return;
    beginWatching();
    (void)rig.run(*node, sample, rig.options());
    for (const SeenCall& call : endWatching()) found(call, sample);
  });
}

// Every file below a folder.
std::vector<std::string> filesBelow(const std::string& folder) {
  std::vector<std::string> files;
  std::error_code failure;
  for (fs::recursive_directory_iterator at(folder, failure), end; !failure && at != end; at.increment(failure)) {
    if (!at->is_directory(failure)) files.push_back(at->path().string());
  }
  return files;
}

void checkState(CheckContext& context, std::initializer_list<StateAspect> aspects) {
  forEachSample(context, Sampler::usualRecipes, [&](Rig& rig, const Sample& sample) {
    const auto node = rig.create(*sample.type);
    if (!node) return;
    // What a large library does to the process when it is loaded for the first node is its own affair.
    const ProcessState before = ProcessState::now();
    (void)rig.run(*node, sample, rig.options());
    const ProcessState after = ProcessState::now();
    for (const StateAspect aspect : aspects) {
      if (const std::string change = after.change(before, aspect); !change.empty()) {
        rig.context().fail(sample.where(), change);
      }
    }
  });
}

void tryFiles(CheckContext& context, FileFill fill, size_t count) {
  bool any = false;
  forEachSample(
      context,
      [&](const NodeType& type) {
        std::vector<Recipe> recipes;
        for (size_t i = 0; readsFiles(type) && i < count; ++i) recipes.push_back({.files = fill, .file = i});
        any = any || !recipes.empty();
        return recipes;
      },
      [](Rig& rig, const Sample& sample) {
        const TrialResult result = rig.run(sample);
        if (result.done || result.done.error().code == ErrorCode::OutOfMemory) return;
        setThreadError({});
        const Error& error = result.done.error();
        if (error.message == statusError("process()", errorStatus(error.code)).message) {
          rig.context().fail(sample.where(), "fails without a message; name the file and what is wrong with it");
        }
      });
  if (!any) context.skip("no node reads a file");
}

}  // namespace

void filesOutside(CheckContext& context) {
  const std::string out = context.scratch + "/out", temporary = context.scratch + "/tmp";
  watch(context, [&](const SeenCall& call, const Sample& sample) {
    if (call.kind != SystemCall::Write || isBelow(call.what, out)) return;
    // Devices are no files. What a driver keeps for itself, and files that go again, may be.
    for (const std::string& allowed :
         {std::string("/dev"), std::string("/proc"), temporary, context.scratch + "/cache"}) {
      if (isBelow(call.what, allowed)) return;
    }
    context.fail(sample.where(), "writes to " + inQuotes(call.what, 200) +
                                     "; results go below the output folder, through open() of " WEFT_FILES);
  });
  for (const std::string& left : filesBelow(temporary)) {
    context.fail({}, "leaves the temporary file " + inQuotes(fs::path(left).filename().string()) + " behind");
  }
}

void filesPrograms(CheckContext& context) {
  const auto children = [] {
    rusage usage{};
    ::getrusage(RUSAGE_CHILDREN, &usage);
    return usage.ru_minflt;
  };
  forEachSample(context, Sampler::usualRecipes, [&](Rig& rig, const Sample& sample) {
    const auto node = rig.create(*sample.type);
    if (!node) return;
    const auto before = children();
    (void)rig.run(*node, sample, rig.options());
    if (children() == before && ::waitpid(-1, nullptr, WNOHANG) < 0) return;
    rig.context().fail(sample.where(), "starts another process; a node does its work itself");
  });
}

void filesNetwork(CheckContext& context) {
  watch(context, [&](const SeenCall& call, const Sample& sample) {
    if (call.kind != SystemCall::Network) return;
    context.fail(sample.where(), "opens a network connection; nothing goes to the network that was not asked for");
  });
}

void filesMissing(CheckContext& context) { tryFiles(context, FileFill::Missing, 1); }
void filesGarbage(CheckContext& context) { tryFiles(context, FileFill::Garbage, garbageWays * sampleFileKinds); }

void stateFolder(CheckContext& context) { checkState(context, {StateAspect::Folder}); }
void stateEnvironment(CheckContext& context) { checkState(context, {StateAspect::Environment}); }
void stateSignals(CheckContext& context) { checkState(context, {StateAspect::Signals}); }
void stateLocale(CheckContext& context) { checkState(context, {StateAspect::Locale}); }
void stateArithmetic(CheckContext& context) { checkState(context, {StateAspect::Arithmetic}); }
void stateLimits(CheckContext& context) {
  checkState(context, {StateAspect::Mask, StateAspect::Processors, StateAspect::Limits});
}

void stateOutput(CheckContext& context) {
  forEachSample(context, Sampler::usualRecipes, [](Rig& rig, const Sample& sample) {
    struct stat before {
    }, after{};
    ::fstat(STDOUT_FILENO, &before);
    (void)rig.run(sample);
    std::fflush(nullptr);
    ::fstat(STDOUT_FILENO, &after);
    if (!S_ISREG(after.st_mode) || after.st_size == before.st_size) return;
    rig.context().fail(sample.where(), "writes to standard output, which carries results only; use " WEFT_LOG);
  });
}

}  // namespace weft::checks
