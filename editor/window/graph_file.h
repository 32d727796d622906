// Reading and writing graph files, whole or not at all.
#pragma once

#include <QString>

#include "document/graph_model.h"

namespace weft::editor {

// The text of a file; refused where it is no regular file or larger than any graph.
Result<std::string> readGraphText(const QString& path);

// In place of what stood there, which stays where anything goes wrong. A symbolic link goes on pointing where it did;
// the file keeps its permissions. On disk when this returns.
Result<void> writeGraphText(const QString& path, std::string_view text);

// The graph without the members in which the editor keeps how it looks: for scripts, and for diffs.
std::string textWithoutLayout(const Document& document);

// Types that the catalogue does not have, with the pack each would be of, in the file's order.
struct MissingType {
  QString type, pack;
  int nodes = 0;
};
QList<MissingType> missingTypes(const GraphModel& model);

}  // namespace weft::editor
