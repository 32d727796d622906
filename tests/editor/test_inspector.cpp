// The inspector: what it shows of what is selected, and what is edited in it.
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QToolButton>

#include "commands/graph_port_edits.h"
#include "commands/parameter_edits.h"
#include "document/names.h"
#include "document/node_face.h"
#include "editor_test.h"
#include "inspector/inspector_panel.h"
#include "inspector/parameter_row.h"
#include "theme/style.h"

using namespace weft;
using namespace weft::editor;

class TestInspector : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() { installStyle(*qApp); }
  void init();
  void cleanup();
  void everyNodeTypeHasARowForEachParameter();
  void whatIsEditedIsInTheFileAsOneStep();
  void undoWhileTypingShowsTheTextThatWas();
  void aChangeFromElsewhereIsShown();
  void escapeTakesATypedTextBack();
  void anArrowResetsWhatIsGiven();
  void visibilityFollowsOtherValues();
  void rarelyWantedOnesAreFolded();
  void severalNodesAreEditedTogether();
  void aLinkIsShownAndFollowed();
  void aParameterIsMadeAnInput();
  void anOutputIsGivenOut();
  void aNodeIsRetitledAndMuted();
  void aSeedChangesAfterRuns();
  void whatRunsTellIsShown();
  void theGraphHasAPage();
  void portsOfTheGraphAreRenamed();
  void aMissingTypeShowsWhatTheFileSays();
  void wordsFromAFileStayWords();

 private:
  void open(const char* text);
  void select(const QSet<QString>& nodes);
  const Json& params(const char* node) { return m_model->document().json().at("nodes").at(node).at("params"); }
  ParameterRow* row(const QString& id) { return m_panel->findChild<ParameterRow*>("row." + id); }
  template <typename Part>
  Part& part(const QString& name) {
    auto* found = m_panel->findChild<Part*>(name);
    if (!found) qFatal("no %s", qPrintable(name));
    return *found;
  }
  QPlainTextEdit& prompt() { return *row("prompt")->findChild<QPlainTextEdit*>(); }
  void settle();  // all that is due is shown, and what went is gone
  void choose(const char* menu, const QString& action);

  std::unique_ptr<GraphModel> m_model;
  std::unique_ptr<Selection> m_selection;
  std::unique_ptr<RunState> m_runs;
  std::unique_ptr<InspectorPanel> m_panel;
};

void TestInspector::init() {
  test::failOnWarnings();
  m_model = std::make_unique<GraphModel>(test::catalog());
  m_selection = std::make_unique<Selection>(*m_model);
  m_runs = std::make_unique<RunState>();
  m_panel = std::make_unique<InspectorPanel>(*m_model, *m_selection, *m_runs);
  m_panel->resize(340, 720);
  m_panel->show();
  m_panel->activateWindow();
  QVERIFY(QTest::qWaitForWindowActive(m_panel.get()));
}

void TestInspector::cleanup() {
  m_panel.reset();
  m_runs.reset();
  m_selection.reset();
  m_model.reset();
}

void TestInspector::open(const char* text) {
  Problems problems;
  const auto read = m_model->read(text, "test.json", problems);
  QVERIFY2(read.ok(), read ? "" : read.error().message.c_str());
}

void TestInspector::select(const QSet<QString>& nodes) {
  m_selection->set(nodes);
  settle();
}

void TestInspector::settle() {
  QCoreApplication::processEvents();
  QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
}

void TestInspector::choose(const char* menu, const QString& action) {
  auto* shown = m_panel->findChild<QMenu*>(menu);
  QVERIFY(shown);
  for (QAction* found : shown->actions()) {
    if (found->text() == action) return found->trigger(), shown->close(), void();
  }
  QFAIL(qPrintable("no action " + action));
}

void TestInspector::everyNodeTypeHasARowForEachParameter() {
  int rows = 0;
  for (const auto& [id, type] : test::catalog().types()) {
    const Json file = {{"weft", 1}, {"nodes", {{"it", {{"type", id}}}}}};
    open(file.dump().c_str());
    select({"it"});
    const std::optional<NodeFace> face = nodeFace(*m_model, {}, "it");
    for (const ParameterFace& parameter : face->parameters) {
      const std::string where = id + "." + parameter.id.toStdString();
      const ParameterRow* found = row(parameter.id);
      QVERIFY2(found, where.c_str());
      QVERIFY2(found->content().face.value == parameter.value, where.c_str());
      QVERIFY2(found->isHidden() == !parameter.visible, where.c_str());
      QVERIFY2(found->findChild<ParameterEditor*>()->value() == parameter.value, where.c_str());
      ++rows;
    }
    QCOMPARE(m_panel->findChildren<ParameterRow*>().size() >= qsizetype(face->parameters.size()), true);
    QVERIFY(m_model->undoStack().isClean());
  }
  QVERIFY(rows > 100);
}

