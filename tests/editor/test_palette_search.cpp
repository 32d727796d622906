// The search for nodes: how it ranks the shipped nodes, what it offers for a wire, and all of it by keyboard.
#include "document/link_rules.h"
#include "document/names.h"
#include "editor_test.h"
#include "palette/palette_list.h"
#include "palette/search_popup.h"
#include "palette_test.h"
#include "theme/theme.h"

using namespace weft;
using namespace weft::editor;

class TestPaletteSearch : public QObject {
  Q_OBJECT

 private slots:
  void init();
  void whatIsTypedFindsTheNode_data();
  void whatIsTypedFindsTheNode();
  void whatFitsNothingFindsNothing();
  void lettersThatWereHitStandInTheLabel();
  void manyEntriesAreSearchedAtOnce();
  void aWireIsOfferedWhatTakesIt();
  void aWireIsOfferedWhatGivesIt();
  void whatWasUsedLatelyComesFirst();
  void refusedPluginsAreListedWithTheReason();
  void subgraphsOfTheFileAreOffered();
  void theKeyboardIsEnough();
  void escapeAndAPressElsewhereCancel();
  void staysWithinTheWindow();
  void helpIsAskedForTheCurrentEntry();
  void goesWithWhatItWasMadeFor();

 private:
  test::OwnSettings m_settings;
};

namespace {

QStringList found(const QString& typed) {
  GraphModel model(test::catalog());
  PaletteModel rows;
  rows.setEntries(nodeEntries(model));
  rows.search(typed);
  QStringList ids;
  for (int row = 0; row < rows.rowCount(); ++row) ids.append(rows.entry(row).id);
  return ids;
}

QStringList idsOf(const SearchPopup& popup) {
  QStringList ids;
  for (int row = 0; row < popup.count(); ++row) ids.append(popup.entryAt(row).id);
  return ids;
}

// A window with a popup over it, as the canvas has it.
struct Shown {
  Shown() {
    window.resize(1000, 700);
    window.show();
    window.activateWindow();
  }
  void open(const SearchFilter& filter = {}) {
    popup.openAt(window.mapToGlobal(QPoint(300, 120)), filter);
    QTRY_VERIFY(field().hasFocus());
  }
  QLineEdit& field() { return *popup.findChild<QLineEdit*>("paletteField"); }
  GraphModel model{test::catalog()};
  QWidget window;
  SearchPopup popup{model, &window};
};

}  // namespace

void TestPaletteSearch::init() {
  test::failOnWarnings();
  m_settings.clear();
  setUnavailableNodes({});
}

void TestPaletteSearch::whatIsTypedFindsTheNode_data() {
  QTest::addColumn<QString>("typed");
  QTest::addColumn<QString>("wanted");
  QTest::addColumn<int>("within");  // among so many of the first
  const auto row = [](const char* typed, const char* wanted, int within = 1) {
    QTest::newRow(typed) << QString(typed) << QString("weft.") + wanted << within;
  };
  row("sample", "schedulers.Sample");
  row("ksampler", "schedulers.Sample");
  row("sampler", "schedulers.Sample");
  row("smaple", "schedulers.Sample");
  row("cfg", "guidance.ClassifierFree");
  row("classifier free", "guidance.ClassifierFree");
  row("ClassifierFree", "guidance.ClassifierFree");
  row("clasifier-free", "guidance.ClassifierFree");
  row("negative prompt", "guidance.ClassifierFree", 2);
  row("upscale", "upscalers.Resample");
  row("resize", "upscalers.Resample");
  row("rsample", "upscalers.Resample", 3);
  row("dpm++ 2m", "schedulers.DPMpp2M");
  row("dpmpp_2m_sde", "schedulers.DPMpp2MSDE");
  row("dpm2m", "schedulers.DPMpp2M");
  row("euler a", "schedulers.EulerAncestral");
  row("eulanc", "schedulers.EulerAncestral");
  row("ays", "schedulers.AlignYourStepsSigmas", 2);
  row("pag", "guidance.PerturbedAttention");
  row("vae decode", "decoders.DecodeLatent");
  row("vae", "decoders.DecodeLatent", 3);
  row("load", "io.LoadImage", 4);
  row("checkpoint", "io.LoadModel");
  row("prompt", "encoders.EncodeText", 3);
  row("reroute", "flow.Pass");
  row("KARRAS", "schedulers.KarrasSigmas");
  row("karas sigmas", "schedulers.KarrasSigmas");
  row("save im", "io.SaveImage");
  row("apng", "io.SaveAnimation");
  row("oversaturation", "guidance.AdaptiveProjected", 2);  // a word of its documentation
  row("blur", "guidance.SelfAttention", 3);
  row("repeat", "flow.Repeat");
}

