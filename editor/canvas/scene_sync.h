// Keeps the items of a scene in step with the document, the runs and the theme: reads anew what was touched, no more.
#pragma once

#include <QObject>
#include <QTimer>

#include "canvas/decoration_items.h"
#include "canvas/graph_scene.h"
#include "canvas/node_cache.h"
#include "canvas/wire_layer.h"
#include "document/link_rules.h"

namespace weft::editor {

class SceneSync;

// What the scene holds. The items belong to the scene.
struct GraphScene::State {
  QHash<QString, NodeItem*> nodes;
  WireLayer* wires = nullptr;
  std::vector<GroupItem*> groups;
  std::vector<NoteItem*> notes;
  QGraphicsItem* draggedWire = nullptr;
  NodeItem* hovered = nullptr;
  bool details = false;
  NodeCache cache;
  SceneSync* sync = nullptr;
};

class SceneSync : public QObject {
 public:
  explicit SceneSync(GraphScene& scene);
  void rebuild();
  // What flows out of an output, or into an input or parameter, as far as the session or the descriptors tell.
  Type typeOf(const PortRef& port, bool isOutput);
  // Points and colours of a wire from where its ends stand; false: an end is not there.
  bool trace(Wire& wire);
  void replaceWires(const QSet<QString>& movedNodes);
  void restorePlaces();  // as the file has them

 private:
  void modelChanged(const Change& change);
  void readNode(const QString& id);
  void readNodes(const QSet<QString>& ids);
  void readWiresInto(const QString& id);
  void readDecoration();
  void arrange();
  void place(NodeItem* item);
  void runsChanged(const QSet<QString>& paths);
  void selectionChanged();
  void repaintAll();
  QSet<QString> passingNodes() const;  // whose colours depend on what others give them
  GraphScene::State& state() const { return *m_scene.m_state; }

  GraphScene& m_scene;
  QString m_graph;                     // the one that the items show
  QHash<QString, QPointF> m_arranged;  // places, also of those that the file gives none
  std::optional<LinkRules> m_rules;    // of the document as it stands; made when asked for
  QTimer m_flow;                       // while something runs
};

}  // namespace weft::editor
