#include "preview/plot_panel.h"

#include <algorithm>
#include <cmath>

#include <QHBoxLayout>
#include <QLabel>
#include <QSlider>
#include <QToolButton>
#include <QVBoxLayout>

#include "preview/followed_node.h"
#include "preview/progress_curves.h"

namespace weft::editor {
namespace {

constexpr int64_t mostValues = 65'536;  // that a session hands over at a time

// An exponential mean; `share` of it is what was before.
QList<QPointF> smoothed(const QList<QPointF>& points, double share) {
  QList<QPointF> result = points;
  for (qsizetype i = 1; i < result.size(); ++i) {
    result[i].setY(result[i - 1].y() * share + result[i].y() * (1 - share));
  }
  return result;
}

// The one dimension that is longer than 1; -1 where there are several.
int lineOf(const std::vector<int64_t>& shape) {
  int line = -1;
  for (size_t d = 0; d < shape.size(); ++d) {
    if (shape[d] == 1) continue;
    if (line >= 0) return -1;
    line = static_cast<int>(d);
  }
  return line;
}

}  // namespace

struct PlotPanel::State {
  explicit State(PlotPanel& panel) : node(new FollowedNode(&panel)), curves(new ProgressCurves(&panel)) {}

  FollowedNode* node;
  ProgressCurves* curves;
  QLabel* title = nullptr;
  QSlider* smooth = nullptr;
  QToolButton *logX = nullptr, *logY = nullptr;
  PlotView* plot = nullptr;
  quint64 series = 0;  // answers of an older one come too late
};

PlotPanel::PlotPanel(QWidget* parent) : QWidget(parent), m_state(std::make_unique<State>(*this)) {
  setObjectName("plotPanel");
  setAccessibleName("Plot");
  State& state = *m_state;
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  makeBar();
  state.plot = new PlotView(this);
  column->addWidget(state.plot, 1);
  connect(state.node, &FollowedNode::changed, this, &PlotPanel::reload);
  connect(state.node, &FollowedNode::valueChanged, this, &PlotPanel::reload);
  connect(state.curves, &ProgressCurves::grew, this, [this](const QString& path) {
    if (path == m_state->node->path()) reload();
  });
  connect(state.smooth, &QSlider::valueChanged, this, &PlotPanel::showCurves);
  connect(state.logX, &QToolButton::clicked, this,
          [this](bool on) { m_state->plot->setLogarithmic(Qt::Horizontal, on); });
  connect(state.logY, &QToolButton::clicked, this,
          [this](bool on) { m_state->plot->setLogarithmic(Qt::Vertical, on); });
  connect(state.plot, &PlotView::axesChanged, this, [this] {
    m_state->logX->setChecked(m_state->plot->isLogarithmic(Qt::Horizontal));
    m_state->logY->setChecked(m_state->plot->isLogarithmic(Qt::Vertical));
  });
  reload();
}

PlotPanel::~PlotPanel() = default;

PlotView& PlotPanel::plot() { return *m_state->plot; }

void PlotPanel::makeBar() {
  State& state = *m_state;
  auto* bar = new QWidget(this);
  auto* row = new QHBoxLayout(bar);
  row->setContentsMargins(12, 4, 8, 4);
  row->setSpacing(6);
  state.title = new QLabel(bar);
  state.title->setTextFormat(Qt::PlainText);
  state.title->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
  state.smooth = new QSlider(Qt::Horizontal, bar);
  state.smooth->setRange(0, 99);
  state.smooth->setFixedWidth(90);
  state.smooth->setObjectName("smoothing");
  state.smooth->setAccessibleName("Smoothing");
  state.smooth->setToolTip("Smoothing: how much of each point is what came before");
  row->addWidget(state.title, 1);
  row->addWidget(state.smooth);
  const auto button = [&](const QString& text, const QString& name) {
    auto* made = new QToolButton(bar);
    made->setText(text);
    made->setObjectName(name);
    made->setAccessibleName(name);
    made->setToolTip(name);
    made->setCheckable(true);
    made->setAutoRaise(true);
    row->addWidget(made);
    return made;
  };
  state.logX = button("log x", "Logarithmic x axis");
  state.logY = button("log y", "Logarithmic y axis");
  layout()->addWidget(bar);
}

void PlotPanel::follow(const ValueSource& source, Selection* selection, GraphModel* model) {
  m_state->curves->follow(source.state);
  m_state->node->follow(source, selection, model);
}

void PlotPanel::reload() {
  State& state = *m_state;
  ++state.series;
  state.title->setText(state.node->title());
  const bool told = showCurves();
  state.smooth->setVisible(told);
  if (told) return;
  state.plot->setSeries({});
  state.plot->setLabels({}, {});
  state.plot->setMessage(state.node->path().isEmpty()
                             ? "Select a node to plot what it gives, or a training to see its loss"
                             : "This node gives no row of numbers");
  for (int port = 0; port < state.node->ports().size(); ++port) fetchValues(port);
}

bool PlotPanel::showCurves() {
  State& state = *m_state;
  const auto runs = state.curves->of(state.node->path());
  if (runs.isEmpty()) return false;
  const double share = state.smooth->value() / 100.0;
  QList<PlotSeries> series;
  for (qsizetype i = runs.size() - 1; i >= 0; --i) {
    const qsizetype back = runs.size() - 1 - i;
    for (const auto& [name, points] : runs[i]) {
      const QString label = back == 0 ? name : QString("%1, %2 before").arg(name).arg(back);
      series.append({label, share > 0 ? smoothed(points, share) : points, false});
    }
  }
  state.plot->setLabels("step", runs.back().size() == 1 ? runs.back().front().first : QString());
  state.plot->setSeries(series);
  return true;
}

void PlotPanel::fetchValues(int port) {
  State& state = *m_state;
  if (!state.node->source().fetch) return;
  const FollowedPort wanted = state.node->ports()[port];
  const Json request{{"node", wanted.node.toStdString()}, {"port", wanted.port.toStdString()}};
  const auto fetch = [this, guard = QPointer(this), series = state.series](Json asked, auto taken) {
    m_state->node->source().fetch(std::move(asked), [this, guard, series, taken](const Json& reply) {
      if (guard && series == m_state->series && reply.value("ok", false)) taken(reply);
    });
  };
  fetch(request, [this, fetch, request, port](const Json& reply) {
    const Json summary = reply.value("summary", Json::object());
    const std::string kind = summary.value("kind", std::string());
    Json asked = request;
    asked["as"] = "numbers";
    if (kind == "tensor") {
      const auto shape = summary.value("shape", std::vector<int64_t>());
      const int line = lineOf(shape);
      if (line < 0) return;
      asked["slice"] = Json::array();
      for (const int64_t side : shape) asked["slice"].push_back({0, std::min(side, mostValues)});
    } else if (kind != "list") {
      return;
    }
    fetch(asked, [this, port](const Json& numbers) { take(port, numbers); });
  });
}

void PlotPanel::take(int port, const Json& reply) {
  State& state = *m_state;
  const Json numbers = reply.contains("numbers") ? reply["numbers"].value("numbers", Json::array())
                                                 : reply.value("value", Json::array());
  PlotSeries one{state.node->ports().value(port).label, {}, false};
  for (size_t i = 0; i < numbers.size(); ++i) {
    if (!numbers[i].is_number() && !numbers[i].is_null()) return;  // a list of something else
    const double value = numbers[i].is_number() ? numbers[i].get<double>() : std::nan("");
    one.points.append({static_cast<double>(i), value});
  }
  if (one.points.size() < 2) return;
  one.dots = one.points.size() <= 64;
  QList<PlotSeries> series = state.plot->series();
  series.append(one);
  state.plot->setLabels("index", series.size() == 1 ? one.name : QString());
  state.plot->setSeries(series);
}

}  // namespace weft::editor
