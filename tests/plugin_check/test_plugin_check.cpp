// Each fault fails in the check that it was made for, and in no other; what has none passes them all.
#include <QtTest>

#include <algorithm>
#include <set>

#include <weft/plugin_check/plugin_check.h>

using namespace weft;

namespace {

QString plugin(const QString& name) { return QStringLiteral(WEFT_BUILD_DIR "/tests/plugins/%1/%1.so").arg(name); }

bool isBad(const CheckReport& check) {
  return check.status != CheckStatus::Passed && check.status != CheckStatus::Skipped;
}

QByteArray textOf(const CheckReport& check) {
  QByteArray text = QByteArray::fromStdString(check.name) + ": " +
                    QByteArray::fromStdString(std::string(checkStatusName(check.status)));
  for (const std::string& finding : check.findings) text += "\n    " + QByteArray::fromStdString(finding);
  return text + "\n";
}

// The plugin that has the fault that its file is named after.
class FaultyPlugin {
 public:
  explicit FaultyPlugin(const QString& fault) { QFile::copy(plugin("faults"), path(fault)); }
  QString path(const QString& fault) const { return m_folder.filePath(fault + ".so"); }

 private:
  QTemporaryDir m_folder;
};

PluginReport check(const QString& library, PluginCheckOptions options = {}) {
  options.library = library.toStdString();
  auto report = checkPlugin(options);
  if (!report) QTest::qFail(report.error().message.c_str(), __FILE__, __LINE__);
  return report ? *report : PluginReport();
}

}  // namespace

class TestPluginCheck : public QObject {
  Q_OBJECT
 private slots:
  void faults_data();
  void faults();
  void healthyPlugins_data();
  void healthyPlugins();
  void unusable_data();
  void unusable();
  void everyCheckHasItsFault();
  void afterACrashTheRestIsSkipped();
  void hangingIsTimedOut();
  void filters();
  void wrongPattern();
  void fuzzFindsAndRepeats();
  void nothingIsLeftBehind();
};

// Faults that are not in what nodes do, but in how the library is built.
const QHash<QString, QString> builtWrong{{"load.symbols", "exports_more"},
                                         {"load.executable-stack", "executable_stack"},
                                         {"load.dependencies", "needs_torch_listed"}};
// Those that make a plugin unusable.
const QHash<QString, QString> refused{{"load.file", {}},
                                      {"load.now-local", "undefined_symbol"},
                                      {"load.init", "fail_init"},
                                      {"describe.accepted", "bad_default"}};

void TestPluginCheck::faults_data() {
  QTest::addColumn<QString>("name");
  for (const CheckInfo& one : pluginChecks()) {
    const QString name = QString::fromStdString(one.name);
    if (!refused.contains(name) && name != "fuzz.calls") QTest::newRow(one.name.c_str()) << name;
  }
}

void TestPluginCheck::faults() {
  QFETCH(QString, name);
  const FaultyPlugin faulty(name);
  const PluginReport report = check(builtWrong.contains(name) ? plugin(builtWrong[name]) : faulty.path(name));
  QByteArray others;
  const CheckReport* own = nullptr;
  for (const CheckReport& one : report.checks) {
    if (one.name == name.toStdString())
      own = &one;
    else if (isBad(one))
      others += textOf(one);
  }
  QVERIFY2(others.isEmpty(), others);
  QVERIFY(own);
  QVERIFY2(isBad(*own) && !own->findings.empty(), textOf(*own));
  QVERIFY(report.usable);
}

void TestPluginCheck::healthyPlugins_data() {
  QTest::addColumn<QString>("path");
  QTest::newRow("faults without a fault") << plugin("faults");
  QTest::newRow("small") << plugin("small");
  for (const char* folder : {WEFT_HEALTHY_FOLDERS}) {
    for (const QFileInfo& file : QDir(folder).entryInfoList({"*.so"}, QDir::Files)) {
      QTest::newRow(qPrintable(file.fileName())) << file.filePath();
    }
  }
}

void TestPluginCheck::healthyPlugins() {
  QFETCH(QString, path);
  const PluginReport report = check(path);
  QByteArray wrong;
  for (const CheckReport& one : report.checks) {
    if (isBad(one)) wrong += textOf(one);
  }
  QVERIFY2(wrong.isEmpty(), wrong);
  QVERIFY(report.usable);
  QVERIFY(report.checks.size() >= 40);
}

void TestPluginCheck::unusable_data() {
  QTest::addColumn<QString>("name");
  for (auto one = refused.begin(); one != refused.end(); ++one) QTest::newRow(qPrintable(one.key())) << one.key();
}

void TestPluginCheck::unusable() {
  QFETCH(QString, name);
  const PluginReport report = check(refused[name].isEmpty() ? QFINDTESTDATA("CMakeLists.txt") : plugin(refused[name]));
  QVERIFY(!report.usable);
  for (const CheckReport& one : report.checks) {
    if (one.name == name.toStdString())
      QVERIFY2(isBad(one) && !one.findings.empty(), textOf(one));
    else
      QVERIFY2(!isBad(one), textOf(one));
  }
}