void TestInspector::whatIsEditedIsInTheFileAsOneStep() {
  test::load(*m_model, test::shippedGraph("quickstart.json"));
  select({inputsNode()});
  prompt().setFocus();
  prompt().selectAll();
  QTest::keyClicks(&prompt(), "green apple");
  QCOMPARE(m_model->document().json().at("inputs").at("prompt").at("default"), Json("green apple"));
  QCOMPARE(m_model->undoStack().count(), 1);
  QCOMPARE(m_model->undoStack().undoText(), QString("Set Prompt"));
  prompt().clearFocus();
  prompt().setFocus();
  QTest::keyClicks(&prompt(), "s");
  QCOMPARE(m_model->undoStack().count(), 2);
}

void TestInspector::undoWhileTypingShowsTheTextThatWas() {
  test::load(*m_model, test::shippedGraph("quickstart.json"));
  select({inputsNode()});
  prompt().setFocus();
  QTextCursor caret = prompt().textCursor();
  caret.setPosition(3);
  prompt().setTextCursor(caret);
  QTest::keyClicks(&prompt(), "dish");
  m_model->undoStack().undo();
  QTRY_COMPARE(prompt().toPlainText(), QString("red apple"));
  QVERIFY(prompt().hasFocus());
  QCOMPARE(prompt().textCursor().position(), 3);
  QTest::keyClicks(&prompt(), "!");
  QCOMPARE(m_model->document().json().at("inputs").at("prompt").at("default"), Json("red! apple"));
  m_model->undoStack().undo();
  QTRY_COMPARE(prompt().toPlainText(), QString("red apple"));
}

void TestInspector::aChangeFromElsewhereIsShown() {
  test::load(*m_model, test::shippedGraph("quickstart.json"));
  select({"upscale"});
  ParameterRow* width = row("width");
  QVERIFY(m_model->apply(setParameter(*m_model, {}, {"upscale"}, "width", 300)).ok());
  QTRY_COMPARE(width->findChild<ParameterEditor*>()->value(), Json(300));
  QCOMPARE(row("width"),
           width);  // the same row, so that what has the focus keeps it
}

void TestInspector::escapeTakesATypedTextBack() {
  test::load(*m_model, test::shippedGraph("quickstart.json"));
  const QString before = test::textOf(*m_model);
  select({inputsNode()});
  prompt().setFocus();
  QTest::keyClicks(&prompt(), "a ");
  QVERIFY(test::textOf(*m_model) != before);
  QTest::keyClick(&prompt(), Qt::Key_Escape);
  QCOMPARE(test::textOf(*m_model), before);
  QTRY_COMPARE(prompt().toPlainText(), QString("red apple"));
}

void TestInspector::anArrowResetsWhatIsGiven() {
  test::load(*m_model, test::shippedGraph("quickstart.json"));
  select({"upscale"});
  auto& reset = part<QToolButton>("reset.width");
  QVERIFY(reset.isVisible());
  QTest::mouseClick(&reset, Qt::LeftButton);
  QVERIFY(!params("upscale").contains("width"));
  QTRY_VERIFY(!reset.isVisible());
  QCOMPARE(m_model->undoStack().undoText(), QString("Reset Width"));
  QVERIFY(m_model->apply(setParameter(*m_model, {}, {"upscale"}, "width", 0)).ok());
  settle();
  QVERIFY(!reset.isVisible());  // what is given is the default
  select({inputsNode()});
  QVERIFY(!part<QToolButton>("reset.prompt").isVisible());
}

void TestInspector::visibilityFollowsOtherValues() {
  open(R"({"weft": 1, "nodes": {"it": {"type": "weft.denoisers.ChangeProcess"}}})");
  select({"it"});
  QVERIFY(row("beta_start")->isVisible());
  QVERIFY(!row("sigma_max")->isVisible());
  QVERIFY(m_model->apply(setParameter(*m_model, {}, {"it"}, "process", "edm")).ok());
  QTRY_VERIFY(!row("beta_start")->isVisible());
  QVERIFY(row("sigma_max")->isVisible());
}

void TestInspector::rarelyWantedOnesAreFolded() {
  for (const auto& [id, type] : test::catalog().types()) {
    for (const ParameterType& parameter : type->parameters) {
      if (!parameter.has(WEFT_PARAMETER_ADVANCED) || !parameter.visibleIf.empty()) continue;
      const Json file = {{"weft", 1}, {"nodes", {{"it", {{"type", id}}}}}};
      open(file.dump().c_str());
      select({"it"});
      QVERIFY(!row(QString::fromStdString(parameter.id))->isVisible());
      auto* head = part<QWidget>("Advanced").findChild<QToolButton*>();
      QTest::mouseClick(head, Qt::LeftButton);
      QVERIFY(row(QString::fromStdString(parameter.id))->isVisible());
      return;
    }
  }
}

