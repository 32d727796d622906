#include "preview/tensor_inspector.h"

#include <algorithm>
#include <cmath>

#include <QComboBox>
#include <QGridLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QPlainTextEdit>
#include <QScrollArea>
#include <QTableWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include "preview/followed_node.h"
#include "preview/histogram.h"
#include "preview/picture_list.h"
#include "preview/plot_axis.h"
#include "preview/value_tree.h"
#include "theme/icons.h"
#include "theme/theme.h"

namespace weft::editor {
namespace {

constexpr int bins = 64, mostChannels = 16, channelSide = 72;
constexpr int64_t mostRows = 64, mostColumns = 32;

using Shape = std::vector<int64_t>;

QString shapeText(const Shape& shape) {
  QStringList sides;
  for (const int64_t side : shape) sides << QString::number(side);
  return sides.isEmpty() ? "scalar" : sides.join(" × ");
}

QString numberIn(const Json& json, const char* key) {
  const auto found = json.find(key);
  return found != json.end() && found->is_number() ? numberText(found->get<double>()) : "–";
}

QString textIn(const Json& json, const char* key) {
  const auto found = json.find(key);
  return found != json.end() && found->is_string() ? QString::fromStdString(found->get<std::string>()) : QString();
}

QString countIn(const Json& json, const char* key) {
  return QLocale(QLocale::English).toString(static_cast<qlonglong>(json.value(key, int64_t{0})));
}

}  // namespace

struct TensorInspector::State {
  explicit State(TensorInspector& panel) : node(new FollowedNode(&panel)) {}

  FollowedNode* node;
  QLabel *title = nullptr, *message = nullptr, *channelsTitle = nullptr, *valuesTitle = nullptr;
  QComboBox* port = nullptr;
  QToolButton* up = nullptr;
  QGridLayout* facts = nullptr;
  QList<std::pair<QString, QString>> factTexts;
  HistogramView* histogram = nullptr;
  PictureList* channels = nullptr;
  QTableWidget* values = nullptr;
  ValueTree* tree = nullptr;
  QPlainTextEdit* text = nullptr;
  Json item = Json::array();  // where in the value
  quint64 series = 0;         // answers of an older one come too late

