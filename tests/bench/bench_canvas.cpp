// A frame of the canvas, 1,920 × 1,080, painted as a whole: what a display of 60 Hz waits 16.7 ms for. And how long a
// large graph takes to open.
#include <QApplication>

#include <benchmark/benchmark.h>

#include "canvas/canvas_view.h"
#include "support/fake_nodes.h"

namespace weft::editor {
namespace {

NodeCatalog catalog() {
  NodeCatalog catalog;
  NodeType type = test::fakeType("weft.test.Mix", {}, {}, [](NodeCall& call) { return test::addInputs(call, 1, 0); });
  type.label = "Mix";
  type.category = "Image";
  type.inputs = test::fakePorts({"first:image", "second:latent"}, WEFT_PORT_OPTIONAL);
  type.outputs = test::fakePorts({"picture:image", "latent:latent"});
  for (const char* id : {"factor", "offset", "scale", "limit"}) {
    type.parameters.push_back(test::fakeParameter(id, WEFT_PARAMETER_NUMBER, Value::number(0.5)));
    type.parameters.back().label = id;
    type.parameters.back().uiMaximum = 1;
  }
  (void)catalog.add(std::move(type));
  return catalog;
}

// Rows of nodes, each linked to the one before it and to one above it: two wires a node.
std::string graphText(int64_t count) {
  const auto side = static_cast<int64_t>(std::ceil(std::sqrt(static_cast<double>(count))));
  Json nodes = Json::object(), positions = Json::object();
  for (int64_t i = 0; i < count; ++i) {
    const std::string id = "n" + std::to_string(i);
    Json node = {{"type", "weft.test.Mix"}, {"params", {{"factor", 0.25}}}};
    if (i > 0) node["inputs"]["first"] = "n" + std::to_string(i - 1) + ".picture";
    if (i > 0) node["inputs"]["second"] = "n" + std::to_string(std::max<int64_t>(i - side, 0)) + ".latent";
    nodes[id] = std::move(node);
    positions[id] = {(i % side) * 340, (i / side) * 260};
  }
  return Json({{"weft", 1}, {"nodes", nodes}, {"editor", {{"positions", positions}}}}).dump();
}

struct Canvas {
  NodeCatalog types = catalog();
  GraphModel model{types};
  Selection selection{model};
  RunState runs;
  CanvasView view{model, selection, runs};
  QImage frame{1920, 1080, QImage::Format_RGB32};

  explicit Canvas(int64_t count) {
    view.resize(frame.size());
    view.show();
    Problems problems;
    (void)model.read(graphText(count), "bench.json", problems);
    view.fitAll();
    QApplication::processEvents();
    paint();
  }
  void paint() { static_cast<QWidget&>(view).render(&frame); }
};

void pan(benchmark::State& state, Canvas& canvas) {
  int i = 0;
  for (auto _ : state) {
    canvas.view.panBy((i++ / 20) % 2 ? QPoint(7, 3) : QPoint(-7, -3));
    canvas.paint();
  }
}

void panOverAll(benchmark::State& state) {
  Canvas canvas(state.range(0));
  pan(state, canvas);
}
BENCHMARK(panOverAll)->Arg(1000)->Unit(benchmark::kMillisecond);

// At the zoom, in percent.
void panAt(benchmark::State& state) {
  Canvas canvas(1000);
  canvas.view.setZoom(static_cast<double>(state.range(0)) / 100, QPoint(960, 540));
  canvas.paint();
  pan(state, canvas);
}
BENCHMARK(panAt)->Arg(25)->Arg(50)->Arg(100)->Arg(200)->Unit(benchmark::kMillisecond);

// From all in sight to 100 % and back, in steps of 4 %.
void zoomOverAll(benchmark::State& state) {
  Canvas canvas(state.range(0));
  const double least = canvas.view.zoom();
  double step = 1.04;
  for (auto _ : state) {
    if (canvas.view.zoom() * step > 1 || canvas.view.zoom() * step < least) step = 1 / step;
    canvas.view.setZoom(canvas.view.zoom() * step, QPoint(960, 540));
    canvas.paint();
  }
}
BENCHMARK(zoomOverAll)->Arg(1000)->Unit(benchmark::kMillisecond);

// The frame after the view has come to rest: all of it smooth.
void restOverAll(benchmark::State& state) {
  Canvas canvas(state.range(0));
  canvas.view.graph().setFast(false);
  for (auto _ : state) canvas.paint();
}
BENCHMARK(restOverAll)->Arg(1000)->Unit(benchmark::kMillisecond);

void openGraph(benchmark::State& state) {
  const std::string text = graphText(state.range(0));
  Canvas canvas(1);
  for (auto _ : state) {
    Problems problems;
    (void)canvas.model.read(text, "bench.json", problems);
    canvas.view.fitAll();
    canvas.paint();
  }
}
BENCHMARK(openGraph)->Arg(1000)->Arg(10'000)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace weft::editor

int main(int argc, char** argv) {
  qputenv("QT_QPA_PLATFORM", "offscreen");
  QApplication application(argc, argv);
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
  return 0;
}
