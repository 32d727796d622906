#include "palette/palette_box.h"

#include <QApplication>
#include <QBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPainter>
#include <QPointer>
#include <QScrollBar>

#include "palette/palette_list.h"
#include "theme/icons.h"
#include "theme/theme.h"

namespace weft::editor {
namespace {

constexpr int shadow = 18;  // around the box, painted by itself
constexpr int boxWidth = 560;
constexpr int listHeight = 30 * 10 + 8;

QString sheet() {
  const Theme& t = theme();
  return QString(
             "QLineEdit { background: transparent; border: none; padding: 0; color: %1; font-size: 15px;"
             "  selection-background-color: %2; selection-color: %1; }"
             "QListView { background: transparent; border: none; outline: none; }"
             "QLabel { background: transparent; border: none; color: %3; }"
             "QLabel#paletteTitle { color: %1; font-weight: 600; }"
             "QLabel#paletteSummary { color: %1; }"
             "QScrollBar:vertical { background: transparent; width: 8px; margin: 2px; }"
             "QScrollBar::handle:vertical { background: %4; border-radius: 2px; min-height: 24px; }"
             "QScrollBar::add-line, QScrollBar::sub-line { height: 0; }"
             "QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }")
      .arg(t.text.name(), t.selection.name(), t.dimText.name(), t.border.name());
}

class Glass : public QWidget {
 public:
  explicit Glass(QWidget* parent) : QWidget(parent) { setFixedSize(18, 18); }

