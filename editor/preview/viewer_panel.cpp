#include "preview/viewer_panel.h"

#include <array>

#include <QActionGroup>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include "preview/followed_node.h"
#include "preview/picture_list.h"
#include "preview/picture_set.h"
#include "preview/viewer_history.h"
#include "theme/icons.h"

namespace weft::editor {
namespace {

constexpr std::array comparisonNames{"Wipe", "Side by side", "Difference", "Blink"};

QToolButton* makeButton(QWidget* parent, Icon which, const QString& name, const QString& tip, bool checkable) {
  auto* button = new QToolButton(parent);
  button->setIcon(icon(which));
  button->setAccessibleName(name);
  button->setObjectName(name);
  button->setToolTip(tip);
  button->setCheckable(checkable);
  button->setAutoRaise(true);
  button->setFocusPolicy(Qt::TabFocus);
  return button;
}

QComboBox* makeChoice(QWidget* parent, const QString& name) {
  auto* choice = new QComboBox(parent);
  choice->setAccessibleName(name);
  choice->setObjectName(name);
  choice->setSizeAdjustPolicy(QComboBox::AdjustToContents);
  choice->setFocusPolicy(Qt::TabFocus);
  return choice;
}

// What is a picture comes before what can be looked at as one.
int preferred(const QList<FollowedPort>& ports) {
  for (const char* name : {"image", "mask", "latent", "tensor"}) {
    for (qsizetype i = 0; i < ports.size(); ++i) {
      const Type& type = ports[i].type;
      if (!type.terms.empty() && type.text().find(name) != std::string::npos) return static_cast<int>(i);
    }
  }
  return 0;
}

QString keyOf(const FollowedPort& port) { return port.node + '.' + port.port; }

}  // namespace

struct ViewerPanel::State {
  explicit State(ViewerPanel& panel) : node(new FollowedNode(&panel)), set(new PictureSet(&panel)) {}

