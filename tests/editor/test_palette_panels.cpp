// The node library, the reference pages and the page of templates, as a person uses them.
#include <QAbstractButton>
#include <QDirIterator>
#include <QListView>
#include <QMimeData>
#include <QTextDocument>
#include <QTreeWidget>

#include "editor_test.h"
#include "palette/help_html.h"
#include "palette/help_page.h"
#include "palette/node_tree.h"
#include "palette/node_tree_view.h"
#include "palette/recent_types.h"
#include "palette/shelf_view.h"
#include "palette/welcome_page.h"
#include "palette_test.h"

using namespace weft;
using namespace weft::editor;

class TestPalettePanels : public QObject {
  Q_OBJECT

 private slots:
  void init();
  void theLibraryListsEveryTypeByCategory();
  void theLibraryIsSearchedAndPlacedByKeyboard();
  void aStarMarksAFavourite();
  void aTypeIsDraggedByItsId();
  void everyTypeHasAWholePage();
  void pagesEscapeWhatPluginsSay();
  void linksLeadToTypesAndBack();
  void theHelpFollowsTheSelection();
  void templatesAreTheFilesOnDisk();
  void everyTemplateOpens();
  void aTemplateIsFoundAndOpenedByKeyboard();
  void missingPacksAreNamed();

 private:
  test::OwnSettings m_settings;
};

namespace {

QString shelfFolder() { return QString(WEFT_BUILD_DIR) + "/share/weft/graphs"; }

QStringList idsBelow(const QTreeWidgetItem* item) {
  QStringList ids;
  for (int i = 0; i < item->childCount(); ++i) {
    const QString id = NodeTreeView::idOf(item->child(i));
    ids += id.isEmpty() ? idsBelow(item->child(i)) : QStringList{id};
  }
  return ids;
}

QTreeWidgetItem* topItem(const QTreeWidget& tree, const QString& name) {
  for (int i = 0; i < tree.topLevelItemCount(); ++i) {
    if (tree.topLevelItem(i)->text(0) == name) return tree.topLevelItem(i);
  }
  return nullptr;
}

// As a reader sees it, without markup.
QString plain(const QString& html) {
  QTextDocument document;
  document.setHtml(html);
  return document.toPlainText().replace(QChar::Nbsp, ' ');
}

QString squeezed(const std::string& text) { return QString::fromStdString(text).simplified(); }

struct Library {
  Library() {
    library.setModel(&model);
    library.resize(280, 700);
    library.show();
    library.activateWindow();
  }
  GraphModel model{test::catalog()};
  NodeLibrary library{test::catalog()};
  QLineEdit& field() { return *library.findChild<QLineEdit*>("librarySearch"); }
  NodeTreeView& tree() { return *library.findChild<NodeTreeView*>("libraryTree"); }
};

}  // namespace

void TestPalettePanels::init() {
  m_settings.clear();
  test::failOnWarnings();
}

void TestPalettePanels::theLibraryListsEveryTypeByCategory() {
  Library shown;
  QSet<QString> listed, expected;
  for (int i = 0; i < shown.tree().topLevelItemCount(); ++i) {
    for (const QString& id : idsBelow(shown.tree().topLevelItem(i))) listed.insert(id);
  }
  for (const auto& [id, type] : test::catalog().types()) {
    if (!type->has(WEFT_NODE_OBSOLETE)) expected.insert(QString::fromStdString(id));
  }
  QCOMPARE(listed, expected);
  const QTreeWidgetItem* sampling = topItem(shown.tree(), "Sampling");
  QVERIFY(sampling);
  QVERIFY(idsBelow(sampling).contains("weft.schedulers.Euler"));  // in Sampling/Solver
}

void TestPalettePanels::theLibraryIsSearchedAndPlacedByKeyboard() {
  Library shown;
  QSignalSpy placed(&shown.library, &NodeLibrary::placeWanted);
  shown.library.focusSearch();
  QTest::keyClicks(&shown.field(), "upscale");
  QTest::keyClick(&shown.field(), Qt::Key_Return);
  QCOMPARE(placed.count(), 1);
  QCOMPARE(placed.first().first().toString(), QString("weft.upscalers.Resample"));
  QTest::keyClick(&shown.field(), Qt::Key_Escape);
  QCOMPARE(shown.field().text(), QString());
  const QTreeWidgetItem* recent = topItem(shown.tree(), "Recently used");
  QVERIFY(recent);
  QCOMPARE(idsBelow(recent), QStringList{"weft.upscalers.Resample"});

  QTest::keyClicks(&shown.field(), "save image");
  QTest::mouseDClick(shown.tree().viewport(), Qt::LeftButton, {}, QPoint(60, 12));
  QCOMPARE(placed.count(), 2);
  QCOMPARE(placed.last().first().toString(), QString("weft.io.SaveImage"));
}

