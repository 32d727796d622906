#include "palette/welcome_page.h"

#include <QBoxLayout>
#include <QButtonGroup>
#include <QDir>
#include <QFileInfo>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QToolButton>

#include "palette/shelf_view.h"
#include "theme/icons.h"
#include "theme/theme.h"

namespace weft::editor {
namespace {

constexpr int sideWidth = 250;

// A file's name, and below it, dimmed, its folder.
class RecentDelegate : public QStyledItemDelegate {
 public:
  using QStyledItemDelegate::QStyledItemDelegate;
  QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override { return {100, 44}; }

  void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const bool current = (option.state & QStyle::State_Selected) && (option.state & QStyle::State_HasFocus);
    if (current || (option.state & QStyle::State_MouseOver)) {
      painter->setPen(Qt::NoPen);
      painter->setBrush(current ? theme().selection : theme().hover);
      painter->drawRoundedRect(QRectF(option.rect).adjusted(0, 1, -4, -1), 6, 6);
    }
    const QFileInfo file(index.data(Qt::UserRole).toString());
    QRect line(option.rect.left() + 10, option.rect.top() + 4, option.rect.width() - 24, 19);
    painter->setFont(uiFont());
    painter->setPen(theme().text);
    painter->drawText(line, Qt::AlignVCenter | Qt::AlignLeft,
                      painter->fontMetrics().elidedText(file.completeBaseName(), Qt::ElideRight, line.width()));
    QFont small = uiFont();
    small.setPixelSize(11);
    painter->setFont(small);
    painter->setPen(theme().dimText);
    line.translate(0, 17);
    QString folder = file.path();
    if (folder.startsWith(QDir::homePath() + '/')) folder.replace(0, QDir::homePath().size(), "~");
    painter->drawText(line, Qt::AlignVCenter | Qt::AlignLeft,
                      painter->fontMetrics().elidedText(folder, Qt::ElideLeft, line.width()));
    painter->restore();
  }
};

QPushButton* makeButton(const char* text, const char* name, Icon which) {
  auto* button = new QPushButton(icon(which), text);
  button->setObjectName(name);
  button->setAccessibleName(text);
  return button;
}

QLabel* makeTitle(const char* text) {
  auto* label = new QLabel(text);
  label->setTextFormat(Qt::PlainText);
  QFont font = uiFont();
  font.setPixelSize(12);
  font.setWeight(QFont::DemiBold);
  label->setFont(font);
  label->setProperty("role", "dim");
  return label;
}

// The program's sign and name.
class Sign : public QWidget {
 public:
  explicit Sign(QWidget* parent = nullptr) : QWidget(parent) { setFixedHeight(44); }

 protected:
  void paintEvent(QPaintEvent*) override {
    QPainter painter(this);
    drawIcon(painter, QRectF(0, 6, 32, 32), Icon::Weft, theme().accent);
    QFont font = uiFont();
    font.setPixelSize(24);
    font.setWeight(QFont::DemiBold);
    painter.setFont(font);
    painter.setPen(theme().text);
    painter.drawText(QRect(44, 0, width() - 44, 44), Qt::AlignVCenter | Qt::AlignLeft, "Weft");
  }
};

}  // namespace

WelcomePage::WelcomePage(const NodeCatalog& catalog, const QString& folder, QWidget* parent)
    : QWidget(parent), m_catalog(catalog), m_folder(folder) {
  setObjectName("welcomePage");
  setAccessibleName("Welcome");
  setAutoFillBackground(true);
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(40, 36, 24, 16);
  layout->setSpacing(36);
  layout->addWidget(makeSide());
  layout->addWidget(makeShelf(), 1);
  connect(&themeEvents(), &ThemeEvents::changed, this, &WelcomePage::restyle);
  restyle();
}

WelcomePage::~WelcomePage() { m_pool.waitForDone(); }

QWidget* WelcomePage::makeSide() {
  auto* side = new QWidget(this);
  side->setFixedWidth(sideWidth);
  auto* column = new QVBoxLayout(side);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(8);
  column->addWidget(new Sign);
  column->addSpacing(10);
  QPushButton* fresh = makeButton("New graph", "welcomeNew", Icon::New);
  QPushButton* browse = makeButton("Open…", "welcomeOpen", Icon::Open);
  connect(fresh, &QPushButton::clicked, this, &WelcomePage::newWanted);
  connect(browse, &QPushButton::clicked, this, &WelcomePage::browseWanted);
  column->addWidget(fresh);
  column->addWidget(browse);
  column->addSpacing(18);
  column->addWidget(makeTitle("Open again"));
  m_recent = new QListWidget;
  m_recent->setObjectName("welcomeRecent");
  m_recent->setAccessibleName("Files that were open lately");
  m_recent->setItemDelegate(new RecentDelegate(m_recent));
  m_recent->setFrameShape(QFrame::NoFrame);
  m_recent->setMouseTracking(true);
  m_recent->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  const auto open = [this](const QListWidgetItem* item) { emit openWanted(item->data(Qt::UserRole).toString()); };
  connect(m_recent, &QListWidget::itemClicked, this, open);
  connect(m_recent, &QListWidget::itemActivated, this, open);
  column->addWidget(m_recent, 1);
  return side;
}

