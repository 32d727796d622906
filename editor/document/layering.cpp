#include "document/layering.h"

#include <algorithm>
#include <cmath>

namespace weft::editor {
namespace {

// An edge over more columns than this is drawn across what stands there, rather than led around it: else a few long
// ones would make millions of bends.
constexpr int longestLed = 24;
constexpr int sweeps = 8;

// A node, or a bend of an edge that crosses a column.
struct Vertex {
  int column = 0;
  double height = 0, y = 0;
  std::vector<LayerEdge> left, right;  // to the columns beside; `from` and `to` as in the edge
};

class Layering {
 public:
  Layering(const std::vector<LayerNode>& nodes, const std::vector<LayerEdge>& edges, const LayerGaps& gaps)
      : m_nodes(nodes), m_edges(edges), m_gaps(gaps), m_column(nodes.size(), 0) {}

  std::vector<QPointF> positions() {
    directEdges();
    findColumns();
    makeVertices();
    orderColumns();
    findHeights();
    return corners();
  }

 private:
  // An order in which no edge but those that close a circle goes back; these are turned round.
  void directEdges() {
    const size_t count = m_nodes.size();
    std::vector<std::vector<int>> out(count);
    std::vector<int> waits(count, 0), place(count, -1);
    for (const LayerEdge& edge : m_edges) {
      if (edge.from == edge.to) continue;
      out[static_cast<size_t>(edge.from)].push_back(edge.to);
      ++waits[static_cast<size_t>(edge.to)];
    }
    size_t stuck = 0;
    std::vector<int> ready;
    for (size_t i = 0; i < count; ++i) {
      if (waits[i] == 0) ready.push_back(static_cast<int>(i));
    }
    while (m_order.size() < count) {
      for (size_t i = 0; i < ready.size(); ++i) {
        const auto node = static_cast<size_t>(ready[i]);
        if (place[node] >= 0) continue;
        place[node] = static_cast<int>(m_order.size());
        m_order.push_back(ready[i]);
        for (const int next : out[node]) {
          if (--waits[static_cast<size_t>(next)] == 0) ready.push_back(next);
        }
      }
      ready.clear();
      while (stuck < count && place[stuck] >= 0) ++stuck;
      if (stuck < count) ready.push_back(static_cast<int>(stuck));
    }
    for (LayerEdge& edge : m_edges) {
      if (place[static_cast<size_t>(edge.from)] <= place[static_cast<size_t>(edge.to)]) continue;
      std::swap(edge.from, edge.to);
      std::swap(edge.fromOffset, edge.toOffset);
    }
    std::erase_if(m_edges, [](const LayerEdge& edge) { return edge.from == edge.to; });
  }

  int& column(int node) { return m_column[static_cast<size_t>(node)]; }
  const LayerNode& node(int index) const { return m_nodes[static_cast<size_t>(index)]; }

  // Each node right of all that it reads; one that reads nothing stands just left of its first reader.
  void findColumns() {
    const bool hasFirst = std::any_of(m_nodes.begin(), m_nodes.end(), [](const LayerNode& one) { return one.first; });
    std::vector<std::vector<int>> in(m_nodes.size()), out(m_nodes.size());
    for (const LayerEdge& edge : m_edges) {
      in[static_cast<size_t>(edge.to)].push_back(edge.from);
      out[static_cast<size_t>(edge.from)].push_back(edge.to);
    }
    int last = 0;
    for (const int each : m_order) {
      if (!node(each).first) column(each) = hasFirst ? 1 : 0;
      for (const int source : in[static_cast<size_t>(each)]) column(each) = std::max(column(each), column(source) + 1);
      last = std::max(last, column(each));
    }
    for (auto each = m_order.rbegin(); each != m_order.rend(); ++each) {
      const auto index = static_cast<size_t>(*each);
      const bool readsNothing =
          std::all_of(in[index].begin(), in[index].end(), [&](int source) { return node(source).first; });
      if (node(*each).first || !readsNothing || out[index].empty()) continue;
      int nearest = last;
      for (const int reader : out[index]) nearest = std::min(nearest, column(reader) - 1);
      column(*each) = std::max(column(*each), nearest);
    }
    last = 0;
    for (size_t i = 0; i < m_nodes.size(); ++i) {
      if (!m_nodes[i].last) last = std::max(last, m_column[i]);
    }
    for (size_t i = 0; i < m_nodes.size(); ++i) {
      if (m_nodes[i].last) m_column[i] = last + 1;
    }
  }