void TestPalettePanels::aStarMarksAFavourite() {
  Library shown;
  QTest::keyClicks(&shown.field(), "euler");
  NodeTreeView& tree = shown.tree();
  const QString first = NodeTreeView::idOf(tree.topLevelItem(0));
  const QRect row = tree.visualItemRect(tree.topLevelItem(0));
  QTest::mouseClick(tree.viewport(), Qt::LeftButton, {}, QPoint(row.right() - 14, row.center().y()));
  QCOMPARE(bookmarkedTypes(), QStringList{first});
  QTest::keyClick(&shown.field(), Qt::Key_Escape);
  QVERIFY(topItem(tree, "Favourites"));
  QCOMPARE(idsBelow(topItem(tree, "Favourites")), QStringList{first});
  setBookmarked(first, false);
  QVERIFY(!topItem(tree, "Favourites"));
}

void TestPalettePanels::aTypeIsDraggedByItsId() {
  Library shown;
  QTest::keyClicks(&shown.field(), "resample");
  const QModelIndex first = shown.tree().model()->index(0, 0);
  QVERIFY(shown.tree().model()->flags(first) & Qt::ItemIsDragEnabled);
  const std::unique_ptr<QMimeData> data(shown.tree().model()->mimeData({first}));
  QCOMPARE(data->data(nodeTypeMime()), QByteArray("weft.upscalers.Resample"));
}

void TestPalettePanels::everyTypeHasAWholePage() {
  QVERIFY(test::catalog().types().size() > 100);
  for (const auto& [id, type] : test::catalog().types()) {
    const QString html = helpHtml(*type, test::catalog());
    const QString page = plain(html).simplified();
    const auto says = [&](const std::string& text) {
      if (page.contains(squeezed(text))) return true;
      qInfo("the page of %s lacks: %s", id.c_str(), text.c_str());
      return false;
    };
    QVERIFY(says(type->label) && says(type->id) && says(type->category));
    QVERIFY(says(type->pluginId) && says(type->pluginVersion) && says(type->keywords));
    for (const auto* ports : {&type->inputs, &type->outputs}) {
      for (const PortType& port : *ports) QVERIFY(says(port.id) && says(port.doc) && says(port.type.text()));
    }
    for (const ParameterType& parameter : type->parameters) {
      QVERIFY(says(parameter.id) && says(parameter.doc) && says(parameter.unit));
      for (const Choice& choice : parameter.choices) QVERIFY(says(choice.id) && says(choice.doc));
    }
    QVERIFY(!html.contains("<img") && !html.contains("http"));
  }
}

void TestPalettePanels::pagesEscapeWhatPluginsSay() {
  const std::string bad = "<img src=\"http://x/y.png\"><script>&amp; \"q\"";
  NodeType type;
  type.id = "org.example.bad.Bad";
  type.label = type.category = type.doc = type.keywords = type.pluginId = type.pluginVersion = type.pluginPath = bad;
  type.replacedBy = bad;
  type.flags = WEFT_NODE_OBSOLETE;
  type.inputs.push_back({"a", bad, bad, Type::any(), 0});
  type.outputs.push_back({"b", bad, bad, Type::any(), 0});
  ParameterType parameter;
  parameter.id = "p";
  parameter.label = parameter.doc = parameter.unit = parameter.group = bad;
  parameter.kind = WEFT_PARAMETER_CHOICE;
  parameter.defaultValue = Value::string(bad);
  parameter.visibleIf = "a=" + bad;
  parameter.choices.push_back({bad, bad, bad});
  type.parameters.push_back(parameter);
  const QString html = helpHtml(type, test::catalog());
  QVERIFY(!html.contains("<img") && !html.contains("<script"));
  QVERIFY(plain(html).count(QString::fromStdString(bad)) >= 12);
}

void TestPalettePanels::linksLeadToTypesAndBack() {
  HelpPage page(test::catalog());
  page.showType("weft.schedulers.Euler");
  QSignalSpy shown(&page, &HelpPage::typeShown);
  QVERIFY(page.toHtml().contains("node:weft.schedulers.Heun"));
  emit page.anchorClicked(QUrl("node:weft.schedulers.Heun"));
  QCOMPARE(shown.last().first().toString(), QString("weft.schedulers.Heun"));
  emit page.anchorClicked(QUrl("https://example.org/"));  // leads nowhere
  QCOMPARE(shown.count(), 1);
  QVERIFY(page.canGoBack());
  QTest::keyClick(&page, Qt::Key_Left, Qt::AltModifier);
  QCOMPARE(shown.last().first().toString(), QString("weft.schedulers.Euler"));
  QVERIFY(!page.canGoBack());
}

