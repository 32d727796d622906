// Editors of values: one for every parameter there is, and each kind by mouse and keyboard.
#include <QComboBox>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QSignalSpy>
#include <QToolButton>

#include "document/node_face.h"
#include "editor_test.h"
#include "inspector/expression.h"
#include "inspector/parameter_editor.h"
#include "inspector/prompt_weight.h"
#include "theme/style.h"

using namespace weft;
using namespace weft::editor;

class TestParameterEditors : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() { installStyle(*qApp); }
  void init() { test::failOnWarnings(); }
  void everyParameterOfTheCatalogueHasOne();
  void aNumberIsDragged();
  void aDragIsFineOrCoarseAndTakenBack();
  void aNumberIsTypedAndHasToLieInRange();
  void aNumberStepsByKeys();
  void aLogarithmicNumberIsDraggedByFactors();
  void wholeNumbersStayExact();
  void theWheelOnlyTurnsWhatHasTheFocus();
  void aSwitchIsClickedAndToggledByKey();
  void aChoiceIsChosenByKey();
  void manyChoicesAreSearched();
  void aTextTellsEveryKeyAndKeepsItsCaret();
  void aPromptWeighsWordsAndLeavesKeysToTheWindow();
  void aPathIsNamedFromTheGraphsFolder();
  void aSeedIsDrawnAndTakenBack();
  void anOutputNameIsChecked();
  void aSubgraphIsChosenOrMade();
  void aValueOfAnotherKindIsShownAsItStands();
  void severalValuesAreShownAsSuch();
  void sumsAreWorkedOut_data();
  void sumsAreWorkedOut();
  void weightsOfWords_data();
  void weightsOfWords();

 private:
  GraphModel m_model{test::catalog()};
};

namespace {

ParameterType numberType() {
  ParameterType type;
  type.id = "strength";
  type.label = "Strength";
  type.defaultValue = Value::number(0.5);
  type.minimumNumber = 0;
  type.maximumNumber = 2;
  type.uiMinimum = 0;
  type.uiMaximum = 1;
  return type;
}

ParameterType typeOf(int32_t kind, const char* id = "value", const char* label = "Value") {
  ParameterType type;
  type.id = id;
  type.label = label;
  type.kind = kind;
  return type;
}

const ParameterType& declared(const char* node, const char* parameter) {
  const NodeType* type = test::catalog().find(node);
  return type->parameters.at(static_cast<size_t>(type->parameterIndex(parameter)));
}

// An editor in a window, and what it told.
struct Shown {
  Shown(const ParameterType& type, const GraphModel& model, const Json& value)
      : editor(makeParameterEditor(type, model, &window)) {
    editor->setGeometry(10, 10, 200, 100);
    QObject::connect(editor, &ParameterEditor::edited, editor, [this](const Json& told, bool done) {
      values.push_back(told);
      isDone.push_back(done);
    });
    editor->setValue(value);
    window.resize(220, 120);
    window.show();
    window.activateWindow();
    if (!QTest::qWaitForWindowActive(&window)) qFatal("no window");
    editor->resize(200, editor->sizeHint().height());
    QTest::qWait(0);
  }
  template <typename Part>
  Part& part(const char* name = "") {
    auto* found = editor->findChild<Part*>(name);
    if (!found) qFatal("the editor has no such part");
    return *found;
  }
  QWidget& field() { return *editor->childAt(20, editor->height() / 2); }

