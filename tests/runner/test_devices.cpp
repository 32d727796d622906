// --device vulkan, with whatever driver there is and without one.
#include "runner_process.h"

using namespace weft::test;

namespace {

const QByteArray noDriver = "/no/driver.json";

QByteArray scaled(const QByteArray& device = {}) {
  return R"({"weft": 1, "nodes": {
    "load": {"type": "weft.io.LoadImage", "params": {"path": "picture.png"}},
    "scale": {"type": "weft.upscalers.Resample", "params": {"width": 40})" +
         (device.isEmpty() ? QByteArray() : R"(, "device": )" + QByteArray("\"" + device + "\"")) +
         R"(, "inputs": {"image": "load.image"}},
    "save": {"type": "weft.io.SaveImage", "params": {"name": "small"}, "inputs": {"image": "scale.image"}}}})";
}

}  // namespace

class TestRunnerDevices : public QObject {
  Q_OBJECT

  RunnerFolder m_folder;

  Finished run(const QStringList& arguments, const QByteArray& driver = {}) const {
    QProcessEnvironment environment;
    if (!driver.isEmpty()) {
      environment.insert("VK_DRIVER_FILES", driver);
      environment.insert("VK_ICD_FILENAMES", driver);
    }
    const auto process = m_folder.start(arguments, environment);
    process->closeWriteChannel();
    return RunnerFolder::finish(*process);
  }
  static QStringList notes(const Finished& finished) {
    return QString::fromUtf8(finished.err).split('\n').filter("on the CPU");
  }

 private slots:
  void initTestCase() {
    QVERIFY(QFile::copy(WEFT_SOURCE_DIR "/graphs/quickstart.png", m_folder.path("picture.png")));
    m_folder.write("g.json", scaled());
    m_folder.write("named.json", scaled("vulkan"));
    m_folder.write("none.json",
                   R"({"weft": 1, "outputs": {"o": "n.value"}, "nodes": {"n": {"type": "weft.math.Number"}}})");
  }

  void withoutADriverTheCpuDoesIt_data() {
    QTest::addColumn<QStringList>("arguments");
    QTest::newRow("option") << QStringList{"g.json", "--device", "vulkan"};
    QTest::newRow("numbered") << QStringList{"g.json", "--device", "vulkan:3"};
    QTest::newRow("in the graph") << QStringList{"named.json"};
  }
  void withoutADriverTheCpuDoesIt() {
    QFETCH(QStringList, arguments);
    const Finished finished = run(arguments, noDriver);
    QCOMPARE(finished.status, 0);
    QCOMPARE(finished.saved().size(), 1);
    const QStringList lines = notes(finished);
    QCOMPARE(lines.size(), 1);
    QVERIFY2(lines[0].startsWith("no Vulkan driver ("), qPrintable(lines[0]));
    QVERIFY2(lines[0].endsWith("): weft.upscalers.Resample runs on the CPU"), qPrintable(lines[0]));
    QVERIFY(run(arguments + QStringList{"--quiet"}, noDriver).err.isEmpty());
  }

  void nodesThatDoNotKnowItSayNothing() {
    const Finished finished = run({"none.json", "--device", "vulkan"}, noDriver);
    QCOMPARE(finished.status, 0);
    QVERIFY(notes(finished).isEmpty());
  }

  // Where there is a driver, the same file comes out, but for what rounding to 8 bits makes of 1e-6.
  void withADriver() {
    const Finished finished = run({"g.json", "--device", "vulkan", "--out", "gpu"});
    QCOMPARE(finished.status, 0);
    QCOMPARE(finished.saved(), QStringList{"gpu/small.png"});
    if (!notes(finished).isEmpty()) QSKIP(qPrintable(notes(finished).first()));
    const Finished beyond = run({"g.json", "--device", "vulkan:998"});
    QCOMPARE(beyond.status, 0);
    QVERIFY2(notes(beyond).value(0).startsWith("no vulkan:998 (the last one is vulkan:"), qPrintable(beyond.err));
  }
};

QTEST_GUILESS_MAIN(TestRunnerDevices)
#include "test_devices.moc"
