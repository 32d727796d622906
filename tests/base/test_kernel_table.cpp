// Kernel tables: by kind of processor, in a file that may serve several.
#include <QtTest>

#include <fstream>
#include <set>

#include <weft/base/json.h>
#include <weft/base/kernel_table.h>

using namespace weft;

namespace fs = std::filesystem;

class TestKernelTable : public QObject {
  Q_OBJECT

 private slots:
  void processorHasAKind();
  void idsFollowContentAndProcessor();
  void writtenAndReadBack();
  void otherProcessorsKeepTheirs();
  void badFiles_data();
  void badFiles();
  void whereTheFileIs();

 private:
  fs::path write(const QByteArray& text) const {
    const fs::path file = path("given.json");
    std::ofstream(file) << text.constData();
    return file;
  }
  fs::path path(const char* name) const { return fs::path(m_folder.path().toStdString()) / name; }

  QTemporaryDir m_folder;
};

void TestKernelTable::processorHasAKind() {
  QVERIFY(!processorKind().empty());
  QCOMPARE(processorKind(), processorKind());
#if defined(__x86_64__)
  QVERIFY2(processorKind().find(" x86-64-v") != std::string::npos, processorKind().c_str());
#endif
}

void TestKernelTable::idsFollowContentAndProcessor() {
  const KernelTable none, one{"a", {{"linear.f32", "linear"}}}, two{"a", {{"linear.f32", "convolution"}}},
      elsewhere{"b", {{"linear.f32", "linear"}}}, more{"a", {{"linear.f32", "linear"}, {"x", "y"}}};
  const std::set<std::string> ids{none.id(), one.id(), two.id(), elsewhere.id(), more.id(), KernelTable{"a", {}}.id()};
  QCOMPARE(ids.size(), size_t(6));
  QCOMPARE(one.id(), (KernelTable{"a", {{"linear.f32", "linear"}}}.id()));
}

void TestKernelTable::writtenAndReadBack() {
  const fs::path file = path("new/folder/kernels.json");
  QVERIFY(readKernelTable(file)->choices.empty());
  KernelTable table;
  table.choices = {{"linear.f32", "convolution"}, {"attention.bf16", "chunked"}};
  QVERIFY(writeKernelTable(file, table).ok());
  QCOMPARE(readKernelTable(file)->choices, table.choices);
  QCOMPARE(readKernelTable(file)->id(), table.id());
  QVERIFY(writeKernelTable(file, {}).ok());
  QVERIFY(!fs::exists(file));
  QVERIFY(writeKernelTable(file, {}).ok());  // nothing to take out
}

void TestKernelTable::otherProcessorsKeepTheirs() {
  const fs::path file = path("shared.json");
  QVERIFY(writeKernelTable(file, {"another kind", {{"linear.f32", "linear"}}}).ok());
  QVERIFY(readKernelTable(file)->choices.empty());
  KernelTable mine;
  mine.choices = {{"linear.f32", "convolution"}};
  QVERIFY(writeKernelTable(file, mine).ok());
  QVERIFY(writeKernelTable(file, {}).ok());
  const auto json = readJsonFile(file);
  QVERIFY(json.ok());
  QCOMPARE((*json)["tables"].size(), size_t(1));
  QCOMPARE((*json)["tables"]["another kind"]["linear.f32"].get<std::string>(), std::string("linear"));
}

void TestKernelTable::badFiles_data() {
  QTest::addColumn<QByteArray>("text");
  QTest::addColumn<QString>("message");
  QTest::newRow("no JSON") << QByteArray("{") << "line 1";
  QTest::newRow("no object") << QByteArray("[]") << "the file is an array";
  QTest::newRow("no version") << QByteArray("{}") << "weft-kernels is";
  QTest::newRow("another version") << QByteArray(R"({"weft-kernels": 2, "tables": {}})") << "wanted 1";
  QTest::newRow("no tables") << QByteArray(R"({"weft-kernels": 1})") << "tables is";
  const QByteArray kind = QByteArray::fromStdString(processorKind());
  QTest::newRow("a table of another form") << R"({"weft-kernels": 1, "tables": {")" + kind + R"(": 3}})"
                                           << "wanted an object";
  QTest::newRow("no name") << R"({"weft-kernels": 1, "tables": {")" + kind + R"(": {"linear.f32": 3}}})"
                           << "wanted the name of a kernel";
}

void TestKernelTable::badFiles() {
  QFETCH(QByteArray, text);
  QFETCH(QString, message);
  const fs::path file = write(text);
  const auto read = readKernelTable(file);
  QVERIFY(!read.ok());
  QCOMPARE(int(read.error().code), int(ErrorCode::BadFile));
  QVERIFY2(read.error().message.find(file.string()) == 0, read.error().message.c_str());
  QVERIFY2(read.error().message.find(message.toStdString()) != std::string::npos, read.error().message.c_str());
  // What of it cannot be read is not written over, but the table itself.
  QCOMPARE(writeKernelTable(file, {}).ok(), read.error().message.find("tables.") != std::string::npos);
}

void TestKernelTable::whereTheFileIs() {
  qputenv("WEFT_KERNELS", "/some/where.json");
  QCOMPARE(kernelTableFile(), fs::path("/some/where.json"));
  qunsetenv("WEFT_KERNELS");
  qputenv("XDG_CONFIG_HOME", "/config");
  QCOMPARE(kernelTableFile(), fs::path("/config/weft/kernels.json"));
  qputenv("XDG_CONFIG_HOME", "relative");
  qputenv("HOME", "/home/me");
  QCOMPARE(kernelTableFile(), fs::path("/home/me/.config/weft/kernels.json"));
}

QTEST_GUILESS_MAIN(TestKernelTable)
#include "test_kernel_table.moc"