  std::vector<Json> values;
  std::vector<bool> isDone;
  QWidget window;
  ParameterEditor* editor;
};

void drag(QWidget& field, int pixels, Qt::KeyboardModifiers modifiers = {}) {
  const QPoint from(20, field.height() / 2);
  QTest::mousePress(&field, Qt::LeftButton, modifiers, from);
  for (int i = 1; i <= 10; ++i) {
    const QPointF at = from + QPointF(pixels * i / 10.0, 0);
    QMouseEvent move(QEvent::MouseMove, at, field.mapToGlobal(at), Qt::NoButton, Qt::LeftButton, modifiers);
    QApplication::sendEvent(&field, &move);
  }
}

// Each key goes to what has the focus by then.
void type(const QString& text) {
  for (const QChar key : text) QTest::keyClick(QApplication::focusWidget(), key.toLatin1());
}

void release(QWidget& field, int pixels) {
  QTest::mouseRelease(&field, Qt::LeftButton, {}, QPoint(20 + pixels, field.height() / 2));
}

}  // namespace

void TestParameterEditors::everyParameterOfTheCatalogueHasOne() {
  int count = 0;
  for (const auto& [id, type] : test::catalog().types()) {
    for (const ParameterType& parameter : type->parameters) {
      const std::string where = id + "." + parameter.id;
      const std::unique_ptr<ParameterEditor> editor(makeParameterEditor(parameter, m_model, nullptr));
      const Json value = defaultOf(parameter);
      editor->setValue(value);
      QVERIFY2(editor->value() == value, where.c_str());
      QCOMPARE(editor->accessibleName(), QString::fromStdString(parameter.label));
      QCOMPARE(editor->objectName(), QString::fromStdString(parameter.id));
      for (const QWidget* part : editor->findChildren<QWidget*>()) {
        const bool isReached = part->focusPolicy() != Qt::NoFocus && !part->isHidden();
        QVERIFY2(!isReached || !part->accessibleName().isEmpty(), where.c_str());
      }
      QVERIFY2(value.is_null() || value == "" || !valueText(parameter, value).isEmpty(), where.c_str());
      ++count;
    }
  }
  QVERIFY(count > 100);
}

void TestParameterEditors::aNumberIsDragged() {
  Shown shown(numberType(), m_model, 0.5);
  drag(shown.field(), 50);
  QVERIFY(shown.values.size() > 3);
  QVERIFY(std::none_of(shown.isDone.begin(), shown.isDone.end(), [](bool done) { return done; }));
  release(shown.field(), 50);
  QCOMPARE(shown.values.back(), Json(0.75));
  QVERIFY(shown.isDone.back());
  // A drag ends with the usual range; typing goes on to what is allowed.
  drag(shown.field(), 190);
  release(shown.field(), 190);
  QCOMPARE(shown.values.back(), Json(1.0));
}

void TestParameterEditors::aDragIsFineOrCoarseAndTakenBack() {
  Shown shown(numberType(), m_model, 0.5);
  QSignalSpy cancelled(shown.editor, &ParameterEditor::cancelled);
  drag(shown.field(), 100, Qt::ShiftModifier);
  release(shown.field(), 100);
  QCOMPARE(shown.values.back(), Json(0.55));
  drag(shown.field(), 8, Qt::ControlModifier);
  release(shown.field(), 8);
  QCOMPARE(shown.values.back(), Json(0.95));
  drag(shown.field(), -100);
  const size_t told = shown.values.size();
  QTest::keyClick(&shown.field(), Qt::Key_Escape);
  QCOMPARE(cancelled.count(), 1);
  QCOMPARE(shown.editor->value(), Json(0.95));
  release(shown.field(), -100);
  QCOMPARE(shown.values.size(), told);
}

void TestParameterEditors::aNumberIsTypedAndHasToLieInRange() {
  Shown shown(numberType(), m_model, 0.5);
  QTest::mouseClick(&shown.field(), Qt::LeftButton);
  type("3/4");
  QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
  QCOMPARE(shown.values, std::vector<Json>{0.75});
  type("7");  // a digit begins as well
  QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
  QCOMPARE(shown.values.back(), Json(2.0));
  QTest::mouseClick(&shown.field(), Qt::LeftButton);
  type("abc");
  QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
  QCOMPARE(shown.editor->value(), Json(2.0));
  QTest::mouseClick(&shown.field(), Qt::LeftButton);
  type("1");
  QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
  QCOMPARE(shown.editor->value(), Json(2.0));
}

