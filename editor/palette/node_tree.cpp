#include "palette/node_tree.h"

#include <QBoxLayout>
#include <QHash>
#include <QKeyEvent>
#include <QLineEdit>
#include <QMenu>

#include "palette/node_tree_view.h"
#include "palette/palette_list.h"
#include "palette/recent_types.h"
#include "theme/icons.h"
#include "theme/theme.h"

namespace weft::editor {
namespace {

constexpr qsizetype recentShown = 6;
constexpr int foundShown = 200;

// Down, from the field into the tree; Enter places what was found first.
class SearchKeys : public QObject {
 public:
  SearchKeys(NodeTreeView& tree, QObject* parent) : QObject(parent), m_tree(tree) {}

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override {
    if (event->type() == QEvent::KeyPress) {
      const int key = static_cast<QKeyEvent*>(event)->key();
      auto* field = static_cast<QLineEdit*>(watched);
      if (key == Qt::Key_Down) {
        m_tree.setFocus(Qt::TabFocusReason);
        if (!m_tree.currentItem()) m_tree.setCurrentItem(m_tree.topLevelItem(0));
        return true;
      }
      if (key == Qt::Key_Escape && !field->text().isEmpty()) {
        field->clear();
        return true;
      }
      if ((key == Qt::Key_Return || key == Qt::Key_Enter) && !field->text().isEmpty()) {
        const QString id = NodeTreeView::idOf(m_tree.currentItem());
        if (!id.isEmpty()) emit m_tree.entered(id);
        return true;
      }
    }
    return QObject::eventFilter(watched, event);
  }

