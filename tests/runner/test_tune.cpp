// runner tune: which kernels are the fastest on this machine, and what becomes of a table that is not right.
#include <weft/base/json.h>
#include <weft/base/kernel_table.h>

#include "runner_process.h"

using namespace weft;
using namespace weft::test;

namespace {

class TestTune : public QObject {
  Q_OBJECT

 private slots:
  void measuresAndWrites();
  void resetTakesTheTableOut();
  void brokenTablesArePassedOver();
  void nowhereToWrite();

 private:
  static Finished run(const RunnerFolder& folder, const QStringList& arguments, const QString& table = "kernels.json") {
    QProcessEnvironment environment;
    environment.insert("WEFT_KERNELS", table.startsWith('/') ? table : folder.path(table));
    const auto process = folder.start(arguments, environment);
    process->closeWriteChannel();
    return RunnerFolder::finish(*process);
  }
};

void TestTune::measuresAndWrites() {
  const RunnerFolder folder;
  const Finished finished = run(folder, {"tune", "--quiet"}, "new/kernels.json");
  QVERIFY2(finished.status == 0, finished.err);
  QCOMPARE(finished.err, QByteArray());
  QCOMPARE(finished.saved(), QStringList{folder.path("new/kernels.json")});
  const auto table = readKernelTable(folder.path("new/kernels.json").toStdString());
  QVERIFY(table.ok());
  QCOMPARE(table->choices.size(), size_t(6));
  for (const auto& [operation, kernel] : table->choices) {
    const QString line = QString::fromStdString(operation + ": " + kernel + " ");  // the fastest stands first
    QVERIFY2(QString::fromUtf8(finished.out).contains(line), finished.out);
  }
}

void TestTune::resetTakesTheTableOut() {
  const RunnerFolder folder;
  KernelTable table, other{"another kind", {{"linear.f32", "linear"}}};
  table.choices = {{"linear.f32", "convolution"}};
  const std::string file = folder.path("kernels.json").toStdString();
  QVERIFY(writeKernelTable(file, table).ok() && writeKernelTable(file, other).ok());
  QCOMPARE(run(folder, {"tune", "--reset"}).status, 0);
  QVERIFY(readKernelTable(file)->choices.empty());
  QVERIFY(folder.read("kernels.json").contains("another kind"));
  folder.write("kernels.json", "{");
  QCOMPARE(run(folder, {"tune", "--reset"}).status, 0);
  QVERIFY(!QFileInfo::exists(folder.path("kernels.json")));
  QCOMPARE(run(folder, {"tune", "--reset"}).status, 0);  // nothing is left to forget
}

void TestTune::brokenTablesArePassedOver() {
  const RunnerFolder folder;
  folder.write("kernels.json", "[1]");
  folder.write("g.json", R"({"weft": 1, "nodes": {"n": {"type": "weft.math.Number"},
    "s": {"type": "weft.io.SaveText", "inputs": {"text": "n.value"}}}})");
  const Finished finished = run(folder, {"g.json"});
  QCOMPARE(finished.status, 0);
  QCOMPARE(finished.saved().size(), 1);
  QVERIFY2(finished.err.startsWith("warning: ") && finished.err.contains("kernels.json: the file is an array") &&
               finished.err.contains("runner tune --reset removes it"),
           finished.err);
  const Finished tuned = run(folder, {"tune", "--quiet"});
  QCOMPARE(tuned.status, 2);
  QVERIFY2(tuned.err.contains("runner tune --reset removes it"), tuned.err);
}

void TestTune::nowhereToWrite() {
  const RunnerFolder folder;
  const Finished finished = run(folder, {"tune", "--quiet"}, "/proc/no/kernels.json");
  QCOMPARE(finished.status, 1);
  QCOMPARE(finished.errors().size(), 1);
  QVERIFY2(finished.errors()[0].contains("/proc/no"), finished.err);
}

}  // namespace

QTEST_GUILESS_MAIN(TestTune)
#include "test_tune.moc"