void TestParameterEditors::aNumberStepsByKeys() {
  Shown shown(numberType(), m_model, 0.5);
  shown.editor->setFocus();
  QWidget* field = QApplication::focusWidget();
  QTest::keyClick(field, Qt::Key_Up);
  QCOMPARE(shown.values.back(), Json(0.51));
  QTest::keyClick(field, Qt::Key_Down, Qt::ShiftModifier);
  QCOMPARE(shown.values.back(), Json(0.509));
  QTest::keyClick(field, Qt::Key_Up, Qt::ControlModifier);
  QCOMPARE(shown.values.back(), Json(0.609));
  QVERIFY(shown.isDone.back());
}

void TestParameterEditors::aLogarithmicNumberIsDraggedByFactors() {
  ParameterType type = numberType();
  type.curve = WEFT_CURVE_LOGARITHMIC;
  type.uiMinimum = 0.01;
  type.uiMaximum = 100;
  type.maximumNumber = 1000;
  Shown shown(type, m_model, 1.0);
  drag(shown.field(), 50);  // a quarter of four decades
  release(shown.field(), 50);
  QCOMPARE(shown.values.back(), Json(10.0));
}

void TestParameterEditors::wholeNumbersStayExact() {
  Shown shown(typeOf(WEFT_PARAMETER_INTEGER), m_model, 9007199254740993);
  shown.editor->setFocus();
  QTest::keyClick(QApplication::focusWidget(), Qt::Key_Up);
  QCOMPARE(shown.values.back(), Json(9007199254740994));
  QVERIFY(shown.values.back().is_number_integer());
  type("9,007,199,254,740,995");
  QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
  QCOMPARE(shown.values.back(), Json(9007199254740995));
  type("2*64");
  QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
  QCOMPARE(shown.values.back(), Json(128));
  QVERIFY(shown.values.back().is_number_integer());
}

void TestParameterEditors::theWheelOnlyTurnsWhatHasTheFocus() {
  Shown shown(numberType(), m_model, 0.5);
  QLineEdit other(&shown.window);
  other.show();
  other.setFocus();
  const auto turn = [&] {
    QWidget& field = shown.field();
    const QPointF at(20, 10);
    QWheelEvent wheel(at, field.mapToGlobal(at), {}, {0, 120}, Qt::NoButton, {}, Qt::NoScrollPhase, false);
    QApplication::sendEvent(&field, &wheel);
  };
  turn();
  QVERIFY(shown.values.empty());
  shown.editor->setFocus();
  turn();
  QCOMPARE(shown.values, std::vector<Json>{0.51});
}

void TestParameterEditors::aSwitchIsClickedAndToggledByKey() {
  Shown shown(typeOf(WEFT_PARAMETER_BOOLEAN), m_model, false);
  QTest::mouseClick(&shown.part<QAbstractButton>(), Qt::LeftButton, {}, QPoint(10, 12));
  QCOMPARE(shown.values, std::vector<Json>{true});
  shown.editor->setFocus();
  QTest::keyClick(QApplication::focusWidget(), Qt::Key_Space);
  QCOMPARE(shown.values.back(), Json(false));
}

void TestParameterEditors::aChoiceIsChosenByKey() {
  const ParameterType& type = declared("weft.denoisers.ChangeProcess", "process");
  Shown shown(type, m_model, type.choices.at(0).id);
  auto& box = shown.part<QComboBox>();
  QCOMPARE(box.count(), static_cast<int>(type.choices.size()));
  QCOMPARE(box.itemData(0, Qt::ToolTipRole).toString(),
           QString("<qt>%1</qt>").arg(QString::fromStdString(type.choices[0].doc).toHtmlEscaped()));
  QTest::keyClick(&box, Qt::Key_Down);
  QCOMPARE(shown.values, std::vector<Json>{type.choices.at(1).id});
}