// A new check comes with a plugin that fails in it; hasFault() is asked for every one.
void TestPluginCheck::everyCheckHasItsFault() {
  QByteArray sources;
  for (const char* name : {"faults.cpp", "faults_nodes.cpp", "faults_objects.cpp"}) {
    QFile file(QStringLiteral(WEFT_SOURCE_DIR "/tests/plugins/") + name);
    QVERIFY(file.open(QIODevice::ReadOnly));
    sources += file.readAll();
  }
  std::set<std::string> names;
  for (const CheckInfo& one : pluginChecks()) {
    QVERIFY2(names.insert(one.name).second, one.name.c_str());
    const QString name = QString::fromStdString(one.name);
    if (builtWrong.contains(name) || refused.contains(name) || name == "fuzz.calls") continue;
    QVERIFY2(sources.contains('"' + QByteArray::fromStdString(one.name) + '"'), one.name.c_str());
  }
  QVERIFY(names.size() >= 40);
}

void TestPluginCheck::afterACrashTheRestIsSkipped() {
  const FaultyPlugin faulty("process.inputs");
  const PluginReport report = check(faulty.path("process.inputs"));
  for (const CheckReport& one : report.checks) {
    if (one.name == "process.inputs") {
      QCOMPARE(one.status, CheckStatus::Crashed);
      QVERIFY2(one.findings[0].find("Segmentation fault (SIGSEGV) in process() of node \"org.example.faults.Scale\"") !=
                   std::string::npos,
               textOf(one));
    }
    if (one.name == "determinism.twice") {
      QCOMPARE(one.status, CheckStatus::Skipped);
      QCOMPARE(one.findings[0], std::string("process.inputs crashed, which comes first"));
    }
  }
}

void TestPluginCheck::hangingIsTimedOut() {
  PluginCheckOptions options;
  options.timeLimit = 1;
  const PluginReport report = check(plugin("hang_init"), options);
  QVERIFY(!report.usable);
  const auto init = std::find_if(report.checks.begin(), report.checks.end(),
                                 [](const CheckReport& one) { return one.name == "load.init"; });
  QVERIFY(init != report.checks.end());
  QCOMPARE(init->status, CheckStatus::TimedOut);
  QCOMPARE(init->findings[0], std::string("did not come back within 1 s in init()"));
}

void TestPluginCheck::filters() {
  PluginCheckOptions options;
  options.include = "^describe";
  options.exclude = "types|accepted";
  std::vector<std::string> told;
  options.finished = [&](const CheckReport& one) { told.push_back(one.name); };
  const PluginReport report = check(plugin("small"), options);
  QVERIFY(report.checks.size() > 4);
  for (const CheckReport& one : report.checks) {
    QVERIFY2(one.name.find("describe.") == 0 && one.name != "describe.types" && one.name != "describe.accepted",
             one.name.c_str());
  }
  QCOMPARE(told.size(), report.checks.size());
}

void TestPluginCheck::wrongPattern() {
  PluginCheckOptions options;
  options.library = plugin("small").toStdString();
  options.include = "(";
  QCOMPARE(checkPlugin(options).error().message, std::string("\"(\" is no regular expression"));
  options.include = "no such check";
  QCOMPARE(checkPlugin(options).error().message, std::string("no check fits; --list names them all"));
}

void TestPluginCheck::fuzzFindsAndRepeats() {
  const FaultyPlugin faulty("process.huge");
  PluginCheckOptions options;
  options.include = "fuzz";
  options.fuzzCases = 3000;
  options.seed = 20;
  const PluginReport report = check(faulty.path("process.huge"), options);
  QCOMPARE(report.checks.size(), size_t{1});
  const CheckReport& fuzz = report.checks[0];
  QVERIFY2(fuzz.status == CheckStatus::Crashed, textOf(fuzz));
  const QRegularExpressionMatch seed =
      QRegularExpression("--fuzz 1 --seed (\\d+)").match(QString::fromStdString(fuzz.findings[0]));
  QVERIFY2(seed.hasMatch(), textOf(fuzz));
  options.fuzzCases = 1;
  options.seed = seed.captured(1).toULongLong();
  const PluginReport again = check(faulty.path("process.huge"), options);
  QCOMPARE(again.checks[0].status, CheckStatus::Crashed);
  options.seed = 20;
  options.fuzzCases = 300;
  const PluginReport healthy = check(plugin("faults"), options);
  QVERIFY2(!isBad(healthy.checks[0]), textOf(healthy.checks[0]));
}

void TestPluginCheck::nothingIsLeftBehind() {
  QTemporaryDir temporary;
  const QByteArray before = qgetenv("TMPDIR");
  qputenv("TMPDIR", temporary.path().toUtf8());
  PluginCheckOptions options;
  options.include = "files";
  (void)check(plugin("faults"), options);
  qputenv("TMPDIR", before);
  if (before.isEmpty()) qunsetenv("TMPDIR");
  QVERIFY(QDir(temporary.path()).isEmpty(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot));
}

int main(int argc, char** argv) {
  int status = 0;
  if (weft::runCheckChild(argc, argv, &status)) ::_exit(status);
  const QCoreApplication application(argc, argv);
  TestPluginCheck test;
  return QTest::qExec(&test, argc, argv);
}

#include "test_plugin_check.moc"
