// What line plots and histograms draw alike: the frame with its ticks, and the card with the values at the pointer.
#pragma once

#include <QPainter>

#include "preview/plot_axis.h"

namespace weft::editor {

// Where the curves go in a widget of this size, with room for the ticks of `y` and labels where there are any.
QRectF plotAreaOf(QSize size, const Axis& y, bool hasXLabel, bool hasYLabel);

void paintFrame(QPainter& painter, const QRectF& area, const Axis& x, const Axis& y, const QString& xLabel,
                const QString& yLabel);
// `swatches`: a colour before each line; invalid for none. Beside `at`, within `area`.
void paintCard(QPainter& painter, const QRectF& area, QPointF at, const QStringList& lines,
               const QList<QColor>& swatches);

QFont plotFont();

}  // namespace weft::editor
