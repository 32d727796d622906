// Edits of how a graph looks (layout.h): nothing that a run would notice.
#pragma once

#include <QHash>
#include <QRectF>
#include <QSet>

#include "document/edit.h"
#include "document/graph_model.h"
#include "document/layout.h"

namespace weft::editor {

// Where things stand after a drag: nodes by id, and the rectangles of groups and notes by their place.
struct Placement {
  QHash<QString, QPointF> nodes;
  QHash<int, QRectF> groups, notes;
};
// `gesture` is the merge key: the same through one drag.
Edit place(const GraphModel& model, const QString& graph, const Placement& placement, const QString& gesture = {});

Edit setTitle(const GraphModel& model, const QString& graph, const QString& node, const QString& title);
Edit setColour(const GraphModel& model, const QString& graph, const QSet<QString>& nodes, const QColor& colour);
Edit setCollapsed(const GraphModel& model, const QString& graph, const QSet<QString>& nodes, bool collapsed);
Edit setPinned(const GraphModel& model, const QString& graph, const QSet<QString>& nodes, bool pinned);
Edit setWidth(const GraphModel& model, const QString& graph, const QString& node, double width,
              const QString& gesture = {});
Edit setSeedChange(const GraphModel& model, const QString& graph, const QString& node, const QString& parameter,
                   SeedChange change);

Edit addGroup(const GraphModel& model, const QString& graph, const GroupBox& box);
Edit changeGroup(const GraphModel& model, const QString& graph, int group, const GroupBox& box);
Edit addNote(const GraphModel& model, const QString& graph, const Note& note);
Edit changeNote(const GraphModel& model, const QString& graph, int note, const Note& changed);
Edit removeDecoration(const GraphModel& model, const QString& graph, const QSet<int>& groups, const QSet<int>& notes);

enum class Side { Left, Right, Top, Bottom, HorizontalCentre, VerticalCentre };
// `bounds`: the rectangles that the nodes take on the canvas.
Edit align(const GraphModel& model, const QString& graph, const QHash<QString, QRectF>& bounds, Side side);
Edit distribute(const GraphModel& model, const QString& graph, const QHash<QString, QRectF>& bounds,
                Qt::Orientation along);

// In layers along their wires (document/arrange.h), their upper left corner where it was; nodes without a size take the
// estimated one.
Edit arrange(const GraphModel& model, const QString& graph, const QSet<QString>& nodes,
             const QHash<QString, QSizeF>& sizes = {});

}  // namespace weft::editor