void TestParameterEditors::manyChoicesAreSearched() {
  const ParameterType& type = declared("weft.schedulers.SolverByName", "sampler");
  Shown shown(type, m_model, type.choices.at(0).id);
  auto& box = shown.part<QComboBox>();
  QVERIFY(box.isEditable());
  const Choice& wanted = type.choices.at(type.choices.size() / 2);
  box.lineEdit()->setFocus();
  box.lineEdit()->selectAll();
  QTest::keyClicks(box.lineEdit(), QString::fromStdString(wanted.label).toLower());
  shown.editor->setValue(type.choices.at(0).id);  // an update in the middle takes nothing away
  QTest::keyClick(box.lineEdit(), Qt::Key_Return);
  QCOMPARE(shown.values.back(), Json(wanted.id));
  box.lineEdit()->selectAll();
  QTest::keyClicks(box.lineEdit(), "no such thing");
  QTest::keyClick(box.lineEdit(), Qt::Key_Return);
  QCOMPARE(shown.editor->value(), Json(wanted.id));
  QCOMPARE(box.currentText(), QString::fromStdString(wanted.label));
}

void TestParameterEditors::aTextTellsEveryKeyAndKeepsItsCaret() {
  Shown shown(typeOf(WEFT_PARAMETER_STRING), m_model, "red apple");
  auto& line = shown.part<QLineEdit>();
  line.setFocus();
  line.setCursorPosition(3);
  QTest::keyClicks(&line, "dish");
  QCOMPARE(shown.values.size(), size_t{4});
  QCOMPARE(shown.values.back(), Json("reddish apple"));
  QVERIFY(!shown.isDone.back());
  shown.editor->setValue("reddish apple");
  QCOMPARE(line.cursorPosition(), 7);
  shown.editor->setValue("red apple");  // an undo in the middle
  QCOMPARE(line.text(), QString("red apple"));
  QCOMPARE(line.cursorPosition(), 7);
  QVERIFY(line.hasFocus());
  line.clearFocus();
  QVERIFY(shown.isDone.back());
}

void TestParameterEditors::aPromptWeighsWordsAndLeavesKeysToTheWindow() {
  ParameterType type = typeOf(WEFT_PARAMETER_STRING);
  type.flags = WEFT_PARAMETER_MULTILINE;
  Shown shown(type, m_model, "a red apple");
  auto& text = shown.part<QPlainTextEdit>();
  text.setFocus();
  QTextCursor caret = text.textCursor();
  caret.setPosition(3);
  text.setTextCursor(caret);
  QTest::keyClick(&text, Qt::Key_Up, Qt::ControlModifier);
  QCOMPARE(shown.values.back(), Json("a (red:1.1) apple"));
  QTest::keyClick(&text, Qt::Key_Up, Qt::ControlModifier);
  QCOMPARE(shown.values.back(), Json("a (red:1.2) apple"));
  QAction run(&shown.window), undo(&shown.window);
  run.setShortcut(Qt::CTRL | Qt::Key_Return);
  undo.setShortcut(QKeySequence::Undo);
  shown.window.addActions({&run, &undo});
  QSignalSpy ran(&run, &QAction::triggered), undone(&undo, &QAction::triggered);
  QTest::keyClick(&text, Qt::Key_Return, Qt::ControlModifier);
  QTest::keyClick(&text, Qt::Key_Z, Qt::ControlModifier);
  QCOMPARE(ran.count(), 1);
  QCOMPARE(undone.count(), 1);
  QCOMPARE(text.toPlainText(), QString("a (red:1.2) apple"));
  // What comes from elsewhere leaves the caret in the words that stay.
  caret.setPosition(17);
  text.setTextCursor(caret);
  shown.editor->setValue("two red apple");
  QCOMPARE(text.textCursor().position(), 13);
  const int height = text.height();
  shown.editor->setValue(std::string(2000, 'x'));
  QVERIFY(text.height() > height);
}

