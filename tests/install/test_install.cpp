// The installed tree: it may be moved, it runs, and plugins are built against it with nothing else of the repository.
#include <QtTest>

#include <optional>

#include "installed_tree.h"

using namespace weft::test;

namespace {

const QByteArray oneCall =
    "cmake_minimum_required(VERSION 3.25)\nproject(thing LANGUAGES %1)\nfind_package(Weft REQUIRED)\n";

QByteArray project(const char* languages, const QByteArray& call) {
  return QByteArray(oneCall).replace("%1", languages) + call + "\n";
}

const QByteArray thing =
    "#include <weft/sdk.h>\n"
    "struct Thing : weft::Node<Thing> {\n"
    "  static constexpr weft::About about{\"Thing\", \"Test\", \"A thing.\"};\n"
    "  static constexpr auto number = weft::param(\"number\", 1.0, \"A number\");\n"
    "  static constexpr auto value = weft::output<weft::Number>(\"value\", \"The same\");\n"
    "  static constexpr auto ports = weft::ports(number, value);\n"
    "  void process(weft::Call& call) { call.set(value, call[number]); }\n"
    "};\n"
    "WEFT_PLUGIN(\"my.pack\", \"1.2.3\", Thing)\n";

QByteArray thingWith(const char* part, const char* other) { return QByteArray(thing).replace(part, other); }

}  // namespace

class TestInstall : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() { m_tree.emplace(); }
  void installedRunnerListsThePacks();
  void packsExportOneSymbol();
  void shippedModelIsFound();
  void examplesBuildElsewhere_data();
  void examplesBuildElsewhere();
  void templatesRunTheirGraph_data();
  void templatesRunTheirGraph();
  void thingBuildsWith_data();
  void thingBuildsWith();
  void ordinaryTargetCommandsHold();
  void installsForTheUser();
  void withoutARunnerNothingIsDescribed();
  void mistakesAreTold_data();
  void mistakesAreTold();
  void aRefusedPluginIsRefusedAgain();

 private:
  std::optional<InstalledTree> m_tree;
};

void TestInstall::installedRunnerListsThePacks() {
  const Outcome listed = m_tree->run(m_tree->runner(), {"plugins"});
  QVERIFY2(listed.status == 0, qPrintable(listed.errors));
  for (const char* pack : {"weft.io", "weft.math", "weft.flow"}) {
    QVERIFY2(listed.output.contains(pack), qPrintable(listed.output));
  }
  QVERIFY2(!listed.output.contains(WEFT_BUILD_DIR), "the installed runner looks into the build tree");
}

void TestInstall::packsExportOneSymbol() {
  const QDir packs(m_tree->prefix() + "/lib/weft", "*.so");
  QVERIFY(!packs.entryList().isEmpty());
  for (const QFileInfo& pack : packs.entryInfoList()) {
    const Outcome symbols = m_tree->run("nm", {"-D", "--defined-only", "--format=just-symbols", pack.filePath()});
    QCOMPARE(symbols.output.trimmed(), QString("weft_plugin_entry"));
  }
}

void TestInstall::shippedModelIsFound() {
  if (!WEFT_WITH_TORCH) QSKIP("the model needs LibTorch");
  const Outcome made = m_tree->run(
      m_tree->runner(), {m_tree->prefix() + "/share/weft/graphs/quickstart.json", "--set", "steps=2", "--quiet"});
  QVERIFY2(made.status == 0, qPrintable(made.errors));
  QVERIFY2(made.output.startsWith("saved out/"), qPrintable(made.output));
}

void TestInstall::examplesBuildElsewhere_data() {
  QTest::addColumn<QString>("example");
  const QDir plugins(m_tree->prefix() + "/share/doc/weft/plugins");
  QVERIFY(plugins.exists("template-c") && plugins.exists("template-cpp") && !plugins.exists("CMakeLists.txt"));
  for (const QString& folder : plugins.entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
    QTest::newRow(qPrintable(folder)) << folder;
  }
}

void TestInstall::examplesBuildElsewhere() {
  QFETCH(QString, example);
  m_tree->copy(m_tree->prefix() + "/share/doc/weft/plugins/" + example, example);
  const Outcome built = m_tree->build(example);
  QVERIFY2(built.status == 0, qPrintable(built.all()));

  const QStringList libraries = QDir(m_tree->path(example + "/build")).entryList({"*.so"});
  QVERIFY(!libraries.isEmpty());
  const Outcome listed = m_tree->run(m_tree->runner(), {"plugins", "--plugins", "build"}, example);
  QVERIFY2(listed.status == 0, qPrintable(listed.errors));
  for (const QString& library : libraries) {
    const QStringList lines = listed.output.split('\n').filter(library);
    QVERIFY2(lines.size() == 1, qPrintable(listed.output));
    QVERIFY2(!lines.first().contains("refused"), qPrintable(lines.first()));
  }
}