 private:
  NodeTreeView& m_tree;
};

}  // namespace

struct NodeLibrary::State {
  std::vector<PaletteEntry> entries;
  PaletteModel found;
  QLineEdit* field = nullptr;
  NodeTreeView* tree = nullptr;
  QSet<QString> open;  // categories, by their whole names
  const PaletteEntry* entry(const QString& id) const {
    const auto at = std::find_if(entries.begin(), entries.end(), [&](const auto& entry) { return entry.id == id; });
    return at == entries.end() ? nullptr : &*at;
  }
};

NodeLibrary::NodeLibrary(const NodeCatalog& catalog, QWidget* parent)
    : QWidget(parent), m_catalog(catalog), m_state(std::make_unique<State>()) {
  State& s = *m_state;
  setObjectName("nodeLibrary");
  setAccessibleName("Node library");
  s.field = new QLineEdit(this);
  s.field->setObjectName("librarySearch");
  s.field->setAccessibleName("Search the node library");
  s.field->setPlaceholderText("Search nodes");
  s.field->setClearButtonEnabled(true);
  s.field->addAction(icon(Icon::Search, theme().dimText), QLineEdit::LeadingPosition);
  s.tree = new NodeTreeView(this);
  s.tree->setObjectName("libraryTree");
  s.tree->setAccessibleName("Nodes by category");
  s.field->installEventFilter(new SearchKeys(*s.tree, this));
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(8, 8, 4, 4);
  layout->setSpacing(6);
  layout->addWidget(s.field);
  layout->addWidget(s.tree, 1);

  connect(s.field, &QLineEdit::textChanged, this, &NodeLibrary::rebuild);
  connect(s.tree, &NodeTreeView::entered, this, &NodeLibrary::place);
  connect(s.tree, &NodeTreeView::starPressed, this,
          [](const QString& id) { setBookmarked(id, !bookmarkedTypes().contains(id)); });
  connect(s.tree, &QTreeWidget::currentItemChanged, this, [this](QTreeWidgetItem* item) {
    if (const QString id = NodeTreeView::idOf(item); !id.isEmpty()) emit pointed(id);
  });
  connect(s.tree, &QTreeWidget::itemExpanded, this,
          [this](QTreeWidgetItem* item) { m_state->open.insert(NodeTreeView::categoryOf(item)); });
  connect(s.tree, &QTreeWidget::itemCollapsed, this,
          [this](QTreeWidgetItem* item) { m_state->open.remove(NodeTreeView::categoryOf(item)); });
  connect(s.tree, &QWidget::customContextMenuRequested, this, &NodeLibrary::showMenu);
  connect(&typeUseEvents(), &TypeUseEvents::bookmarksChanged, this, &NodeLibrary::rebuild);
  connect(&typeUseEvents(), &TypeUseEvents::used, this, &NodeLibrary::rebuild);
  connect(&themeEvents(), &ThemeEvents::changed, s.tree->viewport(), qOverload<>(&QWidget::update));
  readEntries();
}

NodeLibrary::~NodeLibrary() = default;

void NodeLibrary::setModel(const GraphModel* model) {
  if (m_model) m_model->disconnect(this);
  m_model = model;
  if (model) {
    connect(model, &GraphModel::reset, this, &NodeLibrary::readEntries);
    connect(model, &GraphModel::changed, this, [this](const Change& change) {
      if (change.subgraphs) readEntries();
    });
  }
  readEntries();
}

void NodeLibrary::readEntries() {
  const GraphModel none(m_catalog);
  m_state->entries = nodeEntries(m_model ? *m_model : none);
  std::erase_if(m_state->entries, [](const PaletteEntry& entry) {
    return entry.id == noteEntry() || entry.id == groupEntry();  // no nodes
  });
  m_state->found.setEntries(m_state->entries);
  rebuild();
}

void NodeLibrary::focusSearch() {
  m_state->field->setFocus(Qt::ShortcutFocusReason);
  m_state->field->selectAll();
}

QString NodeLibrary::current() const { return NodeTreeView::idOf(m_state->tree->currentItem()); }

void NodeLibrary::rebuild() {
  NodeTreeView& tree = *m_state->tree;
  const QString before = current(), text = m_state->field->text();
  const bool searching = !text.trimmed().isEmpty();
  const QSignalBlocker quiet(tree);  // what is opened and pointed at here is no person's doing
  tree.clear();
  tree.setRootIsDecorated(!searching);
  searching ? fillFound(text) : fillTree();
  if (searching) {
    tree.setCurrentItem(tree.topLevelItem(0));
    return;
  }
  for (QTreeWidgetItemIterator it(&tree); *it && !before.isEmpty(); ++it) {
    if (NodeTreeView::idOf(*it) != before || !(*it)->parent()->isExpanded()) continue;
    tree.setCurrentItem(*it);
    break;
  }
}

void NodeLibrary::fillFound(const QString& text) {
  const QStringList marked = bookmarkedTypes();
  m_state->found.search(text);
  for (int row = 0; row < std::min(m_state->found.rowCount(), foundShown); ++row) {
    const PaletteEntry& entry = m_state->found.entry(row);
    m_state->tree->addEntry(nullptr, entry, marked.contains(entry.id));
  }
}

void NodeLibrary::fillTree() {
  const State& s = *m_state;
  const QStringList marked = bookmarkedTypes();
  const auto list = [&](const QString& name, const QStringList& types) {
    QTreeWidgetItem* top = nullptr;
    for (const QString& type : types) {
      const PaletteEntry* entry = s.entry(type);
      if (!entry) continue;
      if (!top) top = s.tree->addCategory(nullptr, name, name);
      s.tree->addEntry(top, *entry, marked.contains(type));
    }
    if (top) top->setExpanded(true);
  };
  list("Favourites", marked);
  list("Recently used", recentlyUsedTypes().mid(0, recentShown));

  std::map<QString, std::vector<const PaletteEntry*>> byCategory;
  for (const PaletteEntry& entry : s.entries) byCategory[entry.category].push_back(&entry);
  QHash<QString, QTreeWidgetItem*> rows;
  for (const auto& [category, entries] : byCategory) {
    QTreeWidgetItem* parent = nullptr;
    QString path;
    for (const QString& part : category.split(u'/', Qt::SkipEmptyParts)) {
      path += path.isEmpty() ? part : '/' + part;
      QTreeWidgetItem*& row = rows[path];
      if (!row) row = s.tree->addCategory(parent, part, path);
      parent = row;
    }
  }
  for (const auto& [category, entries] : byCategory) {  // below the categories within theirs
    for (const PaletteEntry* entry : entries)
      s.tree->addEntry(rows.value(category), *entry, marked.contains(entry->id));
  }
  for (auto it = rows.begin(); it != rows.end(); ++it) (*it)->setExpanded(s.open.contains(it.key()));
}

// What cannot be had is not placed.
void NodeLibrary::place() {
  const PaletteEntry* entry = m_state->entry(current());
  if (!entry || !entry->unavailable.isEmpty()) return;
  const QString id = entry->id;
  if (m_catalog.find(id.toStdString())) noteUsedType(id);
  emit placeWanted(id);
}

void NodeLibrary::showMenu(QPoint at) {
  const QString id = NodeTreeView::idOf(m_state->tree->itemAt(at));
  const PaletteEntry* entry = m_state->entry(id);
  if (!entry) return;
  const bool isMarked = bookmarkedTypes().contains(id);
  auto* menu = new QMenu(this);
  menu->setAttribute(Qt::WA_DeleteOnClose);
  menu->addAction(icon(Icon::Add), "Place in the graph", this, &NodeLibrary::place)
      ->setEnabled(entry->unavailable.isEmpty());
  menu->addAction(icon(isMarked ? Icon::FullStar : Icon::Star),
                  isMarked ? "Remove from favourites" : "Add to favourites", this,
                  [id, isMarked] { setBookmarked(id, !isMarked); });
  menu->addAction(icon(Icon::Help), "Help", this, [id] { emit typeUseEvents().helpWanted(id); });
  menu->popup(m_state->tree->viewport()->mapToGlobal(at));
}

}  // namespace weft::editor