  void makeVertices() {
    m_vertices.resize(m_nodes.size());
    for (size_t i = 0; i < m_nodes.size(); ++i) {
      m_vertices[i].column = m_column[i];
      m_vertices[i].height = m_nodes[i].size.height();
    }
    for (const LayerEdge& edge : m_edges) {
      const int from = column(edge.from), to = column(edge.to);
      if (to - from > longestLed) {
        m_vertices[static_cast<size_t>(edge.from)].right.push_back(edge);
        m_vertices[static_cast<size_t>(edge.to)].left.push_back(edge);
        continue;
      }
      LayerEdge part{edge.from, edge.from, edge.fromOffset, 0};
      for (int column = from + 1; column <= to; ++column) {
        if (column == to) {
          part.to = edge.to;
          part.toOffset = edge.toOffset;
        } else {
          part.to = static_cast<int>(m_vertices.size());
          part.toOffset = 0;
          Vertex& bend = m_vertices.emplace_back();
          bend.column = column;
        }
        m_vertices[static_cast<size_t>(part.from)].right.push_back(part);
        m_vertices[static_cast<size_t>(part.to)].left.push_back(part);
        part = {part.to, part.to, 0, 0};
      }
    }
    for (size_t i = 0; i < m_vertices.size(); ++i) {
      const auto column = static_cast<size_t>(m_vertices[i].column);
      if (m_columns.size() <= column) m_columns.resize(column + 1);
      m_columns[column].push_back(static_cast<int>(i));
    }
  }

  Vertex& vertex(int index) { return m_vertices[static_cast<size_t>(index)]; }

  // Where the vertex would stand if its wires on one side were level; `none` where there are none.
  double level(const Vertex& vertex, bool left, double none) {
    const std::vector<LayerEdge>& edges = left ? vertex.left : vertex.right;
    if (edges.empty()) return none;
    double sum = 0;
    for (const LayerEdge& edge : edges) {
      sum += left ? m_vertices[static_cast<size_t>(edge.from)].y + edge.fromOffset - edge.toOffset
                  : m_vertices[static_cast<size_t>(edge.to)].y + edge.toOffset - edge.fromOffset;
    }
    return sum / static_cast<double>(edges.size());
  }

  double gapBelow(const Vertex& vertex) const { return vertex.height > 0 ? m_gaps.row : m_gaps.row / 2; }

  void stack(const std::vector<int>& column) {
    double y = 0;
    for (const int each : column) {
      vertex(each).y = y;
      y += vertex(each).height + gapBelow(vertex(each));
    }
  }

  // To and fro through the columns: who has its wires higher stands higher.
  void orderColumns() {
    for (const std::vector<int>& column : m_columns) stack(column);
    std::vector<double> wish(m_vertices.size());
    for (int sweep = 0; sweep < sweeps; ++sweep) {
      const bool toRight = sweep % 2 == 0;
      for (size_t i = 0; i < m_columns.size(); ++i) {
        std::vector<int>& column = m_columns[toRight ? i : m_columns.size() - 1 - i];
        for (const int each : column) wish[static_cast<size_t>(each)] = level(vertex(each), toRight, vertex(each).y);
        std::stable_sort(column.begin(), column.end(),
                         [&](int a, int b) { return wish[static_cast<size_t>(a)] < wish[static_cast<size_t>(b)]; });
        stack(column);
      }
    }
  }

  // Heights that make wires as level as the order and the sizes allow.
  void findHeights() {
    for (int sweep = 0; sweep < sweeps; ++sweep) {
      const bool toRight = sweep % 2 == 0;
      for (size_t i = 0; i < m_columns.size(); ++i) {
        level(m_columns[toRight ? i : m_columns.size() - 1 - i], toRight);
      }
    }
  }

  // Least squares under the order: runs of vertices that push each other stand together at the mean of their wishes.
  void level(const std::vector<int>& column, bool left) {
    struct Run {
      double sum;
      int count;
    };
    std::vector<Run> runs;
    double offset = 0;
    std::vector<double> offsets;
    for (const int each : column) {
      runs.push_back({level(vertex(each), left, vertex(each).y) - offset, 1});
      offsets.push_back(offset);
      offset += vertex(each).height + gapBelow(vertex(each));
      while (runs.size() > 1) {
        Run& above = runs[runs.size() - 2];
        const Run& below = runs.back();
        if (above.sum * below.count <= below.sum * above.count) break;
        above = {above.sum + below.sum, above.count + below.count};
        runs.pop_back();
      }
    }
    size_t place = 0;
    for (const Run& run : runs) {
      for (int i = 0; i < run.count; ++i, ++place) vertex(column[place]).y = run.sum / run.count + offsets[place];
    }
  }

  std::vector<QPointF> corners() {
    double x = 0, top = 1e18;
    std::vector<QPointF> corners(m_nodes.size());
    for (const std::vector<int>& column : m_columns) {
      double width = 0;
      for (const int each : column) {
        if (static_cast<size_t>(each) >= m_nodes.size()) continue;
        width = std::max(width, node(each).size.width());
        corners[static_cast<size_t>(each)] = {x, vertex(each).y};
        top = std::min(top, vertex(each).y);
      }
      if (width > 0) x += width + m_gaps.column;
    }
    for (QPointF& corner : corners) corner.setY(std::round(corner.y() - top));
    return corners;
  }

  const std::vector<LayerNode>& m_nodes;
  std::vector<LayerEdge> m_edges;
  const LayerGaps m_gaps;
  std::vector<int> m_order, m_column;
  std::vector<Vertex> m_vertices;  // those of the nodes come first
  std::vector<std::vector<int>> m_columns;
};

}  // namespace

std::vector<QPointF> layered(const std::vector<LayerNode>& nodes, const std::vector<LayerEdge>& edges,
                             const LayerGaps& gaps) {
  return Layering(nodes, edges, gaps).positions();
}

}  // namespace weft::editor