 protected:
  void paintEvent(QPaintEvent*) override {
    QPainter painter(this);
    drawIcon(painter, rect(), Icon::Search, theme().dimText);
  }
};

QLabel* plainLabel(QWidget* parent, const char* name) {
  auto* label = new QLabel(parent);
  label->setTextFormat(Qt::PlainText);
  label->setObjectName(name);
  return label;
}

}  // namespace

struct PaletteBox::State {
  PaletteModel model;
  QLineEdit* field = nullptr;
  QListView* list = nullptr;
  QLabel *badge = nullptr, *nothing = nullptr, *title = nullptr, *where = nullptr, *summary = nullptr;
  QColor badgeColour;
  QPointer<QWidget> owner;   // it goes with this, wherever it lies meanwhile
  QPointer<QWidget> before;  // had the focus
};

PaletteBox::PaletteBox(QWidget* parent) : QFrame(parent), m_state(std::make_unique<State>()) {
  State& s = *m_state;
  s.owner = parent;
  connect(parent, &QObject::destroyed, this, &QObject::deleteLater);
  hide();
  setFrameShape(QFrame::NoFrame);
  setFixedWidth(boxWidth + 2 * shadow);

  s.field = new QLineEdit(this);
  s.field->setObjectName("paletteField");
  s.field->setAccessibleName("Search");
  s.field->setFrame(false);
  s.field->installEventFilter(this);
  s.badge = plainLabel(this, "paletteBadge");
  s.badge->setAccessibleName("Fits");
  s.badge->hide();

  s.list = new QListView(this);
  s.list->setObjectName("paletteList");
  s.list->setAccessibleName("What fits");
  s.list->setModel(&s.model);
  s.list->setItemDelegate(new PaletteDelegate(s.model, s.list));
  s.list->setUniformItemSizes(true);
  s.list->setMouseTracking(true);
  s.list->setFocusPolicy(Qt::NoFocus);
  s.list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  s.list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
  s.list->setFixedHeight(listHeight);
  s.list->viewport()->setAutoFillBackground(false);
  s.nothing = plainLabel(s.list, "paletteNothing");
  s.nothing->setAlignment(Qt::AlignCenter);
  s.nothing->setGeometry(0, 20, boxWidth, 60);

  s.title = plainLabel(this, "paletteTitle");
  s.where = plainLabel(this, "paletteWhere");
  s.summary = plainLabel(this, "paletteSummary");
  s.summary->setWordWrap(true);
  s.summary->setAlignment(Qt::AlignTop | Qt::AlignLeft);
  s.summary->setFixedHeight(36);

  auto* top = new QHBoxLayout;
  top->setContentsMargins(16, 12, 12, 12);
  top->setSpacing(10);
  top->addWidget(new Glass(this));
  top->addWidget(s.field, 1);
  top->addWidget(s.badge);
  auto* name = new QHBoxLayout;
  name->addWidget(s.title);
  name->addStretch(1);
  name->addWidget(s.where);
  auto* bottom = new QVBoxLayout;
  bottom->setContentsMargins(18, 10, 18, 10);
  bottom->setSpacing(4);
  bottom->addLayout(name);
  bottom->addWidget(s.summary);
  auto* all = new QVBoxLayout(this);
  all->setContentsMargins(shadow, shadow, shadow, shadow);
  all->setSpacing(0);
  all->addLayout(top);
  all->addSpacing(5);
  all->addWidget(s.list);
  all->addSpacing(5);
  all->addLayout(bottom);

  connect(s.field, &QLineEdit::textChanged, this, [this](const QString& text) {
    m_state->model.search(text);
    m_state->list->setCurrentIndex(m_state->model.index(0));
    m_state->list->scrollToTop();
    showCurrent();
  });
  connect(s.list->selectionModel(), &QItemSelectionModel::currentChanged, this, [this] { showCurrent(); });
  connect(s.list, &QListView::clicked, this, [this] { accept(); });
  connect(&themeEvents(), &ThemeEvents::changed, this, &PaletteBox::restyle);
  restyle();
}

PaletteBox::~PaletteBox() { m_state->list->setModel(nullptr); }

void PaletteBox::restyle() {
  setStyleSheet(sheet());
  for (QWidget* widget : findChildren<QWidget*>()) widget->setFont(uiFont());
  setBadge(m_state->badge->text(), m_state->badgeColour);
  update();
}

void PaletteBox::setEntries(std::vector<PaletteEntry> entries) {
  m_state->model.setEntries(std::move(entries));
  m_state->model.search(m_state->field->text());
  m_state->list->setCurrentIndex(m_state->model.index(0));
  showCurrent();
}

void PaletteBox::setPlaceholder(const QString& text) { m_state->field->setPlaceholderText(text); }

void PaletteBox::setBadge(const QString& text, const QColor& colour) {
  QLabel& badge = *m_state->badge;
  m_state->badgeColour = colour;
  badge.setText(text);
  badge.setVisible(!text.isEmpty());
  QColor ground = colour.isValid() ? colour : theme().dimText;
  ground.setAlphaF(0.16F);
  badge.setStyleSheet(QString("color: %1; background: rgba(%2, %3, %4, %5); border-radius: 10px; padding: 3px 10px;")
                          .arg(theme().text.name())
                          .arg(ground.red())
                          .arg(ground.green())
                          .arg(ground.blue())
                          .arg(ground.alpha()));
}

void PaletteBox::openAt(QPoint global) {
  const QPoint corner = m_state->owner->window()->mapFromGlobal(global);
  open(corner - QPoint(shadow + 16, shadow + 20));
}

void PaletteBox::openInMiddle() {
  const QWidget& window = *m_state->owner->window();
  open({(window.width() - width()) / 2, std::max(0, window.height() / 7 - shadow)});
}

void PaletteBox::open(QPoint corner) {
  QWidget* window = m_state->owner->window();
  if (parentWidget() != window) setParent(window);
  m_state->before = window->focusWidget();
  m_state->field->clear();
  m_state->list->setCurrentIndex(m_state->model.index(0));
  m_state->list->scrollToTop();
  showCurrent();
  adjustSize();
  const QRect room = window->rect().adjusted(-shadow + 8, -shadow + 8, shadow - 8, shadow - 8);
  QFrame::move(std::max(room.left(), std::min(corner.x(), room.right() - width())),
               std::max(room.top(), std::min(corner.y(), room.bottom() - height())));
  show();
  raise();
  m_state->field->setFocus(Qt::PopupFocusReason);
  qApp->installEventFilter(this);
}

// The answer is told last: whoever gets it may open this again.
void PaletteBox::dismiss() {
  if (isHidden()) return;
  qApp->removeEventFilter(this);
  const bool hadFocus = m_state->field->hasFocus();
  hide();
  if (hadFocus && m_state->before) m_state->before->setFocus(Qt::OtherFocusReason);
  emit dismissed();
}

void PaletteBox::accept() {
  const PaletteEntry* entry = current();
  if (!entry || !entry->unavailable.isEmpty()) return;
  const PaletteEntry chosen = *entry;
  qApp->removeEventFilter(this);
  hide();
  if (m_state->before) m_state->before->setFocus(Qt::OtherFocusReason);
  emit accepted(chosen);
}

int PaletteBox::count() const { return m_state->model.rowCount(); }
const PaletteEntry& PaletteBox::entryAt(int row) const { return m_state->model.entry(row); }

const PaletteEntry* PaletteBox::current() const {
  const QModelIndex index = m_state->list->currentIndex();
  return index.isValid() ? &m_state->model.entry(index.row()) : nullptr;
}

void PaletteBox::showCurrent() {
  const State& s = *m_state;
  const PaletteEntry* entry = current();
  s.nothing->setText(entry ? QString() : "Nothing fits");
  s.title->setText(entry ? entry->label : QString());
  s.where->setText(entry ? entry->id : QString());
  s.summary->setText(!entry ? QString() : entry->unavailable.isEmpty() ? entry->summary : entry->unavailable);
  s.title->setAccessibleName("Current entry");
  s.summary->setAccessibleName("What it is");
}

void PaletteBox::step(int rows, bool wrap) {
  const int all = count();
  if (all == 0) return;
  const int wanted = m_state->list->currentIndex().row() + rows;
  const int row = wrap ? (wanted + all) % all : std::clamp(wanted, 0, all - 1);
  m_state->list->setCurrentIndex(m_state->model.index(row));
  m_state->list->scrollTo(m_state->model.index(row));
}

bool PaletteBox::takeKey(QKeyEvent& key) {
  switch (key.key()) {
    case Qt::Key_Up:
    case Qt::Key_Backtab:
      return step(-1, true), true;
    case Qt::Key_Down:
    case Qt::Key_Tab:
      return step(1, true), true;
    case Qt::Key_PageUp:
      return step(-9, false), true;
    case Qt::Key_PageDown:
      return step(9, false), true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
      return accept(), true;
    case Qt::Key_Escape:
      return dismiss(), true;
    case Qt::Key_F1:
      if (const PaletteEntry* entry = current()) emit helpWanted(entry->id);
      return true;
    default:
      return false;
  }
}

// Keys of the field; a press elsewhere, or another window, closes.
bool PaletteBox::eventFilter(QObject* watched, QEvent* event) {
  if (watched == m_state->field && event->type() == QEvent::KeyPress) return takeKey(*static_cast<QKeyEvent*>(event));
  if (watched == m_state->field && event->type() == QEvent::ShortcutOverride) {
    event->accept();  // the window's shortcuts wait until this is closed
    return true;
  }
  if (isVisible() && event->type() == QEvent::MouseButtonPress) {
    const auto* widget = qobject_cast<QWidget*>(watched);
    const bool inside = widget && (widget == this || isAncestorOf(widget));
    if (widget && !inside) dismiss();
  }
  if (isVisible() && watched == window() && event->type() == QEvent::WindowDeactivate) dismiss();
  return QFrame::eventFilter(watched, event);
}

void PaletteBox::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const QRectF box = QRectF(rect()).adjusted(shadow, shadow, -shadow, -shadow);
  painter.setPen(Qt::NoPen);
  for (int i = shadow; i > 0; i -= 2) {
    const double fade = 1.0 - static_cast<double>(i) / shadow;
    painter.setBrush(QColor(0, 0, 0, static_cast<int>((theme().dark ? 24 : 7) * fade * fade)));
    painter.drawRoundedRect(box.adjusted(-i, -i + 3, i, i + 3).intersected(rect()), 12 + i, 12 + i);
  }
  painter.setPen(QPen(theme().border, 1));
  painter.setBrush(theme().panel);
  painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 11, 11);
  const double top = m_state->list->y() - 5.5, bottom = m_state->list->geometry().bottom() + 6.5;
  painter.drawLine(QPointF(box.left() + 1, top), QPointF(box.right() - 1, top));
  painter.drawLine(QPointF(box.left() + 1, bottom), QPointF(box.right() - 1, bottom));
}

}  // namespace weft::editor