void TestParameterEditors::aPathIsNamedFromTheGraphsFolder() {
  QTemporaryDir folder;
  GraphModel model(test::catalog());
  Problems problems;
  QVERIFY(model.read(R"({"weft": 1, "nodes": {}})", folder.filePath("a.json"), problems).ok());
  Shown shown(typeOf(WEFT_PARAMETER_PATH), model, "");
  auto& line = shown.part<QLineEdit>();
  const auto dropped = [&](const QString& path) {
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(path)});
    QDragEnterEvent enter(QPoint(5, 5), Qt::CopyAction, &data, Qt::LeftButton, {});
    QApplication::sendEvent(&line, &enter);
    QDropEvent drop(QPointF(5, 5), Qt::CopyAction, &data, Qt::LeftButton, {});
    QApplication::sendEvent(&line, &drop);
    return QString::fromStdString(shown.editor->value().get<std::string>());
  };
  QCOMPARE(dropped(folder.filePath("pictures/b.png")), QString("pictures/b.png"));
  QCOMPARE(dropped("/elsewhere/c.png"), QString("/elsewhere/c.png"));
  line.setFocus();
  line.selectAll();
  const size_t told = shown.values.size();
  QTest::keyClicks(&line, "d.png");
  QCOMPARE(shown.values.size(), told);  // half a name is no file
  shown.editor->setValue("other.png");
  QCOMPARE(line.text(), QString("d.png"));
  QTest::keyClick(&line, Qt::Key_Return);
  QCOMPARE(shown.values.back(), Json("d.png"));
}

void TestParameterEditors::aSeedIsDrawnAndTakenBack() {
  Shown shown(typeOf(WEFT_PARAMETER_SEED), m_model, 7);
  auto& back = shown.part<QToolButton>("lastSeed");
  QVERIFY(!back.isVisible());
  QTest::mouseClick(&shown.part<QToolButton>("dice"), Qt::LeftButton);
  QCOMPARE(shown.values.size(), size_t{1});
  QVERIFY(shown.values.back().is_number_integer());
  QTest::mouseClick(&back, Qt::LeftButton);
  QCOMPARE(shown.values.back(), Json(7));
}

void TestParameterEditors::anOutputNameIsChecked() {
  Shown shown(typeOf(WEFT_PARAMETER_NAME), m_model, "apple");
  auto& line = shown.part<QLineEdit>();
  QVERIFY(line.toolTip().isEmpty());
  line.setFocus();
  line.selectAll();
  QTest::keyClicks(&line, "../apple");
  QVERIFY(!line.toolTip().isEmpty());
  QTest::keyClick(&line, Qt::Key_Escape);
  QCOMPARE(line.text(), QString("apple"));
  QVERIFY(line.toolTip().isEmpty());
  QVERIFY(shown.values.empty());
}

void TestParameterEditors::aSubgraphIsChosenOrMade() {
  GraphModel model(test::catalog());
  Problems problems;
  QVERIFY(model.read(R"({"weft": 1, "nodes": {}, "graphs": {"body": {"nodes": {}}}})", "a.json", problems).ok());
  Shown shown(typeOf(WEFT_PARAMETER_GRAPH), model, "gone");
  auto& box = shown.part<QComboBox>();
  QCOMPARE(box.currentText(), QString("gone (missing)"));
  QTest::keyClick(&box, Qt::Key_Home);
  QTest::keyClick(&box, Qt::Key_Down);
  QCOMPARE(shown.values.back(), Json("body"));
  box.setCurrentIndex(box.findText("New subgraph…"));
  emit box.activated(box.currentIndex());
  QCOMPARE(shown.values.back(), Json("body_2"));
}