void TestPaletteSearch::whatIsTypedFindsTheNode() {
  QFETCH(QString, typed);
  QFETCH(QString, wanted);
  QFETCH(int, within);
  const QStringList ids = found(typed);
  const auto place = ids.indexOf(wanted);
  QVERIFY2(place >= 0 && place < within, qPrintable(ids.mid(0, 6).join(", ")));
}

void TestPaletteSearch::whatFitsNothingFindsNothing() {
  QCOMPARE(found("qqqzzz"), QStringList());
  QCOMPARE(found("sample qqqzzz"), QStringList());
  QVERIFY(!found("  ").isEmpty());  // nothing is typed yet
}

void TestPaletteSearch::lettersThatWereHitStandInTheLabel() {
  const auto hit = [](const char* label, const char* typed) {
    const std::optional<Match> match = FuzzyQuery(typed).match(Searchable(label, {}, {}, {}));
    QString letters;
    for (const int place : match->letters) letters.append(QString(label)[place]);
    return letters;
  };
  QCOMPARE(hit("Classifier-free guidance", "cfg"), QString("Cfg"));
  QCOMPARE(hit("Euler ancestral", "eulanc"), QString("Eulanc"));
  QCOMPARE(hit("DPM++ 2M SDE", "2m dpm"), QString("DPM2M"));
  QCOMPARE(hit("Décode", "deco"), QString::fromUtf8("Déco"));
}

// A keystroke in a catalogue thirty times ours costs about as much as a frame of the screen.
void TestPaletteSearch::manyEntriesAreSearchedAtOnce() {
  GraphModel model(test::catalog());
  std::vector<PaletteEntry> entries;
  while (entries.size() < 5000) {
    for (PaletteEntry& entry : nodeEntries(model)) entries.push_back(std::move(entry));
  }
  PaletteModel rows;
  rows.setEntries(std::move(entries));
  QBENCHMARK { rows.search("guidnce"); }
  QVERIFY(rows.rowCount() >= 30);
}

void TestPaletteSearch::aWireIsOfferedWhatTakesIt() {
  GraphModel model(test::catalog());
  for (const char* text : {"latent<emoji>[1, 16, 8, 8]", "image", "string", "integer", "list<number>", "any"}) {
    const Type from = *Type::parse(text);
    QSet<QString> expected{outputsNode()};
    for (const auto& [id, type] : model.catalog().types()) {
      if (type->has(WEFT_NODE_OBSOLETE)) continue;
      const auto takes = [&](const Type& wanted) {
        TypeBindings bindings;
        return matchType(from, wanted, bindings).ok();
      };
      bool fits = false;
      for (const PortType& port : type->inputs) fits = fits || takes(port.type);
      for (const ParameterType& parameter : type->parameters) {
        if (const auto wanted = typeOfParameter(parameter)) fits = fits || takes(*wanted);
      }
      if (fits) expected.insert(QString::fromStdString(id));
    }
    QSet<QString> offered;
    for (const PaletteEntry& entry : nodeEntries(model, {from, {}})) {
      offered.insert(entry.id);
      if (entry.id == outputsNode()) continue;
      const NodeType& type = *model.catalog().find(entry.id.toStdString());
      const std::string port = entry.port.toStdString();
      const int input = type.inputIndex(port), parameter = type.parameterIndex(port);
      QVERIFY2(input >= 0 || parameter >= 0, qPrintable(entry.id));
      TypeBindings bindings;
      QVERIFY(matchType(from, input >= 0 ? type.inputs[input].type : *typeOfParameter(type.parameters[parameter]),
                        bindings));
    }
    QCOMPARE(offered, expected);
  }
}