void TestInstall::templatesRunTheirGraph_data() {
  QTest::addColumn<QString>("folder");
  QTest::newRow("C") << "template-c";
  QTest::newRow("C++") << "template-cpp";
}

void TestInstall::templatesRunTheirGraph() {  // built by examplesBuildElsewhere
  QFETCH(QString, folder);
  const Outcome run = m_tree->run(m_tree->runner(), {"try.json", "--plugins", "build"}, folder);
  QVERIFY2(run.status == 0, qPrintable(run.errors));
  QVERIFY2(run.output.startsWith("saved out/"), qPrintable(run.output));
}

void TestInstall::thingBuildsWith_data() {
  QTest::addColumn<QStringList>("options");
  QTest::newRow("Makefiles") << QStringList{"-G", "Unix Makefiles"};
  QTest::newRow("Debug") << QStringList{"-G", "Ninja", "-DCMAKE_BUILD_TYPE=Debug"};
  QTest::newRow("Release") << QStringList{"-G", "Ninja", "-DCMAKE_BUILD_TYPE=Release"};
  QTest::newRow("several at once") << QStringList{"-G", "Ninja Multi-Config"};
  QTest::newRow("warnings") << QStringList{"-G", "Ninja", "-DCMAKE_CXX_FLAGS=-Wall -Wextra -Wpedantic -Werror"};
  if (!QStandardPaths::findExecutable("clang++").isEmpty())
    QTest::newRow("clang") << QStringList{"-G", "Ninja", "-DCMAKE_CXX_COMPILER=clang++"};
}

void TestInstall::thingBuildsWith() {
  QFETCH(QStringList, options);
  const QString folder = QString("a folder/") + QTest::currentDataTag();
  m_tree->write(folder + "/CMakeLists.txt", project("CXX", "weft_add_plugin(thing thing.cpp)"));
  m_tree->write(folder + "/thing.cpp", thing);
  const Outcome built = m_tree->build(folder, options);
  QVERIFY2(built.status == 0, qPrintable(built.all()));

  const QString place = m_tree->path(folder + "/build" + (options.contains("Ninja Multi-Config") ? "/Debug" : ""));
  const QString page =
      m_tree->run(m_tree->runner(), {"nodes", "my.pack.Thing"}, folder, {{"WEFT_PLUGIN_PATH", place}}).all();
  QVERIFY2(page.contains("From my.pack 1.2.3"), qPrintable(page));
  QVERIFY(QFile::exists(place + "/thing.weft.json"));
  const Outcome symbols = m_tree->run("nm", {"-D", "--defined-only", "--format=just-symbols", place + "/thing.so"});
  QCOMPARE(symbols.output.trimmed(), QString("weft_plugin_entry"));
}

void TestInstall::ordinaryTargetCommandsHold() {
  m_tree->write("parts/CMakeLists.txt", project("C CXX",
                                                "weft_add_plugin(thing src/thing.cpp)\n"
                                                "target_sources(thing PRIVATE src/help.c)\n"
                                                "target_include_directories(thing PRIVATE include)\n"
                                                "target_compile_definitions(thing PRIVATE LABEL=\"Said\")\n"
                                                "target_link_libraries(thing m)\n"));
  m_tree->write("parts/include/help.h", "#ifdef __cplusplus\nextern \"C\"\n#endif\ndouble help(double);\n");
  m_tree->write("parts/src/help.c", "#include <help.h>\n#include <math.h>\ndouble help(double x) { return cos(x); }\n");
  m_tree->write("parts/src/thing.cpp", "#include <help.h>\n" + QByteArray(thing)
                                                                   .replace("\"Thing\", \"Test\"", "LABEL, \"Test\"")
                                                                   .replace("call[number])", "help(call[number]))"));
  const Outcome built = m_tree->build("parts");
  QVERIFY2(built.status == 0, qPrintable(built.all()));
  const Outcome page = m_tree->run(m_tree->runner(), {"nodes", "my.pack.Thing", "--plugins", "build"}, "parts");
  QVERIFY2(page.output.contains("Said (Test)"), qPrintable(page.all()));
}