void TestInspector::severalNodesAreEditedTogether() {
  open(
      R"({"weft": 1, "nodes": {"a": {"type": "weft.math.Number", "params": {"value": 1}},
           "b": {"type": "weft.math.Number", "params": {"value": 2}}, "c": {"type": "weft.flow.Pass"}}})");
  select({"a", "b"});
  QCOMPARE(part<QLineEdit>("nodeTitle").text(), QString("2 nodes"));
  auto* editor = row("value")->findChild<ParameterEditor*>();
  QVERIFY(editor->value().is_null());
  editor->setFocus();
  QTest::keyClick(QApplication::focusWidget(), '7');
  QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
  QCOMPARE(params("a").at("value"), Json(7));
  QCOMPARE(params("b").at("value"), Json(7));
  QCOMPARE(m_model->undoStack().count(), 1);
  QVERIFY(m_model->undoStack().undoText().endsWith("of 2 nodes"));
  select({"a", "b", "c"});
  QVERIFY(!row("value") || !row("value")->isVisible());
}

void TestInspector::aLinkIsShownAndFollowed() {
  test::load(*m_model, test::shippedGraph("quickstart.json"));
  select({"noise"});
  auto& link = part<QPushButton>("link.seed");
  QVERIFY(link.isVisible());
  QVERIFY(!row("seed")->findChild<ParameterEditor*>()->isVisible());
  QSignalSpy revealed(m_panel.get(), &InspectorPanel::revealed);
  QTest::mouseClick(&link, Qt::LeftButton);
  QCOMPARE(revealed.count(), 1);
  QCOMPARE(m_selection->nodes(), QSet<QString>{inputsNode()});
}

void TestInspector::aParameterIsMadeAnInput() {
  test::load(*m_model, test::shippedGraph("quickstart.json"));
  const QString before = test::textOf(*m_model);
  select({"upscale"});
  const auto menu = [this](const char* of) {
    ParameterRow* at = row(of);
    const QPoint label(4, 4);
    QContextMenuEvent event(QContextMenuEvent::Mouse, label, at->mapToGlobal(label));
    QApplication::sendEvent(at, &event);
  };
  menu("width");
  choose("parameterMenu", "Make it an input of the graph");
  QCOMPARE(m_model->document().json().at("inputs").at("width").at("default"), Json(256));
  QTRY_VERIFY(part<QPushButton>("link.width").isVisible());
  QTRY_VERIFY(!m_panel->findChild<QMenu*>("parameterMenu"));
  menu("width");
  choose("parameterMenu", "Remove from the graph's inputs");
  QTRY_VERIFY(!part<QPushButton>("link.width").isVisible());
  QCOMPARE(test::textOf(*m_model), before);
}

void TestInspector::anOutputIsGivenOut() {
  test::load(*m_model, test::shippedGraph("quickstart.json"));
  select({"decode"});
  QTest::mouseClick(&part<QToolButton>("giveOut"), Qt::LeftButton);
  choose("outputMenu", QString::fromStdString(test::catalog().find("weft.decoders.DecodeLatent")->outputs[0].label));
  QCOMPARE(m_model->document().json().at("outputs"), (Json{{"image", "decode.image"}}));
}

void TestInspector::aNodeIsRetitledAndMuted() {
  test::load(*m_model, test::shippedGraph("quickstart.json"));
  select({"upscale"});
  auto& title = part<QLineEdit>("nodeTitle");
  title.setFocus();
  title.selectAll();
  QTest::keyClicks(&title, "Four times");
  QTest::keyClick(&title, Qt::Key_Return);
  QCOMPARE(nodeFace(*m_model, {}, "upscale")->title, QString("Four times"));
  auto& mute = part<QToolButton>("mute");
  QTest::mouseClick(&mute, Qt::LeftButton);
  QVERIFY(m_model->node({}, "upscale")->mute);
  QTRY_VERIFY(mute.isChecked());
  m_model->undoStack().undo();
  QTRY_VERIFY(!mute.isChecked());
  auto& device = part<QComboBox>("device");
  device.lineEdit()->setText("cpu");
  emit device.activated(device.findText("cpu"));
  QCOMPARE(m_model->node({}, "upscale")->device, std::string("cpu"));
}

void TestInspector::aSeedChangesAfterRuns() {
  test::load(*m_model, test::shippedGraph("quickstart.json"));
  select({inputsNode()});
  auto* button = row("seed")->findChild<QToolButton*>("seedChange");
  QVERIFY(button->isVisible());
  button->menu()->actions().at(1)->trigger();
  QCOMPARE(nodeLook(*m_model, {}, inputsNode()).seeds.value("seed"), SeedChange::Increment);
  QTRY_COMPARE(button->text(), QString("Increment"));
}