void TestPaletteSearch::aWireIsOfferedWhatGivesIt() {
  GraphModel model(test::catalog());
  for (const char* text : {"latent", "image", "denoiser", "sigmas", "number", "list<string>"}) {
    const Type to = *Type::parse(text);
    QSet<QString> expected{inputsNode()}, offered;
    for (const auto& [id, type] : model.catalog().types()) {
      for (const PortType& port : type->outputs) {
        TypeBindings bindings;
        const bool fits = matchType(substitute(port.type, {}), to, bindings).ok();
        if (fits && !type->has(WEFT_NODE_OBSOLETE)) expected.insert(QString::fromStdString(id));
      }
    }
    for (const PaletteEntry& entry : nodeEntries(model, {{}, to})) offered.insert(entry.id);
    QCOMPARE(offered, expected);
  }
}

void TestPaletteSearch::whatWasUsedLatelyComesFirst() {
  for (int i = 0; i < 3; ++i) noteUsedType("weft.math.Add");
  noteUsedType("weft.io.SaveImage");
  noteUsedType("weft.flow.Switch");
  QCOMPARE(recentlyUsedTypes(), (QStringList{"weft.flow.Switch", "weft.io.SaveImage", "weft.math.Add"}));
  QCOMPARE(found("").mid(0, 3), (QStringList{"weft.flow.Switch", "weft.io.SaveImage", "weft.math.Add"}));
  // Twenty others later it is still above what was never used.
  for (int i = 0; i < 20; ++i) noteUsedType(QString("org.example.Other%1").arg(i));
  QCOMPARE(found("").first(), QString("weft.math.Add"));
}

void TestPaletteSearch::refusedPluginsAreListedWithTheReason() {
  PluginInfo plugin;
  plugin.path = "/packs/blur.so";
  plugin.refusal = "it was built for another ABI";
  plugin.nodes = {"org.example.blur.BoxBlur"};
  setUnavailableNodes(unavailableIn({plugin}));
  Shown shown;
  QSignalSpy chosen(&shown.popup, &SearchPopup::chosen);
  shown.open();
  QTest::keyClicks(&shown.field(), "boxblur");
  QVERIFY(shown.popup.current());
  QCOMPARE(shown.popup.current()->id, QString("org.example.blur.BoxBlur"));
  QCOMPARE(shown.popup.findChild<QLabel*>("paletteSummary")->text(),
           QString("blur.so is not used: it was built for another ABI"));
  QTest::keyClick(&shown.field(), Qt::Key_Return);
  QVERIFY(shown.popup.isVisible());
  QCOMPARE(chosen.count(), 0);
}

void TestPaletteSearch::subgraphsOfTheFileAreOffered() {
  Shown shown;
  test::load(shown.model, test::shippedGraph("flow/roots.json"));
  QVERIFY(!shown.model.document().subgraphs().empty());
  shown.open();
  for (const auto& [name, graph] : shown.model.document().subgraphs()) {
    QVERIFY(idsOf(shown.popup).contains("graph:" + QString::fromStdString(name)));
  }
}

