#include <algorithm>

#include <weft/base/text.h>
#include <weft/graph/summary.h>
#include <weft/host/host.h>

#include "commands.h"
#include "exit_status.h"
#include "graph_source.h"
#include "node_text.h"
#include "output.h"

namespace weft::runner {
namespace {

std::string listOf(const NodeCatalog& catalog) {
  size_t width = 0;
  for (const auto& [id, type] : catalog.types()) width = std::max(width, id.size());
  std::string text;
  for (const auto& [id, type] : catalog.types()) {
    if (type->has(WEFT_NODE_OBSOLETE)) continue;
    text += id + std::string(width + 2 - id.size(), ' ') + firstSentence(type->doc) + "\n";
  }
  return text;
}

}  // namespace

int nodesCommand(const Options& options) {
  const Host host(hostOptions(options));
  const NodeCatalog& catalog = host.catalog();
  if (!options.type.empty()) {
    const NodeType* type = catalog.find(options.type);
    if (!type) {
      std::vector<std::string> known;
      for (const auto& [id, other] : catalog.types()) known.push_back(id);
      printError("no node type " + inQuotes(options.type) + didYouMean(options.type, known));
      return exitUnusable;
    }
    printResult(options.json ? dumpJson(nodeJson(*type)) + "\n" : nodePage(*type));
    return exitDone;
  }
  if (options.json) {
    Json json = Json::array();
    for (const auto& [id, type] : catalog.types()) json.push_back(nodeJson(*type));
    printResult(dumpJson(json) + "\n");
  } else {
    printResult(listOf(catalog));
  }
  return exitDone;
}

}  // namespace weft::runner
