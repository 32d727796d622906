// --set NAME=@FILE: a picture or tensor from a file, for a port.
#pragma once

#include <map>
#include <optional>
#include <string>

#include <weft/graph/document.h>
#include <weft/graph/node_type.h>
#include <weft/plan/plan.h>

namespace weft::runner {

// The document with a weft.io.LoadImage or LoadTensor node for each such file, linked to what NAME stands for; these
// settings are taken out of `settings`, and their files may be read whatever the graph may read. A value for a
// parameter stays, since a text may begin with @. nullopt: nothing of the kind, or not usable (see problems).
std::optional<Document> loadSetFiles(const Document& document, const NodeCatalog& catalog,
                                     std::map<std::string, std::string>& settings, FileRoots& roots,
                                     Problems& problems);

}  // namespace weft::runner