  void hideParts() {
    for (QWidget* part :
         std::initializer_list<QWidget*>{histogram, channelsTitle, channels, valuesTitle, values, tree, text})
      part->hide();
  }
};

TensorInspector::TensorInspector(QWidget* parent) : QWidget(parent), m_state(std::make_unique<State>(*this)) {
  setObjectName("tensorInspector");
  setAccessibleName("Values");
  makeParts();
  State& state = *m_state;
  connect(state.node, &FollowedNode::changed, this, &TensorInspector::showPorts);
  connect(state.node, &FollowedNode::valueChanged, this, &TensorInspector::reload);
  connect(state.port, &QComboBox::activated, this, [this] { open(Json::array()); });
  connect(state.up, &QToolButton::clicked, this, [this] {
    Json item = m_state->item;
    if (!item.empty()) item.erase(item.size() - 1);
    open(item);
  });
  connect(state.tree, &ValueTree::opened, this, [this](const Json& place) {
    Json item = m_state->item;
    for (const Json& step : place) item.push_back(step);
    open(item);
  });
  connect(&themeEvents(), &ThemeEvents::changed, this, [this] { setFacts(m_state->factTexts); });
  showPorts();
}

TensorInspector::~TensorInspector() = default;

void TensorInspector::makeParts() {
  State& state = *m_state;
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  auto* bar = new QWidget(this);
  auto* row = new QHBoxLayout(bar);
  row->setContentsMargins(12, 4, 8, 4);
  state.up = new QToolButton(bar);
  state.up->setIcon(icon(Icon::Up));
  state.up->setObjectName("upValue");
  state.up->setAccessibleName("What this is in");
  state.up->setToolTip("What this is in");
  state.up->setAutoRaise(true);
  state.title = new QLabel(bar);
  state.title->setTextFormat(Qt::PlainText);
  state.title->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
  state.port = new QComboBox(bar);
  state.port->setObjectName("inspectedOutput");
  state.port->setAccessibleName("Output");
  row->addWidget(state.up);
  row->addWidget(state.title, 1);
  row->addWidget(state.port);
  column->addWidget(bar);

  auto* area = new QScrollArea(this);
  area->setWidgetResizable(true);
  area->setFrameShape(QFrame::NoFrame);
  auto* page = new QWidget(area);
  auto* parts = new QVBoxLayout(page);
  parts->setContentsMargins(12, 4, 12, 12);
  parts->setSpacing(8);
  const auto heading = [&](const QString& text) {
    auto* label = new QLabel(text, page);
    label->setProperty("role", "dim");
    return label;
  };
  state.message = heading({});
  state.message->setWordWrap(true);
  state.message->setTextFormat(Qt::PlainText);
  state.facts = new QGridLayout;
  state.facts->setColumnStretch(1, 1);
  state.facts->setHorizontalSpacing(16);
  state.facts->setVerticalSpacing(3);
  state.histogram = new HistogramView(page);
  state.histogram->setFixedHeight(132);
  state.channelsTitle = heading("Channels");
  state.channels = new PictureList(PictureList::Form::Strip, channelSide, "Channels", page);
  state.channels->setObjectName("channelPictures");
  state.valuesTitle = heading("Values");
  state.values = new QTableWidget(page);
  state.values->setObjectName("sliceValues");
  state.values->setAccessibleName("Values");
  state.values->setEditTriggers(QAbstractItemView::NoEditTriggers);
  state.values->setMinimumHeight(200);
  state.tree = new ValueTree(page);
  state.text = new QPlainTextEdit(page);
  state.text->setObjectName("valueText");
  state.text->setAccessibleName("Text");
  state.text->setReadOnly(true);
  state.text->setFont(monoFont());
  parts->addWidget(state.message);
  parts->addLayout(state.facts);
  for (QWidget* part :
       std::initializer_list<QWidget*>{state.histogram, state.channelsTitle, state.channels, state.valuesTitle})
    parts->addWidget(part);
  for (QWidget* part : std::initializer_list<QWidget*>{state.values, state.tree, state.text}) parts->addWidget(part, 1);
  parts->addStretch();
  area->setWidget(page);
  column->addWidget(area, 1);
}

void TensorInspector::follow(const ValueSource& source, Selection* selection, GraphModel* model) {
  m_state->node->follow(source, selection, model);
}

QString TensorInspector::fact(const QString& name) const {
  for (const auto& [key, text] : m_state->factTexts) {
    if (key == name) return text;
  }
  return {};
}

void TensorInspector::showPorts() {
  State& state = *m_state;
  const QString before = state.port->currentData().toString();
  state.title->setText(state.node->title());
  state.port->clear();
  for (const FollowedPort& port : state.node->ports()) state.port->addItem(port.label, port.node + '.' + port.port);
  const int kept = state.port->findData(before);  // the node is the same, its outputs have become others
  if (kept >= 0) state.port->setCurrentIndex(kept);
  state.port->setVisible(state.node->ports().size() > 1);
  open(kept >= 0 ? state.item : Json::array());
}

void TensorInspector::open(const Json& item) {
  m_state->item = item;
  m_state->up->setVisible(!item.empty());
  reload();
}

Json TensorInspector::request(const char* as) const {
  const FollowedPort port = m_state->node->ports().value(m_state->port->currentIndex());
  Json request{{"node", port.node.toStdString()}, {"port", port.port.toStdString()}, {"as", as}};
  if (!m_state->item.empty()) request["item"] = m_state->item;
  return request;
}

void TensorInspector::reload() {
  State& state = *m_state;
  ++state.series;
  const bool any = state.port->currentIndex() >= 0 && state.node->source().fetch;
  if (!any) {
    setFacts({});
    state.hideParts();
    state.message->setText(state.node->path().isEmpty() ? "Select a node to see what it gives."
                                                        : "This node gives nothing.");
    state.message->show();
    return;
  }
  Json wanted = request("numbers");
  wanted["bins"] = bins;
  state.node->source().fetch(wanted, [this, guard = QPointer(this), series = state.series](const Json& reply) {
    if (guard && series == m_state->series) take(reply);
  });
}

void TensorInspector::take(const Json& reply) {
  State& state = *m_state;
  state.hideParts();
  const bool ok = reply.value("ok", false);
  state.message->setVisible(!ok);
  if (!ok) {
    setFacts({});
    state.message->setText(textIn(reply, "error"));
    return;
  }
  const Json summary = reply.value("summary", Json::object());
  if (reply.contains("numbers")) {
    takeTensor(summary, reply["numbers"]);
  } else {
    takeContent(summary, reply.value("value", Json()));
  }
}

void TensorInspector::takeTensor(const Json& summary, const Json& numbers) {
  State& state = *m_state;
  const Shape shape = summary.value("shape", Shape());
  const auto bytes = summary.value("bytes", int64_t{0});
  setFacts({{"Kind", "Tensor"},
            {"Type", QString::fromStdString(state.node->ports().value(state.port->currentIndex()).type.text())},
            {"Shape", shapeText(shape)},
            {"Elements", countIn(numbers, "count")},
            {"Format", textIn(summary, "dtype") + " on " + textIn(summary, "device")},
            {"Size", QLocale(QLocale::English).formattedDataSize(bytes, 1)},
            {"Minimum", numberIn(numbers, "minimum")},
            {"Maximum", numberIn(numbers, "maximum")},
            {"Mean", numberIn(numbers, "mean")},
            {"Deviation", numberIn(numbers, "deviation")},
            {"NaN", countIn(numbers, "nan")},
            {"Infinite", countIn(numbers, "infinite")}});
  QList<double> counts;
  for (const Json& count : numbers.value("histogram", Json::array())) counts.append(count.get<double>());
  const bool finite = numbers.value("minimum", Json()).is_number();
  state.histogram->setHistogram(finite ? counts : QList<double>(), finite ? numbers["minimum"].get<double>() : 0,
                                finite ? numbers["maximum"].get<double>() : 0);
  state.histogram->show();
  if (std::find(shape.begin(), shape.end(), 0) != shape.end()) return;
  fetchChannels(shape);
  fetchValues(shape);
}

void TensorInspector::fetchChannels(const Shape& shape) {
  State& state = *m_state;
  const size_t rank = shape.size();
  if (rank < 2 || rank > 4 || shape[rank - 1] < 2 || shape[rank - 2] < 2) return;
  const int64_t all = rank >= 3 ? shape[rank - 3] : 1;
  const int count = static_cast<int>(std::min<int64_t>(all, mostChannels));
  state.channelsTitle->setText(all > count ? QString("Channels, the first %1 of %2").arg(count).arg(all) : "Channels");
  state.channels->setCount(count, [](int i) { return QString::number(i); });
  state.channelsTitle->show();
  state.channels->show();
  for (int i = 0; i < count; ++i) {
    Json wanted = request("picture");
    wanted["channel"] = i;
    wanted["range"] = "auto";
    wanted["max"] = 2 * channelSide;
    state.node->source().fetchPicture(
        wanted, [this, guard = QPointer(this), series = state.series, i](const QImage& image, const Json&) {
          if (guard && series == m_state->series) m_state->channels->setPicture(i, image);
        });
  }
}

// The first rows and columns of the first plane.
void TensorInspector::fetchValues(const Shape& shape) {
  State& state = *m_state;
  const size_t rank = shape.size();
  const int64_t rows = rank >= 2 ? std::min(shape[rank - 2], mostRows) : 1;
  const int64_t columns = rank >= 1 ? std::min(shape[rank - 1], mostColumns) : 1;
  Json slice = Json::array();
  for (size_t d = 0; d + 2 < rank; ++d) slice.push_back({0, 1});
  if (rank >= 2) slice.push_back({0, rows});
  if (rank >= 1) slice.push_back({0, columns});
  Json wanted = request("numbers");
  wanted["slice"] = slice;
  const QString title = rank > 2 ? "Values of the first plane" : "Values";
  state.node->source().fetch(
      wanted, [this, guard = QPointer(this), series = state.series, rows, columns, title](const Json& reply) {
        if (!guard || series != m_state->series || !reply.value("ok", false)) return;
        const Json numbers = reply.value("numbers", Json::object()).value("numbers", Json::array());
        QTableWidget& table = *m_state->values;
        table.clear();
        table.setRowCount(static_cast<int>(rows));
        table.setColumnCount(static_cast<int>(columns));
        for (int i = 0; i < table.rowCount(); ++i)
          table.setVerticalHeaderItem(i, new QTableWidgetItem(QString::number(i)));
        for (int i = 0; i < table.columnCount(); ++i)
          table.setHorizontalHeaderItem(i, new QTableWidgetItem(QString::number(i)));
        int place = 0;
        for (const Json& number : numbers) {
          auto* item = new QTableWidgetItem(number.is_number() ? numberText(number.get<double>()) : "not finite");
          item->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
          table.setItem(place / static_cast<int>(columns), place % static_cast<int>(columns), item);
          ++place;
        }
        table.resizeColumnsToContents();
        m_state->valuesTitle->setText(title);
        m_state->valuesTitle->show();
        table.show();
      });
}

void TensorInspector::takeContent(const Json& summary, const Json& value) {
  State& state = *m_state;
  QList<std::pair<QString, QString>> facts{{"Kind", textIn(summary, "kind")}, {"Value", textIn(summary, "text")}};
  if (value.is_structured()) facts.append({value.is_array() ? "Length" : "Members", QString::number(value.size())});
  facts.append({"Size", QLocale(QLocale::English).formattedDataSize(summary.value("bytes", int64_t{0}), 1)});
  setFacts(facts);
  if (value.is_structured()) {
    state.tree->setValue(value);
    state.tree->show();
  } else if (textIn(summary, "kind") == "string") {
    state.text->setPlainText(value.is_string() ? QString::fromStdString(value.get<std::string>()) : QString());
    state.text->show();
  }
}

void TensorInspector::setFacts(const QList<std::pair<QString, QString>>& facts) {
  State& state = *m_state;
  state.factTexts = facts;
  while (QLayoutItem* item = state.facts->takeAt(0)) {
    delete item->widget();
    delete item;
  }
  int row = 0;
  for (const auto& [name, text] : facts) {
    auto* key = new QLabel(name, this);
    key->setProperty("role", "dim");
    auto* shown = new QLabel(this);
    shown->setTextFormat(Qt::PlainText);
    shown->setText(text);
    shown->setAccessibleName(name);
    shown->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    shown->setWordWrap(true);
    if ((name == "NaN" || name == "Infinite") && text != "0") {
      QPalette palette = shown->palette();
      palette.setColor(QPalette::WindowText, theme().error);
      shown->setPalette(palette);
    }
    state.facts->addWidget(key, row, 0, Qt::AlignTop);
    state.facts->addWidget(shown, row++, 1);
  }
}

}  // namespace weft::editor