void TestInstall::installsForTheUser() {
  m_tree->write("mine/CMakeLists.txt", project("CXX", "weft_add_plugin(thing INSTALL thing.cpp)"));
  m_tree->write("mine/thing.cpp", thing);
  Outcome done = m_tree->build("mine");
  QVERIFY2(done.status == 0, qPrintable(done.all()));
  done = m_tree->run("cmake", {"--install", "build"}, "mine");
  QVERIFY2(done.status == 0, qPrintable(done.all()));
  QVERIFY(QFile::exists(m_tree->dataHome() + "/weft/plugins/thing.weft.json"));
  const Outcome page = m_tree->run(m_tree->runner(), {"nodes", "my.pack.Thing"});
  QVERIFY2(page.output.contains(m_tree->dataHome() + "/weft/plugins/thing.so"), qPrintable(page.all()));
}

void TestInstall::withoutARunnerNothingIsDescribed() {
  m_tree->write("cross/CMakeLists.txt", project("C", "weft_add_plugin(invert invert.c)"));
  m_tree->copy(m_tree->prefix() + "/share/doc/weft/plugins/template-c", "cross/template");
  QVERIFY(QFile::copy(m_tree->path("cross/template/invert.c"), m_tree->path("cross/invert.c")));
  // A plugin in C is built where there is no compiler for C++.
  const Outcome built =
      m_tree->build("cross", {"-G", "Ninja", "-DCMAKE_SYSTEM_NAME=Linux", "-DCMAKE_CXX_COMPILER=/nowhere/c++"});
  QVERIFY2(built.status == 0, qPrintable(built.all()));
  QVERIFY2(built.output.contains("invert.weft.json, its description, is not written"), qPrintable(built.output));
  QVERIFY(QFile::exists(m_tree->path("cross/build/invert.so")));
  QVERIFY(!QFile::exists(m_tree->path("cross/build/invert.weft.json")));
}

void TestInstall::mistakesAreTold_data() {
  QTest::addColumn<QByteArray>("lists");
  QTest::addColumn<QString>("name");
  QTest::addColumn<QByteArray>("source");
  QTest::addColumn<QString>("told");
  const QByteArray inC = project("C", "weft_add_plugin(thing thing.c)");
  const QByteArray inCpp = project("CXX", "weft_add_plugin(thing thing.cpp)");
  const auto row = [&](const char* what, const QByteArray& lists, const char* name, const QByteArray& source,
                       const char* told) { QTest::newRow(what) << lists << name << source << told; };
  const auto cpp = [&](const char* what, const char* part, const char* other, const char* told) {
    row(what, inCpp, "thing.cpp", thingWith(part, other), told);
  };
  QFile file(WEFT_SOURCE_DIR "/plugins/template-c/invert.c");
  QVERIFY(file.open(QIODevice::ReadOnly));
  const QByteArray invert = file.readAll();
  const auto c = [&](const char* what, const char* part, const char* other, const char* told) {
    QVERIFY2(invert.contains(part), part);
    row(what, inC, "thing.c", QByteArray(invert).replace(part, other), told);
  };

  row("no sources", project("C", "weft_add_plugin(thing)"), "thing.c", {},
      "weft_add_plugin(thing): no sources; write weft_add_plugin(thing file.c ...)");
  row("C++ in a project of C", project("C", "weft_add_plugin(thing thing.cpp)"), "thing.cpp", thing,
      "thing.cpp is C++, which this project does not enable; write project(thing LANGUAGES CXX)");
  row("no entry", inC, "thing.c", "int unrelated(void) { return 1; }\n", "weft_plugin_entry");
  row("an undefined name", inC, "thing.c",
      "int nowhereDefined(void);\nextern int (*const weft_plugin_entry)(void);\n"
      "int (*const weft_plugin_entry)(void) = nowhereDefined;\n",
      "nowhereDefined");
  row("C++17", inCpp + "set_target_properties(thing PROPERTIES CXX_STANDARD 17)\n", "thing.cpp", thing,
      "weft/sdk.h needs C++20");
  row("the SDK in C", inC, "thing.c", "#include <weft/sdk.h>\n", "a plugin in C includes weft/abi.h");

  c("an id of another plugin", ".id = PLUGIN_ID \".Invert\"", ".id = \"org.example.other.Invert\"",
    "org.example.other.Invert");
  c("no documentation in C", ".doc = \"The inverted pictures, of the same size\"", ".doc = 0", "doc");
  c("a default out of range in C", ".default_number = 1.0", ".default_number = 2.0", "amount");
  c("a type that is none", ".type = \"image\", /*", ".type = \"image<\", /*", "image<");
  c("another ABI", ".abi = WEFT_ABI_VERSION", ".abi = {7, 0, 0}", "7.0");

  cpp("a port that is not listed", "weft::ports(number, value)", "weft::ports(value)",
      "1 port or parameter is declared with weft::input, weft::output or weft::param but not listed");
  cpp("no documentation", "1.0, \"A number\"", "1.0", "a parameter has one text beside its id, which documents it");
  cpp("empty documentation", "\"The same\"", "\"\"", "each port and parameter is documented");
  cpp("a default out of range", "1.0, ", "1.0, weft::range(2, 3), ", "the default lies outside range()");
  cpp("an id with a space", "\"number\"", "\"a number\"", "has letters, digits and _ only");
  cpp("a type that is no port type", "weft::Number", "double", "weft::output<…> takes a port type");
  cpp("a plugin id of one part", "\"my.pack\"", "\"pack\"", "the id of a plugin has two or more parts");
  cpp("no nodes", ", Thing)", ")", "WEFT_PLUGIN lists the plugin's nodes");
  cpp("no about", "static constexpr weft::About about{\"Thing\", \"Test\", \"A thing.\"};", "",
      "a node says what it is: static constexpr weft::About about");
  cpp("no ports", "static constexpr auto ports = weft::ports(number, value);", "",
      "a node lists what it has: static constexpr auto ports = weft::ports");
  cpp("no process", "process(", "work(", "a node does its work in: void process(weft::Call& call)");
  cpp("infer that is not static", "  void process", "  void infer(weft::Infer&) {}\n  void process",
      "infer() of a node is: static void infer(weft::Infer& infer)");
  cpp("a text for a number", "call.set(value, call[number])", "call.set(value, \"one\")",
      "this output is declared as something else than weft::String");
  cpp("a tensor that is not moved", "call.set(value, call[number])",
      "auto t = weft::MutableTensor::make<float>({1}); call.set(value, t)",
      "hand a MutableTensor over with std::move()");
  cpp("something that is no value", "call.set(value, call[number])", "call.set(value, &call)",
      "no value can be made of this");
}