void TestPalettePanels::theHelpFollowsTheSelection() {
  GraphModel model(test::catalog());
  test::load(model, test::shippedGraph("quickstart.json"));
  Selection selection(model);
  HelpPage page(test::catalog());
  page.follow(&model, &selection);
  QVERIFY(page.toPlainText().contains("Select a node"));
  selection.set({"sample"}, "sample");
  QVERIFY(page.toPlainText().startsWith("Sample"));
  selection.set({"@inputs"}, "@inputs");
  QVERIFY(page.toPlainText().contains("What to draw, in the words of emoji names"));
}

void TestPalettePanels::templatesAreTheFilesOnDisk() {
  QSet<QString> onDisk, listed;
  QDirIterator files(shelfFolder(), {"*.json"}, QDir::Files, QDirIterator::Subdirectories);
  while (files.hasNext()) {
    QFile file(files.next());
    QVERIFY(file.open(QIODevice::ReadOnly));
    if (file.readAll().contains("\"weft\":")) onDisk.insert(QFileInfo(file).absoluteFilePath());
  }
  QVERIFY(onDisk.size() > 10);
  for (const ShelvedGraph& graph : graphsIn(shelfFolder(), test::catalog())) {
    listed.insert(graph.path);
    QVERIFY2(graph.error.isEmpty(), qPrintable(graph.error));
    QVERIFY(!graph.name.isEmpty() && !graph.subject.isEmpty());
    QVERIFY(graph.nodes > 0 && !graph.schematic.boxes.empty());
  }
  QCOMPARE(listed, onDisk);
}

void TestPalettePanels::everyTemplateOpens() {
  for (const ShelvedGraph& graph : graphsIn(shelfFolder(), test::catalog())) {
    GraphModel model(test::catalog());
    test::load(model, graph.path);
    QCOMPARE(graph.missing, missingPacks(model.document(), model.catalog()));
    QVERIFY(graph.schematic.boxes.size() >= model.document().graph().nodes.size());
  }
}

void TestPalettePanels::aTemplateIsFoundAndOpenedByKeyboard() {
  WelcomePage page(test::catalog(), shelfFolder());
  page.resize(1000, 700);
  QSignalSpy loaded(&page, &WelcomePage::loaded), opened(&page, &WelcomePage::templateWanted);
  page.show();
  page.activateWindow();
  QTRY_COMPARE(loaded.count(), 1);
  auto& field = *page.findChild<QLineEdit*>("welcomeSearch");
  auto& shelf = *page.findChild<ShelfView*>("shelf");
  const int all = shelf.model()->rowCount();
  QTest::keyClicks(&field, "inpainting");
  QVERIFY(shelf.model()->rowCount() < all);
  QTest::keyClick(&field, Qt::Key_Return);
  QCOMPARE(opened.count(), 1);
  QVERIFY(opened.last().first().toString().endsWith("/sampling/inpaint.json"));

  field.clear();
  QTest::mouseClick(page.findChild<QAbstractButton*>("subject Image"), Qt::LeftButton);
  QCOMPARE(shelf.model()->rowCount(), 3);
  QTest::mouseClick(shelf.viewport(), Qt::LeftButton, {}, shelf.visualRect(shelf.model()->index(1, 0)).center());
  QCOMPARE(opened.count(), 2);
  QVERIFY(opened.last().first().toString().contains("/image/"));
}

void TestPalettePanels::missingPacksAreNamed() {
  GraphModel model(test::catalog());
  Problems problems;
  const auto read = model.read(R"({"weft": 1, "nodes": {"a": {"type": "org.example.far.Away"},
                                   "b": {"type": "graph:inner"}, "c": {"type": "weft.math.Add"}},
                                   "graphs": {"inner": {"nodes": {"d": {"type": "org.other.Node"}}}}})",
                               "test", problems);
  QVERIFY(read.ok());
  QCOMPARE(missingPacks(model.document(), model.catalog()), (QStringList{"org.example.far", "org.other"}));
}

WEFT_EDITOR_TEST_MAIN(TestPalettePanels)
#include "test_palette_panels.moc"