QWidget* WelcomePage::makeShelf() {
  auto* main = new QWidget(this);
  auto* column = new QVBoxLayout(main);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(12);
  m_search = new QLineEdit;
  m_search->setObjectName("welcomeSearch");
  m_search->setAccessibleName("Search templates");
  m_search->setPlaceholderText("Search templates");
  m_search->setClearButtonEnabled(true);
  m_search->addAction(icon(Icon::Search, theme().dimText), QLineEdit::LeadingPosition);
  m_search->installEventFilter(this);
  m_search->setMaximumWidth(360);
  m_subjects = new QHBoxLayout;
  m_subjects->setSpacing(4);
  m_shelf = new ShelfView(main);
  column->addWidget(m_search);
  column->addLayout(m_subjects);
  column->addWidget(m_shelf, 1);
  connect(m_search, &QLineEdit::textChanged, this, &WelcomePage::search);
  connect(m_shelf, &ShelfView::chosen, this, &WelcomePage::templateWanted);
  return main;
}

void WelcomePage::restyle() {
  // The views lie on the page itself, not on a field of their own.
  setStyleSheet(QString("QListView { background: transparent; border: none; }"
                        "QToolButton { border-radius: 11px; padding: 3px 12px; color: %1; }"
                        "QToolButton:hover { background: %2; }"
                        "QToolButton:checked { background: %3; color: %4; }")
                    .arg(theme().dimText.name(), theme().hover.name(), theme().selection.name(), theme().text.name()));
}

void WelcomePage::setRecent(const QStringList& paths) {
  m_recent->clear();
  for (const QString& path : paths) {
    auto* item = new QListWidgetItem(QFileInfo(path).completeBaseName(), m_recent);
    item->setData(Qt::UserRole, path);
    item->setToolTip("<p>" + path.toHtmlEscaped() + "</p>");
  }
}

void WelcomePage::focusSearch() {
  m_search->setFocus(Qt::ShortcutFocusReason);
  m_search->selectAll();
}

void WelcomePage::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  if (m_reading) return;
  m_reading = true;
  m_pool.start([this] {
    auto graphs = std::make_shared<std::vector<ShelvedGraph>>(graphsIn(m_folder, m_catalog));
    QMetaObject::invokeMethod(
        this, [this, graphs] { fill(std::move(*graphs)); }, Qt::QueuedConnection);
  });
}

void WelcomePage::fill(std::vector<ShelvedGraph> graphs) {
  m_shelf->shelf().setGraphs(std::move(graphs));
  auto* group = new QButtonGroup(this);
  const QStringList subjects = QStringList{QString()} + m_shelf->shelf().subjects();
  for (const QString& subject : subjects) {
    auto* button = new QToolButton;
    button->setText(subject.isEmpty() ? "All" : subject);
    button->setObjectName("subject " + subject);
    button->setAccessibleName("Templates: " + button->text());
    button->setCheckable(true);
    button->setChecked(subject.isEmpty());
    group->addButton(button);
    m_subjects->addWidget(button);
    connect(button, &QToolButton::clicked, this, [this, subject] {
      m_subject = subject;
      search();
    });
  }
  m_subjects->addStretch(1);
  search();
  emit loaded();
}

void WelcomePage::search() {
  m_shelf->shelf().show(m_subject, m_search->text());
  m_shelf->setCurrentIndex(m_search->text().isEmpty() ? QModelIndex() : m_shelf->model()->index(0, 0));
}

bool WelcomePage::eventFilter(QObject* watched, QEvent* event) {
  if (watched == m_search && event->type() == QEvent::KeyPress) {
    const int key = static_cast<QKeyEvent*>(event)->key();
    const QModelIndex first = m_shelf->model()->index(0, 0);
    if (key == Qt::Key_Down && first.isValid()) {
      m_shelf->setFocus(Qt::TabFocusReason);
      m_shelf->setCurrentIndex(first);
      return true;
    }
    const bool isEnter = key == Qt::Key_Return || key == Qt::Key_Enter;
    if (isEnter && m_shelf->currentIndex().isValid()) {
      emit templateWanted(m_shelf->shelf().graph(m_shelf->currentIndex().row()).path);
      return true;
    }
  }
  return QWidget::eventFilter(watched, event);
}

}  // namespace weft::editor
