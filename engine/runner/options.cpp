#include "options.h"

#include <CLI/CLI.hpp>

#include <map>

#include <weft/base/byte_size.h>
#include <weft/base/text.h>

#include "exit_status.h"
#include "output.h"

namespace weft::runner {
namespace {

// `--set a=1 b` takes one value for each --set; b is something else.
CLI::Option* addList(CLI::App& app, const std::string& name, std::vector<std::string>& list, const std::string& kind,
                     const std::string& text) {
  return app.add_option(name, list, text)->type_name(kind)->allow_extra_args(false);
}

void addCacheOption(CLI::App& app, Options& options) {
  app.add_option("--cache", options.cache, "Where results are kept for later runs (default: WEFT_CACHE); none: nowhere")
      ->type_name("DIR");
}

// SIZE: "512M", "1.5G", plain bytes.
void addSize(CLI::App& app, const std::string& name, uint64_t& bytes, const std::string& text) {
  app.add_option_function<std::string>(
         name,
         [name, &bytes](const std::string& value) {
           const Result<uint64_t> size = parseBytes(value);
           if (!size) throw CLI::ValidationError(name, size.error().message);
           bytes = *size;
         },
         text)
      ->type_name("SIZE");
}

void addPluginOptions(CLI::App& app, Options& options) {
  addList(app, "--plugins", options.plugins, "DIR", "Look for plugins here too");
}

void addIsolationOptions(CLI::App& app, Options& options) {
  static const std::map<std::string, Isolation> words = {
      {"all", Isolation::All}, {"third-party", Isolation::ThirdParty}, {"none", Isolation::None}};
  app.add_option_function<std::string>(
         "--isolate",
         [&options](const std::string& word) {
           const auto found = words.find(word);
           if (found == words.end()) {
             throw CLI::ValidationError("--isolate", "wants all, third-party or none, and not " + inQuotes(word));
           }
           options.isolation = found->second;
         },
         "Which plugins run in processes of their own: all, third-party (default) or none")
      ->type_name("WHICH");
  app.add_option("--node-timeout", options.nodeTimeout, "End an isolated plugin whose node takes longer than this")
      ->type_name("SECONDS")
      ->check(CLI::Range(0.1, 1e6));
}

// Where things are, and how all runs of a process go.
void addCommonOptions(CLI::App& app, Options& options) {
  app.add_option("--device", options.device, "auto, cpu, cuda, cuda:N, vulkan or vulkan:N")->type_name("DEVICE");
  app.add_option("--dtype", options.dtype, "What models compute in: auto, f32, bf16 or f16")->type_name("DTYPE");
  addList(app, "--models", options.models, "DIR", "Look for models and other input files here too");
  addList(app, "--allow-path", options.allowPaths, "DIR", "Let the graph read files in this folder");
  app.add_flag("--deterministic", options.deterministic, "The same bytes for any --threads, even if that takes longer");
  addSize(app, "--memory", options.memory, "Budget of main memory, such as 512M or 8G (default: none)");
  addSize(app, "--vram", options.vram, "Budget of the memory of each other device (default: none)");
  addPluginOptions(app, options);
  addIsolationOptions(app, options);
}

void addThreadsOption(CLI::App& app, Options& options) {
  app.add_option("--threads", options.threads, "How many threads compute (default: one per core)")
      ->type_name("N")
      ->check(CLI::Range(1, 1024));
}

void addQuietOption(CLI::App& app, Options& options) {
  app.add_flag("--quiet", options.quiet, "No progress on standard error");
}

void addGraphOptions(CLI::App& app, Options& options) {
  app.add_option("graph", options.graph, "The graph file; - reads standard input")->type_name("GRAPH.json");
  addList(app, "--set", options.set, "NAME=VALUE",
          "Set a graph input, or node.param; text for strings and paths, else JSON; @FILE loads a picture or tensor");
  addList(app, "--only", options.only, "NODE", "Compute this node and what it needs, nothing else");
  addCommonOptions(app, options);
}

void addOutputOptions(CLI::App& app, Options& options) {
  app.add_option("--out", options.out, "Where results go (default: out)")->type_name("DIR");
  addThreadsOption(app, options);
  addCacheOption(app, options);
}

void addSessionOptions(CLI::App& app, Options& options) {
  addCommonOptions(app, options);
  addOutputOptions(app, options);
}

void addRunOptions(CLI::App& app, Options& options) {
  addOutputOptions(app, options);
  app.add_option("--events", options.events, "Write what happens, one JSON object a line; - is standard output")
      ->type_name("FILE");
  app.add_flag("--previews", options.previews, "Pictures in the making, in OUT/.previews, named by --events");
  app.add_option("--trace", options.trace, "Write a trace of the run that Perfetto opens")->type_name("FILE");
  app.add_flag("--stats", options.stats, "Print time and peak memory of each node when the run ends");
  app.add_flag("--check-cache", options.checkCache,
               "Compute again what the cache has, and fail nodes that come out otherwise");
  addQuietOption(app, options);
}

CLI::App* addPluginCheck(CLI::App& app, Options& options) {
  CLI::App* command = app.add_subcommand(
      "plugin-check",
      "Conformance test of one plugin, for its author\n\nEach check runs in a process of its own. Exit status: 0 all "
      "passed (or had nothing to look at); 1 some failed; 2 the file is not usable: no plugin, or refused.");
  command->add_option("library", options.library, "The plugin")->type_name("PLUGIN.so");
  command->add_flag("--json", options.json, "As JSON");
  command->add_flag("--list", options.listChecks, "Every check and what it asks, without a plugin");
  command->add_option("--filter", options.filter, "Only checks whose name contains this regular expression")
      ->type_name("REGEX");
  command->add_option("--exclude", options.exclude, "No checks whose name contains this one")->type_name("REGEX");
  command->add_option("--time-limit", options.timeLimit, "Seconds for each check (default: 45)")
      ->type_name("SECONDS")
      ->check(CLI::Range(0.1, 86400.0));
  command->add_option("--fuzz", options.fuzz, "N random calls besides; prints the seed that reproduces them")
      ->type_name("N")
      ->check(CLI::Range(1, 100000000));
  command->add_option("--seed", options.seed, "The seed of --fuzz (default: a new one)")
      ->type_name("S")
      ->check(CLI::Range(int64_t{0}, int64_t{1} << 53));
  command->add_option("--in-process", options.inProcess, "One check in this process, for a debugger")
      ->type_name("CHECK");
  return command;
}

}  // namespace

bool readOptions(int argc, char** argv, Options& options, int* status) {
  CLI::App app("Runs Weft graphs.\n\n  runner GRAPH.json [OPTION...]", "runner");
  app.set_version_flag("--version", std::string("weft ") + WEFT_VERSION);
  app.get_formatter()->column_width(34);
  addGraphOptions(app, options);
  addRunOptions(app, options);

  CLI::App* check = app.add_subcommand("check", "Every problem in a graph, without running it");
  addGraphOptions(*check, options);
  check->get_option("graph")->required();
  CLI::App* nodes = app.add_subcommand("nodes", "Every node type, or one in full");
  nodes->add_option("type", options.type, "A node type's id")->type_name("TYPE");
  CLI::App* plugins = app.add_subcommand("plugins", "Every plugin found, from where, and why one was refused");
  plugins
      ->add_option("--describe", options.describe,
                   "Print what FILE.weft.json beside this plugin holds, and nothing else")
      ->type_name("FILE.so");
  CLI::App* tune = app.add_subcommand("tune", "Measure which kernels are the fastest on this machine, for later runs");
  tune->add_flag("--reset", options.reset, "Forget what was measured");
  addThreadsOption(*tune, options);
  addQuietOption(*tune, options);
  for (CLI::App* command : {nodes, plugins, tune}) addPluginOptions(*command, options);
  CLI::App* cache = app.add_subcommand("cache", "The results kept on disk: how many, and how much");
  addCacheOption(*cache, options);
  CLI::App* deed = cache->add_option_group("deed");
  deed->add_flag("--list", options.listCache, "Each of them, the latest used first");
  deed->add_flag("--clear", options.clearCache, "Remove them all");
  deed->add_flag("--verify", options.verifyCache, "Read them all, remove and name broken ones; status 1 if there were");
  deed->require_option(0, 1);
  for (CLI::App* command : {check, nodes, plugins, cache}) command->add_flag("--json", options.json, "As JSON");
  CLI::App* pluginCheck = addPluginCheck(app, options);
  CLI::App* session = app.add_subcommand("session", "A lasting session on standard input and output");
  addSessionOptions(*session, options);
  app.require_subcommand(0, 1);

  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& success) {  // --help, --version
    std::ostringstream text;
    app.exit(success, text, text);
    printResult(text.str());
    *status = exitDone;
    return false;
  } catch (const CLI::Error& error) {
    printError(std::string(error.what()) + "; runner --help lists what there is");
    *status = exitUnusable;
    return false;
  }
  *status = exitUnusable;
  options.command = check->parsed()         ? Command::Check
                    : nodes->parsed()       ? Command::Nodes
                    : plugins->parsed()     ? Command::Plugins
                    : pluginCheck->parsed() ? Command::PluginCheck
                    : tune->parsed()        ? Command::Tune
                    : cache->parsed()       ? Command::Cache
                    : session->parsed()     ? Command::Session
                                            : Command::Run;
  if (options.command == Command::Run && options.graph.empty()) {
    printError("no graph was given; runner GRAPH.json runs one, and runner --help lists what there is");
    return false;
  }
  return true;
}

}  // namespace weft::runner
