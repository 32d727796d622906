#include "graph_source.h"

#include <cstdlib>
#include <filesystem>

#include <unistd.h>

#include <weft/base/text.h>

#include "device_choice.h"
#include "output.h"
#include "set_files.h"

namespace weft::runner {

namespace fs = std::filesystem;

namespace {

Result<std::string> readStandardInput() {
  std::string text;
  char buffer[1 << 16];
  for (;;) {
    const ssize_t got = ::read(STDIN_FILENO, buffer, sizeof buffer);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return makeError(ErrorCode::BadFile, "standard input cannot be read");
    if (got == 0) return text;
    text.append(buffer, static_cast<size_t>(got));
    if (text.size() > jsonMaximumBytes) return makeError(ErrorCode::BadFile, "standard input is too long for a graph");
  }
}

Result<Document> readDocument(const Options& options, Problems& problems) {
  if (options.graph != "-") return Document::load(options.graph, problems);
  const Result<std::string> text = readStandardInput();
  if (text) return Document::parse(*text, "-", problems);
  problems.push_back({"", text.error().message});
  return text.error();
}

std::string absolutePath(const fs::path& path) {
  std::error_code failure;
  const fs::path absolute = fs::absolute(path, failure);
  std::string text = failure ? path.string() : absolute.lexically_normal().string();
  while (text.size() > 1 && text.back() == '/') text.pop_back();
  return text;
}

// Beside the graph, --models, WEFT_MODELS, what is shipped.
FileRoots fileRoots(const Options& options) {
  FileRoots roots;
  const fs::path folder = options.graph == "-" ? fs::path() : fs::path(options.graph).parent_path();
  roots.search.push_back(absolutePath(folder.empty() ? "." : folder));
  for (const std::string& models : options.models) roots.search.push_back(absolutePath(models));
  const char* variable = std::getenv("WEFT_MODELS");
  for (std::string_view list = variable ? variable : ""; !list.empty();) {
    const size_t end = std::min(list.find(':'), list.size());
    if (end > 0) roots.search.push_back(absolutePath(list.substr(0, end)));
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  std::error_code failure;
  const fs::path program = fs::read_symlink("/proc/self/exe", failure);
  const fs::path shipped = program.parent_path().parent_path() / "share/weft/graphs/models";
  if (!failure && fs::is_directory(shipped, failure)) roots.search.push_back(shipped.string());
  for (const std::string& allowed : options.allowPaths) roots.allowed.push_back(absolutePath(allowed));
  return roots;
}

// NAME=VALUE, each name once.
std::map<std::string, std::string> readSettings(const Options& options, Problems& problems) {
  std::map<std::string, std::string> settings;
  for (const std::string& text : options.set) {
    const size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0) {
      problems.push_back({"--set " + printable(text), "wants NAME=VALUE"});
    } else if (!settings.emplace(text.substr(0, equals), text.substr(equals + 1)).second) {
      problems.push_back({"--set " + printable(text.substr(0, equals)), "is given twice"});
    }
  }
  return settings;
}

void checkFolders(const char* option, const std::vector<std::string>& folders, Problems& problems) {
  for (const std::string& folder : folders) {
    std::error_code failure;
    if (!fs::is_directory(folder, failure)) {
      problems.push_back({std::string(option) + ' ' + printable(folder), "is no folder"});
    }
  }
}

// What a plugin would have brought may be what the graph misses.
void printRefusals(const Host& host) {
  for (const PluginInfo& plugin : host.plugins()) {
    if (!plugin.refusal.empty()) printNote("warning: " + plugin.path + " is not used: " + plugin.refusal);
  }
}

}  // namespace

const std::string& chooseKernels() {
  static const std::string id = [] {
    auto table = readKernelTable(kernelTableFile());
    if (!table) {
      printNote("warning: " + table.error().message + "; it is not used, and runner tune --reset removes it");
      table = KernelTable();
    }
    useKernels(*table);
    return table->id();
  }();
  return id;
}

HostOptions hostOptions(const Options& options) {
  HostOptions host = defaultHostOptions(options.plugins);
  host.isolation = options.isolation;
  host.nodeTimeout = options.nodeTimeout;
  return host;
}

PlanOptions planOptions(const Options& options, Problems& problems) {
  PlanOptions plan;
  plan.roots = fileRoots(options);
  plan.only = options.only;
  plan.dtype = options.dtype;
  plan.deterministic = options.deterministic;
  plan.kernels = chooseKernels();
  plan.memory = options.memory;
  plan.vram = options.vram;
  plan.device = options.device;
  if (Result<std::string> device = chooseDevice(options.device)) {
    plan.device = *device;
  } else {
    problems.push_back({"--device", device.error().message});
    plan.device = "cpu";
  }
  checkFolders("--plugins", options.plugins, problems);
  checkFolders("--models", options.models, problems);
  checkFolders("--allow-path", options.allowPaths, problems);
  return plan;
}

PreparedGraph prepareGraph(const Options& options) {
  PreparedGraph prepared;
  prepared.file = options.graph;
  Problems& problems = prepared.problems;
  PlanOptions plan = planOptions(options, problems);
  std::map<std::string, std::string> settings = readSettings(options, problems);

  Result<Document> document = readDocument(options, problems);
  if (!document) return prepared;
  prepared.host = std::make_unique<Host>(hostOptions(options));
  const NodeCatalog& catalog = prepared.host->catalog();
  if (auto loaded = loadSetFiles(*document, catalog, settings, plan.roots, problems)) document = std::move(*loaded);
  for (auto& [name, value] : settings) plan.set[name] = value;

  DeviceFinder devices;
  plan.hasDevice = [&devices](const std::string& device, const NodeType& type) { return devices.has(device, type); };
  Result<Plan> made = makePlan(*document, catalog, plan, problems);
  if (!options.quiet || !problems.empty()) printRefusals(*prepared.host);
  if (!options.quiet) {
    for (const std::string& note : devices.takeNotes()) printNote(note);
  }
  if (made && problems.empty()) prepared.plan = *std::move(made);
  return prepared;
}

}  // namespace weft::runner
