// A canvas with its document, for tests.
#pragma once

#include "canvas/canvas_view.h"
#include "editor_test.h"

namespace weft::editor::test {

struct Canvas {
  GraphModel model{catalog()};
  Selection selection{model};
  RunState runs;
  CanvasView view{model, selection, runs};

  // Shown, with all of it in sight.
  explicit Canvas(const QString& path) {
    if (!path.isEmpty()) load(model, path);
    view.resize(1280, 800);
    view.show();
  }
  GraphScene& scene() { return view.graph(); }

  void read(const char* text) {
    Problems problems;
    QVERIFY(model.read(text, "test.json", problems).ok());
    view.fitAll();
  }

  QPoint onScreen(QPointF at) const { return view.mapFromScene(at); }
  // Of the node's title, at its middle.
  QPoint titleOf(const QString& id) {
    const NodeItem* item = scene().node(id);
    return onScreen(item->pos() + item->titleRect().center());
  }
  QImage picture() { return view.viewport()->grab().toImage(); }
};

// The greatest difference of a channel.
inline int apart(QRgb a, QRgb b) {
  return std::max({std::abs(qRed(a) - qRed(b)), std::abs(qGreen(a) - qGreen(b)), std::abs(qBlue(a) - qBlue(b))});
}

// How many pixels are of the colour, nearly.
inline int countOf(const QImage& image, const QColor& colour, int tolerance = 6) {
  int count = 0;
  for (int y = 0; y < image.height(); ++y) {
    for (int x = 0; x < image.width(); ++x) count += apart(image.pixel(x, y), colour.rgb()) <= tolerance;
  }
  return count;
}

// A graph with a subgraph, a placeholder, a group and notes.
inline const char* const everythingGraph = R"({
  "weft": 1,
  "nodes": {
    "load": {"type": "weft.io.LoadImage", "params": {"path": "a.png"}},
    "sharpen": {"type": "org.example.fancy.Sharpen", "params": {"amount": 2.5}, "inputs": {"image": "load.image"}},
    "pass": {"type": "weft.flow.Pass", "inputs": {"value": "sharpen.result"}},
    "inner": {"type": "graph:Inner", "params": {"width": 300}, "inputs": {"image": "load.image"}},
    "save": {"type": "weft.io.SaveImage", "inputs": {"image": "inner.out"}}
  },
  "graphs": {"Inner": {
    "inputs": {"image": {"to": ["up.image"]}, "width": {"to": ["up.width"], "default": 128}},
    "outputs": {"out": "up.image"},
    "nodes": {"up": {"type": "weft.upscalers.Resample"}}
  }},
  "outputs": {"picture": "inner.out"},
  "editor": {
    "positions": {"@inputs": [-320, 0], "load": [0, 0], "sharpen": [300, 0], "pass": [620, 80], "inner": [300, 260], "save": [640, 260],
                  "@outputs": [640, 460]},
    "groups": [{"title": "All", "colour": "#5b8def", "rect": [-40, -80, 1000, 700]}],
    "notes": [{"text": "# Read me\n\nof *this*", "rect": [0, 260, 240, 160]}]
  }
})";

}  // namespace weft::editor::test
