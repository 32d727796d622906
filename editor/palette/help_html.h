// The reference page of a node as HTML for QTextBrowser, from descriptors alone. Everything that comes from a plugin or
// a file is escaped; links go from type to type ("node:weft.io.SaveImage") and nowhere else.
#pragma once

#include <QString>

#include "document/node_face.h"

namespace weft::editor {

QString helpHtml(const NodeType& type, const NodeCatalog& catalog);
// Of a node that is no type's: an instance of a subgraph, one whose type is missing, a graph's inputs or outputs.
QString helpHtml(const NodeFace& face);
// `line` in place of a page.
QString helpMessage(const QString& line);

// For the document that shows these pages: colours and spaces.
QString helpStyle();

}  // namespace weft::editor