void TestPaletteSearch::theKeyboardIsEnough() {
  Shown shown;
  QSignalSpy chosen(&shown.popup, &SearchPopup::chosen);
  shown.open({*Type::parse("latent"), {}});
  QTest::keyClicks(&shown.field(), "decode");
  QCOMPARE(shown.popup.current()->id, QString("weft.decoders.DecodeLatent"));
  QTest::keyClick(&shown.field(), Qt::Key_Return);
  QCOMPARE(chosen.count(), 1);
  QCOMPARE(chosen.first(), (QList<QVariant>{"weft.decoders.DecodeLatent", "latent"}));
  QVERIFY(!shown.popup.isVisible());
  QCOMPARE(recentlyUsedTypes(), QStringList{"weft.decoders.DecodeLatent"});

  shown.open();
  const QStringList ids = idsOf(shown.popup);
  const auto current = [&] { return ids.indexOf(shown.popup.current()->id); };
  QCOMPARE(current(), 0);
  QTest::keyClick(&shown.field(), Qt::Key_Down);
  QTest::keyClick(&shown.field(), Qt::Key_Tab);
  QCOMPARE(current(), 2);
  QTest::keyClick(&shown.field(), Qt::Key_Backtab, Qt::ShiftModifier);
  QTest::keyClick(&shown.field(), Qt::Key_Up);
  QTest::keyClick(&shown.field(), Qt::Key_Up);  // around
  QCOMPARE(current(), ids.size() - 1);
  QTest::keyClick(&shown.field(), Qt::Key_PageUp);
  QCOMPARE(current(), ids.size() - 10);
  QTest::keyClick(&shown.field(), Qt::Key_PageDown);
  QTest::keyClick(&shown.field(), Qt::Key_PageDown);
  QCOMPARE(current(), ids.size() - 1);
}

void TestPaletteSearch::escapeAndAPressElsewhereCancel() {
  Shown shown;
  QSignalSpy cancelled(&shown.popup, &SearchPopup::cancelled);
  shown.open();
  QTest::keyClick(&shown.field(), Qt::Key_Escape);
  QCOMPARE(cancelled.count(), 1);
  shown.open();
  QTest::mouseClick(&shown.window, Qt::LeftButton, {}, QPoint(5, 5));
  QCOMPARE(cancelled.count(), 2);
  QVERIFY(!shown.popup.isVisible());
}

void TestPaletteSearch::helpIsAskedForTheCurrentEntry() {
  Shown shown;
  QSignalSpy wanted(&typeUseEvents(), &TypeUseEvents::helpWanted);
  shown.open();
  QTest::keyClicks(&shown.field(), "ksampler");
  QTest::keyClick(&shown.field(), Qt::Key_F1);
  QCOMPARE(wanted.count(), 1);
  QCOMPARE(wanted.first().first().toString(), QString("weft.schedulers.Sample"));
  QVERIFY(shown.popup.isVisible());
}

// It lies over the window, and yet goes with the tab that it was made for.
void TestPaletteSearch::goesWithWhatItWasMadeFor() {
  GraphModel model(test::catalog());
  QWidget window;
  window.resize(800, 600);
  auto* tab = new QWidget(&window);
  window.show();
  QPointer<SearchPopup> popup = new SearchPopup(model, tab);
  popup->openAt(window.mapToGlobal(QPoint(100, 100)));
  QCOMPARE(popup->parentWidget(), &window);
  delete tab;
  QTRY_VERIFY(!popup);
}

void TestPaletteSearch::staysWithinTheWindow() {
  Shown shown;
  for (const QPoint at : {QPoint(0, 0), QPoint(999, 0), QPoint(999, 699), QPoint(0, 699)}) {
    shown.popup.openAt(shown.window.mapToGlobal(at));
    QTRY_VERIFY(shown.popup.isVisible());
    QVERIFY(shown.window.rect().contains(shown.popup.geometry().adjusted(18, 18, -18, -18)));
    shown.popup.dismiss();
  }
}

WEFT_EDITOR_TEST_MAIN(TestPaletteSearch)
#include "test_palette_search.moc"