void TestInstall::mistakesAreTold() {
  QFETCH(QByteArray, lists);
  QFETCH(QString, name);
  QFETCH(QByteArray, source);
  QFETCH(QString, told);
  const QString folder = QString("mistakes/") + QTest::currentDataTag();
  m_tree->write(folder + "/CMakeLists.txt", lists);
  m_tree->write(folder + "/" + name, source);
  const Outcome built = m_tree->build(folder);
  QVERIFY2(built.status != 0, "it builds");
  // CMake breaks long lines.
  QVERIFY2(built.all().simplified().contains(told), qPrintable(built.all()));
}

void TestInstall::aRefusedPluginIsRefusedAgain() {
  for (const char* generator : {"Ninja", "Unix Makefiles"}) {
    const QString folder = QString("again/") + generator;
    m_tree->write(folder + "/CMakeLists.txt", project("CXX", "weft_add_plugin(thing thing.cpp)"));
    m_tree->write(folder + "/thing.cpp", thingWith("weft::ports(number, value)", "weft::ports(value)"));
    QVERIFY(m_tree->build(folder, {"-G", generator}).status != 0);
    const Outcome again = m_tree->build(folder, {"-G", generator});
    QVERIFY2(again.status != 0, "the second build finds nothing to do");
    QVERIFY2(again.all().contains("not listed in its node's ports"), qPrintable(again.all()));
    const Outcome anyway = m_tree->build(folder, {"-G", generator, "-DWEFT_DESCRIBE_PLUGINS=OFF"});
    QVERIFY2(anyway.status == 0, qPrintable(anyway.all()));
    QVERIFY(QFile::exists(m_tree->path(folder + "/build/thing.so")));
    m_tree->write(folder + "/thing.cpp", thing);
    QVERIFY(m_tree->build(folder, {"-G", generator, "-DWEFT_DESCRIBE_PLUGINS=ON"}).status == 0);
    QVERIFY(QFile::exists(m_tree->path(folder + "/build/thing.weft.json")));
  }
}

QTEST_GUILESS_MAIN(TestInstall)
#include "test_install.moc"