void TestParameterEditors::aValueOfAnotherKindIsShownAsItStands() {
  Shown shown(numberType(), m_model, "<b>much</b>");
  QCOMPARE(shown.editor->value(), Json("<b>much</b>"));
  QLineEdit* line = nullptr;
  for (auto* found : shown.editor->findChildren<QLineEdit*>()) {
    if (found->isVisible()) line = found;
  }
  QVERIFY(line);
  QCOMPARE(line->text(), QString("\"<b>much</b>\""));
  QCOMPARE(line->toolTip(), QString("<qt>This should be a number</qt>"));
  shown.editor->setValue(0.25);
  QVERIFY(!line->isVisible());
  QCOMPARE(shown.editor->value(), Json(0.25));
}

void TestParameterEditors::severalValuesAreShownAsSuch() {
  for (const int32_t kind : {WEFT_PARAMETER_NUMBER, WEFT_PARAMETER_BOOLEAN, WEFT_PARAMETER_STRING,
                             WEFT_PARAMETER_CHOICE, WEFT_PARAMETER_SEED, WEFT_PARAMETER_PATH}) {
    Shown shown(typeOf(kind), m_model, Json());
    QVERIFY(shown.editor->value().is_null());
    QVERIFY(shown.values.empty());
  }
}

void TestParameterEditors::sumsAreWorkedOut_data() {
  QTest::addColumn<QString>("text");
  QTest::addColumn<double>("value");
  QTest::newRow("product") << "2*64" << 128.0;
  QTest::newRow("share") << "1/4" << 0.25;
  QTest::newRow("order") << "2 + 3 * 4" << 14.0;
  QTest::newRow("brackets") << "(512 + 64) / 8" << 72.0;
  QTest::newRow("power") << "-2^2" << -4.0;
  QTest::newRow("groups") << "1,024 px" << 1024.0;
  QTest::newRow("exponent") << "1.5e-3" << 0.0015;
  for (const char* wrong : {"", "1/0", "2*", "(1", "1 2", "e", "1e999", "twelve"})
    QTest::newRow(wrong) << wrong << double(NAN);
  QTest::newRow("deep") << QString(100000, u'(') << double(NAN);
}

void TestParameterEditors::sumsAreWorkedOut() {
  QFETCH(QString, text);
  QFETCH(double, value);
  const std::optional<double> found = evaluate(text, "px");
  QCOMPARE(found.has_value(), !std::isnan(value));
  if (found) QCOMPARE(*found, value);
}

void TestParameterEditors::weightsOfWords_data() {
  QTest::addColumn<QString>("text");
  QTest::addColumn<int>("from");
  QTest::addColumn<int>("to");
  QTest::addColumn<double>("delta");
  QTest::addColumn<QString>("after");
  QTest::newRow("word") << "red apple" << 1 << 1 << 0.1 << "(red:1.1) apple";
  QTest::newRow("words") << "a red apple" << 2 << 11 << -0.1 << "a (red apple:0.9)";
  QTest::newRow("again") << "(red:1.1) apple" << 2 << 2 << 0.1 << "(red:1.2) apple";
  QTest::newRow("back to one") << "(red:1.1) apple" << 1 << 4 << -0.1 << "red apple";
  QTest::newRow("plain brackets") << "(red) apple" << 2 << 2 << 0.1 << "(red:1.2) apple";
  QTest::newRow("inner") << "((red:1.1) big:1.3)" << 3 << 3 << 0.1 << "((red:1.2) big:1.3)";
  QTest::newRow("nothing") << "red  apple" << 4 << 4 << 0.1 << "red  apple";
  QTest::newRow("unbalanced") << "(red apple" << 2 << 2 << 0.1 << "((red:1.1) apple";
}

void TestParameterEditors::weightsOfWords() {
  QFETCH(QString, text);
  QFETCH(int, from);
  QFETCH(int, to);
  QFETCH(double, delta);
  QFETCH(QString, after);
  QCOMPARE(weighted({text, from, to}, delta).text, after);
}

WEFT_EDITOR_TEST_MAIN(TestParameterEditors)
#include "test_parameter_editors.moc"
