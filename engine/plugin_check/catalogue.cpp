// Every check there is, in the order of reports.
#include "checks.h"

namespace weft {
namespace {

using namespace checks;

constexpr const char* accepted = "describe.accepted";

constexpr Check catalogue[] = {
    {"load.file", "Is it a shared library of this machine, whole, with the entry of a plugin of this version?", nullptr,
     loadFile, true},
    {"load.now-local", "Does it load with RTLD_NOW | RTLD_LOCAL: are all its libraries and symbols there?", "load.file",
     loadNowLocal, true},
    {"load.init", "Does init() succeed?", "load.now-local", loadInit, true},
    {accepted, "Does the host take the description of its nodes?", "load.init", describeAccepted, true},
    {"load.symbols", "Does it export weft_plugin_entry and nothing else?", accepted, loadSymbols},
    {"load.executable-stack", "Does it leave the process's memory protection as it is?", accepted, loadExecutableStack},
    {"load.dependencies", "Does listing its nodes do without large libraries and folders of one machine?", accepted,
     loadDependencies},
    {"load.scan-time", "Is it loaded and described within 100 ms?", accepted, loadScanTime},
    {"load.state", "Does loading leave folder, signals, locale, threads and files as they are?", accepted, loadState},
    {"load.output", "Does loading write nothing to standard output?", accepted, loadOutput},
    {"load.exit", "Does the program end well after deinit()?", accepted, loadExit},
    {"describe.ids", "Can its ids be told apart?", accepted, describeIds},
    {"describe.documentation", "Does the documentation say more than the name?", accepted, describeDocumentation},
    {"describe.defaults", "Do sliders reach the defaults?", accepted, describeDefaults},
    {"describe.ranges", "Do sliders stay within the ranges?", accepted, describeRanges},
    {"describe.units", "Are units short, and on numbers?", accepted, describeUnits},
    {"describe.choices", "Can choices be told apart?", accepted, describeChoices},
    {"describe.types", "Are the types known, and outputs' variables found in inputs?", accepted, describeTypes},
    {"describe.flags", "Do the flags of nodes agree with each other?", accepted, describeFlags},
    {"describe.stable", "Is the description the same when it is asked for again?", accepted, describeStable},
    {"describe.unknown-factories", "Does get_factory() return NULL for what it does not know?", accepted,
     describeUnknownFactories},
};

}  // namespace

std::span<const Check> allChecks() { return catalogue; }

}  // namespace weft
