// An open graph as Qt sees it: weft::Document, its undo stack, and what changed. The one place in which the editor's
// documents change. Knows nothing of windows; every view of the graph listens here. GUI thread.
#pragma once

#include <map>
#include <memory>

#include <QHash>
#include <QObject>
#include <QUndoStack>

#include <weft/graph/document.h>
#include <weft/graph/node_type.h>

#include "document/change.h"
#include "document/edit.h"
#include "document/wiring.h"

namespace weft::editor {

// Ports that a node has beyond its type's, as a function of its parameters. The plugin says which; the session asks it.
struct ExtraPorts {
  std::vector<PortType> inputs, outputs;
  bool operator==(const ExtraPorts& other) const;  // the same ids and types
};

class GraphModel : public QObject {
  Q_OBJECT

 public:
  // `catalog` outlives the model. An empty graph, without a name.
  explicit GraphModel(const NodeCatalog& catalog, QObject* parent = nullptr);
  ~GraphModel() override;

  // Another document in place of this one; undo begins anew. Refused, with everything wrong in `problems` and the old
  // document kept, only where the text is no graph file at all. `fileName` is for messages.
  Result<void> read(std::string_view text, const QString& fileName, Problems& problems);
  void read(Document document);

  const Document& document() const { return m_document; }
  // Where the graph belongs, which relative paths in it start from: of the file that was read, or saved last.
  const QString& fileName() const { return m_fileName; }
  void setFileName(const QString& fileName);
  const NodeCatalog& catalog() const { return m_catalog; }
  const Graph* graph(const QString& name) const;  // "": the top one; nullptr: there is none
  const NodeEntry* node(const QString& graph, const QString& id) const;
  const Json* graphJson(const QString& graph) const;  // as the file has it; nullptr: there is none
  const Json* nodeJson(const QString& graph, const QString& id) const;
  const Wiring& wiring(const QString& graph) const;  // of a graph that is there; valid until the next change

  // Does it, as one step of undo. On failure nothing has changed. An empty edit is none.
  Result<void> apply(const Edit& edit);
  // The next edit begins a step of its own, whatever its key: a drag has ended.
  void endMerge() { ++m_mergeSeries; }
  QUndoStack& undoStack() { return m_undo; }

  // Told by the session (run/), of nodes of one graph; what differs is told as a change of those nodes.
  void setExtraPorts(const QString& graph, const QHash<QString, ExtraPorts>& byNode);
  const ExtraPorts* extraPorts(const QString& graph, const QString& node) const;  // nullptr: none known

 signals:
  // After `operations` were done, an undo's as well: whoever keeps a copy of the document does the same.
  void edited(const weft::Json& operations);
  void changed(const weft::editor::Change& change);
  void reset();            // another document: all is different
  void fileNameChanged();  // the same document in another place

 private:
  friend class EditCommand;
  Result<Json> perform(const Json& operations);  // answers what undoes it

  const NodeCatalog& m_catalog;
  Document m_document;
  QString m_fileName;
  QUndoStack m_undo;
  quint64 m_mergeSeries = 0;
  QHash<QString, QHash<QString, ExtraPorts>> m_extraPorts;  // by graph and node
  mutable std::map<QString, Wiring> m_wiring;               // of graphs that were asked for, as they stand
};

}  // namespace weft::editor
