// Edits of every kind that a person can make, drawn by chance: the same seed makes the same ones.
#pragma once

#include <functional>
#include <random>

#include <QHash>
#include <QPointF>
#include <QRectF>
#include <QSet>
#include <QStringList>

#include "document/edit.h"
#include "document/graph_model.h"
#include "document/links.h"

namespace weft::editor::test {

class RandomEdits {
 public:
  RandomEdits(const GraphModel& model, quint32 seed);
  Edit next();  // may be empty: not everything can be done at any time
  static QStringList kinds();

 private:
  struct Kind;
  static const std::vector<Kind>& all();

  template <typename Items>
  auto one(const Items& items);
  int below(int limit) { return static_cast<int>(m_random() % static_cast<quint32>(limit)); }
  bool chance(int in) { return below(in) == 0; }
  QPointF point() { return {below(4000) - 2000.0, below(3000) - 1500.0}; }
  QString node();
  QSet<QString> nodes();
  QString typeId();
  QString word();
  QString subgraph();
  Link link();
  PortRef output();
  PortRef input();
  std::pair<QString, QString> parameter();
  Json value();
  QString gesture() { return chance(2) ? QString() : QString("drag %1").arg(below(3)); }
  QHash<QString, QRectF> bounds();

  const GraphModel& m_model;
  std::mt19937 m_random;
  QString m_graph;  // of the edit that is being made
  QString m_clipboard;
};

}  // namespace weft::editor::test