void TestInspector::whatRunsTellIsShown() {
  test::load(*m_model, test::shippedGraph("quickstart.json"));
  select({"decode"});
  auto& status = part<QLabel>("nodeStatus");
  QVERIFY(!status.isVisible());
  NodeRun run;
  run.status = NodeStatus::Failed;
  run.message = "<b>no</b> memory";
  m_runs->set("decode", run);
  QTRY_COMPARE(status.text(), run.message);
  QCOMPARE(status.textFormat(), Qt::PlainText);
  GraphCheck check;
  check.known = true;
  check.problems.push_back({"nodes.decode.inputs.latent", "nothing is linked here"});
  check.problems.push_back({"nodes.decoder", "not this one"});
  check.outputTypes["decode"]["image"] = *Type::parse("image[1, 3, 64, 64]");
  m_runs->setCheck(check);
  QTRY_COMPARE(status.text(), QString("nothing is linked here"));
  QCOMPARE(part<QLabel>("outputTypes").text(), QString("image: image[1, 3, 64, 64]"));
}

void TestInspector::theGraphHasAPage() {
  test::load(*m_model, test::shippedGraph("quickstart.json"));
  auto& name = part<QLineEdit>("graphName");
  QTRY_COMPARE(name.text(), QString("Text to emoji"));
  QVERIFY(name.isVisible());
  name.setFocus();
  QTest::keyClicks(&name, "s");
  QTest::keyClick(&name, Qt::Key_Return);
  QCOMPARE(m_model->document().json().at("name"), Json("Text to emojis"));
  auto& doc = part<QPlainTextEdit>("graphDoc");
  doc.setFocus();
  QTest::keyClicks(&doc, "Draws");
  QCOMPARE(m_model->document().json().at("doc"), Json("Draws"));
  QCOMPARE(m_model->undoStack().count(), 2);
  m_model->undoStack().undo();
  QTRY_COMPARE(doc.toPlainText(), QString());
  QVERIFY(doc.hasFocus());
  select({"decode"});
  QVERIFY(!name.isVisible());
}

void TestInspector::portsOfTheGraphAreRenamed() {
  test::load(*m_model, test::shippedGraph("quickstart.json"));
  settle();
  auto& name = part<QLineEdit>("name.guidance");
  name.setFocus();
  name.selectAll();
  QTest::keyClicks(&name, "scale");
  QTest::keyClick(&name, Qt::Key_Return);
  QVERIFY(m_model->document().json().at("inputs").contains("scale"));
  settle();
  QTest::mouseClick(&part<QToolButton>("menu.scale"), Qt::LeftButton);
  choose("portMenu", "Move up");
  QCOMPARE(m_model->document().graph().inputs.at(1).name, std::string("scale"));
  QSignalSpy failed(m_panel.get(), &InspectorPanel::failed);
  settle();
  auto& again = part<QLineEdit>("name.scale");
  again.setFocus();
  again.selectAll();
  QTest::keyClicks(&again, "seed");
  QTest::keyClick(&again, Qt::Key_Return);
  QCOMPARE(failed.count(), 1);
  QCOMPARE(again.text(), QString("scale"));
}

void TestInspector::aMissingTypeShowsWhatTheFileSays() {
  open(R"({"weft": 1, "nodes": {"it": {"type": "no.such.Type", "params": {"strength": 0.5, "list": [1, 2]}}}})");
  select({"it"});
  QCOMPARE(row("strength")->findChild<ParameterEditor*>()->value(), Json(0.5));
  QCOMPARE(row("list")->findChild<ParameterEditor*>()->value(), Json::array({1, 2}));
}

void TestInspector::wordsFromAFileStayWords() {
  open(
      R"({"weft": 1, "name": "<h1>Big</h1>", "inputs": {"it": {"to": ["n.value"], "doc": "<img src=x>"}},
           "nodes": {"n": {"type": "weft.math.Number"}},
           "editor": {"nodes": {"n": {"title": "<b>bold</b>"}}}})");
  select({"n"});
  QCOMPARE(part<QLineEdit>("nodeTitle").text(), QString("<b>bold</b>"));
  select({inputsNode()});
  QVERIFY(row("it")->findChild<QLabel*>()->toolTip().contains("&lt;img src=x&gt;"));
  for (const QLabel* label : m_panel->findChildren<QLabel*>()) {
    if (label->text().contains(u'<')) QCOMPARE(label->textFormat(), Qt::PlainText);
  }
}

WEFT_EDITOR_TEST_MAIN(TestInspector)
#include "test_inspector.moc"