  FollowedNode* node;
  PictureSet* set;
  ViewerHistory history;
  QLabel* title = nullptr;
  QComboBox *port = nullptr, *channel = nullptr, *comparison = nullptr;
  QToolButton *back = nullptr, *pin = nullptr, *stay = nullptr;
  QPushButton* run = nullptr;
  QStackedWidget* stack = nullptr;
  PictureView* view = nullptr;
  PictureList *grid = nullptr, *past = nullptr;
  QString label, pinned;  // of the picture, and of the one it is compared with
  int opened = -1;        // which of the set is shown; -1: the grid
  std::optional<FollowedPort> shown() const {
    const int at = port->currentIndex();
    return at >= 0 && at < node->ports().size() ? std::optional(node->ports()[at]) : std::nullopt;
  }
};

ViewerPanel::ViewerPanel(QWidget* parent) : QWidget(parent), m_state(std::make_unique<State>(*this)) {
  setObjectName("viewerPanel");
  setAccessibleName("Viewer");
  State& state = *m_state;
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  makeBar();
  state.stack = new QStackedWidget(this);
  state.view = new PictureView(state.stack);
  state.grid = new PictureList(PictureList::Form::Grid, 160, "Pictures of the batch", state.stack);
  state.grid->setObjectName("batchPictures");
  state.stack->addWidget(state.view);
  state.stack->addWidget(state.grid);
  column->addWidget(state.stack, 1);
  state.run = new QPushButton("Run to this node", this);
  state.run->setObjectName("runToNode");
  state.run->setAccessibleName("Run to this node");
  state.run->hide();
  column->addWidget(state.run, 0, Qt::AlignHCenter);
  state.past = new PictureList(PictureList::Form::Strip, 48, "Earlier results", this);
  state.past->setObjectName("pastPictures");
  state.past->hide();
  column->addWidget(state.past);

  state.node->setGoesAlong(true);
  connect(state.node, &FollowedNode::changed, this, &ViewerPanel::showPorts);
  connect(state.node, &FollowedNode::valueChanged, this, &ViewerPanel::reload);
  connect(state.node, &FollowedNode::progressed, this, &ViewerPanel::showProgress);
  connect(state.set, &PictureSet::found, this, [this] {
    State& own = *m_state;
    own.run->hide();
    own.back->setVisible(own.set->count() > 1);
    if (own.set->count() == 1) return;
    own.grid->setCount(own.set->count(), [&own](int i) { return own.set->label(i); });
    if (own.opened >= 0 && own.opened < own.set->count()) return own.set->open(own.opened);
    own.opened = -1;
    own.stack->setCurrentWidget(own.grid);
  });
  connect(state.set, &PictureSet::small, state.grid, &PictureList::setPicture);
  connect(state.set, &PictureSet::opened, this, [this](int picture, const QImage& image) {
    m_state->opened = m_state->set->count() > 1 ? picture : -1;
    showPicture(image, m_state->set->label(picture), true);
  });
  connect(state.set, &PictureSet::failed, this, [this](const QString& reason, bool isMissing) {
    const NodeRun run = m_state->node->run();
    const bool isMaking = isMissing && run.status == NodeStatus::Running && !run.picture.isNull();
    isMaking ? showProgress() : say(reason, isMissing);
  });
  connect(state.grid, &PictureList::opened, this, [this](int place) {
    m_state->set->open(place);
    m_state->view->setFocus();
  });
  connect(state.past, &PictureList::opened, this, [this](int place) {
    const auto port = m_state->shown();
    const auto past = port ? m_state->history.of(keyOf(*port)) : QList<PastPicture>();
    if (place < past.size()) showPicture(past[place].picture, past[place].time.toString("hh:mm:ss"), false);
  });
  connect(state.run, &QPushButton::clicked, this, [this] {
    const auto port = m_state->shown();
    if (port && m_state->node->source().runTo) m_state->node->source().runTo(port->node);
  });
  connect(state.view, &PictureView::message, this, &ViewerPanel::message);
  connect(state.view, &PictureView::dropped, this, [this](const QImage& image) { compareWith(image, "dropped"); });
  connect(state.view, &PictureView::looksChanged, this, [this] {
    m_state->channel->setCurrentIndex(static_cast<int>(m_state->view->looks().channel));
    m_state->comparison->setCurrentIndex(static_cast<int>(m_state->view->comparison()));
  });
  connect(state.view, &PictureView::stepped, this, [this](int by) {
    if (m_state->opened >= 0) m_state->set->open(m_state->opened + by);
  });
  connect(state.view, &PictureView::left, state.back, &QToolButton::click);
  showPorts();
}

ViewerPanel::~ViewerPanel() = default;

PictureView& ViewerPanel::view() { return *m_state->view; }

void ViewerPanel::makeBar() {
  State& state = *m_state;
  auto* bar = new QWidget(this);
  auto* row = new QHBoxLayout(bar);
  row->setContentsMargins(8, 4, 8, 4);
  row->setSpacing(4);
  state.back = makeButton(bar, Icon::Grid, "Show all", "All pictures (Escape)", false);
  state.title = new QLabel(bar);
  state.title->setTextFormat(Qt::PlainText);
  state.title->setMinimumWidth(40);
  state.title->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
  state.port = makeChoice(bar, "Output");
  state.channel = makeChoice(bar, "Channel");
  for (int i = 0; i <= static_cast<int>(PictureChannel::Luminance); ++i)
    state.channel->addItem(channelName(static_cast<PictureChannel>(i)));
  state.comparison = makeChoice(bar, "Comparison");
  for (const char* name : comparisonNames) state.comparison->addItem(name);
  auto* fit = makeButton(bar, Icon::Fit, "Fit picture", "Fit (F); 100 % with 1", false);
  state.pin = makeButton(bar, Icon::Compare, "Pin to compare", "Keep this picture as B, to compare with", true);
  state.stay = makeButton(bar, Icon::Pin, "Stay at this node", "Stay at this node, whatever is selected", true);
  row->addWidget(state.back);
  row->addWidget(state.title, 1);
  for (QWidget* widget :
       std::initializer_list<QWidget*>{state.port, state.channel, state.comparison, fit, state.pin, state.stay})
    row->addWidget(widget);
  layout()->addWidget(bar);

  connect(state.back, &QToolButton::clicked, this, [this] {
    if (m_state->set->count() < 2) return;
    m_state->opened = -1;
    m_state->stack->setCurrentWidget(m_state->grid);
    m_state->grid->setFocus();
  });
  connect(state.port, &QComboBox::activated, this, [this] {
    m_state->opened = -1;
    reload();
  });
  connect(state.channel, &QComboBox::activated, this, [this](int index) {
    m_state->view->setLooks({static_cast<PictureChannel>(index), m_state->view->looks().stops});
  });
  connect(state.comparison, &QComboBox::activated, this,
          [this](int index) { m_state->view->setComparison(static_cast<Comparison>(index)); });
  connect(fit, &QToolButton::clicked, this, [this] { m_state->view->fit(); });
  connect(state.pin, &QToolButton::clicked, this, &ViewerPanel::pin);
  connect(state.stay, &QToolButton::clicked, this, [this](bool on) { m_state->node->setPinned(on); });
  state.comparison->hide();
}

void ViewerPanel::follow(const ValueSource& source, Selection* selection, GraphModel* model) {
  m_state->history.clear();
  m_state->stay->setChecked(false);
  m_state->node->setPinned(false);
  m_state->node->follow(source, selection, model);
}

void ViewerPanel::show(const QString& path) { m_state->node->show(path); }

void ViewerPanel::showPorts() {
  State& state = *m_state;
  const QList<FollowedPort>& ports = state.node->ports();
  const QString before = state.port->currentData().toString();
  state.title->setText(state.node->title());
  state.title->setToolTip(state.node->path());
  state.port->clear();
  for (const FollowedPort& port : ports) state.port->addItem(port.label, keyOf(port));
  const int kept = state.port->findData(before);  // the node is the same, its outputs have become others
  if (kept < 0) state.opened = -1;
  state.port->setCurrentIndex(ports.isEmpty() ? -1 : kept >= 0 ? kept : preferred(ports));
  state.port->setVisible(ports.size() > 1);
  reload();
}

void ViewerPanel::reload() {
  State& state = *m_state;
  showHistory();
  const auto port = state.shown();
  if (!port || !state.node->source().fetch) {
    state.set->clear();
    say(state.node->path().isEmpty() ? "Select a node to see its picture" : "This node gives nothing to look at",
        false);
    return;
  }
  state.set->load(state.node->source(), *port);
}

void ViewerPanel::showPicture(const QImage& picture, const QString& label, bool isResult) {
  State& state = *m_state;
  state.run->hide();
  state.stack->setCurrentWidget(state.view);
  state.view->setPicture(picture);
  state.label = label.isEmpty() ? state.node->title() : label;
  state.view->setLabels(state.label, state.pinned);
  const auto port = state.shown();
  if (isResult && port && state.history.add(keyOf(*port), picture, QTime::currentTime())) showHistory();
}

// A small one of what is in the making, until the result is there.
void ViewerPanel::showProgress() {
  State& state = *m_state;
  const NodeRun run = state.node->run();
  if (run.status == NodeStatus::Failed) say(run.message.isEmpty() ? "The node failed" : run.message, false);
  if (run.status != NodeStatus::Running || run.picture.isNull() || state.set->count() > 1) return;
  state.run->hide();
  state.stack->setCurrentWidget(state.view);
  state.view->setPicture(run.picture);
  state.label = run.total > 0 ? QString("step %1 of %2").arg(run.step).arg(run.total) : "in the making";
  state.view->setLabels(state.label, state.pinned);
}

void ViewerPanel::say(const QString& text, bool canRun) {
  State& state = *m_state;
  state.stack->setCurrentWidget(state.view);
  state.view->setMessage(canRun ? "Not computed yet" : text);
  state.view->setToolTip(canRun ? text : QString());
  state.view->setPicture({});
  state.back->hide();
  state.run->setVisible(canRun && state.node->source().runTo != nullptr);
}

void ViewerPanel::showHistory() {
  State& state = *m_state;
  const auto port = state.shown();
  const auto past = port ? state.history.of(keyOf(*port)) : QList<PastPicture>();
  state.past->clear();
  for (const PastPicture& one : past) state.past->append(one.picture, one.time.toString("hh:mm"));
  state.past->setVisible(past.size() > 1);
  if (!past.isEmpty()) {
    state.past->setCurrentRow(static_cast<int>(past.size()) - 1);
    state.past->scrollToItem(state.past->currentItem());
  }
}

void ViewerPanel::pin(bool on) {
  const QString label = m_state->node->title() + QTime::currentTime().toString(" hh:mm:ss");
  compareWith(on ? m_state->view->picture() : QImage(), label);
}

void ViewerPanel::compareWith(const QImage& picture, const QString& label) {
  State& state = *m_state;
  const bool compares = !picture.isNull();
  state.pinned = compares ? label : QString();
  state.pin->setChecked(compares);
  state.comparison->setVisible(compares);
  state.view->setCompared(picture);
  state.view->setLabels(state.label, state.pinned);
}

}  // namespace weft::editor
