// A change of what the editor keeps of one graph (document/layout.h), put together as few operations.
#pragma once

#include <unordered_map>

#include <QPointF>
#include <QRectF>

#include "commands/operations.h"
#include "document/layout.h"

namespace weft::editor {

class LayoutChange {
 public:
  LayoutChange(const GraphModel& model, const QString& graph);
  LayoutChange(const Document& document, const QString& graph);

  void setPosition(const QString& node, QPointF at);
  // A member of the node's look; discarded takes it out.
  void setLook(const QString& node, const std::string& key, Json value);
  void setLooks(const QString& node, Json look) { m_looks.set(node.toStdString(), std::move(look)); }
  void removeNode(const QString& node);
  void renameNode(const QString& node, const QString& to);
  // "groups" or "notes": what stands there, to be changed. Garbage in a file counts as no list, and is replaced.
  Json& list(const char* name);

  // Groups and notes that stand in the other's file are added, moved by `by`.
  void takeDecoration(const LayoutChange& other, QPointF by);
  // As the file has it; nullptr: it says nothing.
  const Json* look(const QString& node) const;

  void appendTo(Json& operations) const;

 private:
  const QString m_graph;
  const Json* m_editor;                                   // nullptr: none, or garbage
  bool m_garbage = false;                                 // no object, where one is expected
  std::unordered_map<std::string, const Json*> m_before;  // what the file says of each node's look
  MemberChanges m_positions, m_looks;
  std::map<std::string, Json> m_lists;
};

// As files have them.
Json positionJson(QPointF at);
Json rectJson(const QRectF& rect);
// A group or a note in place of `before`, whose other members stay.
Json groupJson(const GroupBox& box, Json before = Json::object());
Json noteJson(const Note& note, Json before = Json::object());
// The rectangle of a group or note in a list, moved or resized.
void setRect(Json& item, const QRectF& rect);

}  // namespace weft::editor
