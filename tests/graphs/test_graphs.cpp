// Every graph below graphs/: it loads, it checks, it runs. What takes long is run for a few steps.
#include <cmath>

#include "image/decode.h"
#include "runner_process.h"

using namespace weft::test;

namespace {

const QString graphFolder = QStringLiteral(WEFT_SOURCE_DIR "/graphs");

struct Shipped {
  bool model = false;    // needs LibTorch and the model that is shipped
  QStringList settings;  // NAME=VALUE
  QStringList outputs;   // files that must appear; others may
};

// Graphs that are not named here run as they are, and must save something.
const QMap<QString, Shipped> shipped = {
    {"quickstart.json", {true, {"steps=2"}, {"emoji.png"}}},
    {"sampling-by-hand.json", {true, {"steps=2"}, {"emoji.png"}}},
    {"evaluate/emoji.json",
     {true, {"names=2", "held_out=2", "steps=2", "pictures=16"}, {"emoji-table.txt", "emoji-summary.txt"}}},
    {"train/emoji-autoencoder.json", {true, {"steps=2", "decay=1"}, {}}},
    {"train/emoji-flow.json", {true, {"steps=2", "decay=1"}, {}}},
    {"plugins/outside-guidance-and-solver.json", {true, {"steps=2"}, {"outside.png"}}},
    {"plugins/autoencoder-tiling.json", {true, {}, {"tiles.png", "whole.png"}}},
    {"plugins/decoder.json", {true, {"steps=2"}, {"preview.png"}}},
    {"plugins/gaussian-mixture.json", {true, {"steps=4"}, {"grains.png"}}},
    {"plugins/load-ppm.json", {false, {}, {"sun.png", "sun.ppm"}}},
    {"plugins/loop.json", {false, {}, {"passes.txt", "steady.txt"}}},
    {"plugins/schedule.json", {true, {"steps=2"}, {"emoji.png", "sigmas.safetensors"}}},
    {"plugins/upscaler-vulkan.json", {false, {}, {"calm.png"}}},
    {"image/resize.json", {false, {}, {"resized.png"}}},
    {"image/thumbnail.json", {false, {}, {"thumbnail.png", "thumbnail.txt"}}},
    {"flow/root.json", {false, {}, {"root.txt"}}},
    {"flow/roots.json",
     {false, {}, {"last.txt", "roots/root.txt", "roots/root-2.txt", "roots/root-3.txt", "roots/root-4.txt"}}},
    {"sampling/mixture.json", {false, {"steps=6"}, {"mixture.png"}}},
    {"sampling/solvers.json", {true, {"solvers=euler, dpmpp_2m", "steps=2, 3"}, {"solvers.png"}}},
    {"sampling/strengths.json", {true, {"steps=2", "strengths=0, 0.5, 1"}, {"strengths.png"}}},
    {"sampling/inpaint.json", {true, {"steps=2"}, {"inpainted.png"}}},
    {"sampling/change-process.json", {true, {"steps=3"}, {"changed.png"}}},
    {"sampling/guidance.json", {true, {"steps=2"}, {"guidance.png"}}},
    {"image/mask-as-tensor.json", {false, {}, {"hills/alpha.safetensors", "hills/colours.safetensors"}}},
};

// In bytes, from --stats.
double countedPeak(const Finished& finished) {
  static const QRegularExpression line("memory: ([0-9.]+) ([KMG])iB counted at the peak");
  const auto found = line.match(QString::fromUtf8(finished.err));
  if (!found.hasMatch()) return -1;
  return found.captured(1).toDouble() * std::pow(1024.0, 1 + QString("KMG").indexOf(found.captured(2)));
}

}  // namespace

class TestGraphs : public QObject {
  Q_OBJECT

 private slots:
  void namesAreThoseOfFiles() {
    for (const QString& name : shipped.keys()) QVERIFY2(QFile::exists(graphFolder + "/" + name), qPrintable(name));
  }
  void checks_data() { rows(); }
  void checks();
  void runs_data() { rows(); }
  void runs();
  void settingsReachTheNodes();
  void aBranchNotTakenIsNotComputed();
  void theSameSeedGivesTheSamePicture();
  void aTightBudgetGivesTheSamePicture();
  void memoryIsThatOfThePlan();
  void samplingByHandDrawsTheSame();

 private:
  static void rows();
  Finished runner(const QStringList& arguments) const;

  RunnerFolder m_folder;  // one for all, so that the data set is drawn once
};

void TestGraphs::rows() {
  QTest::addColumn<QString>("graph");
  QDirIterator files(graphFolder, {"*.json"}, QDir::Files, QDirIterator::Subdirectories);
  QStringList names;
  while (files.hasNext()) names.append(QDir(graphFolder).relativeFilePath(files.next()));
  names.sort();
  for (const QString& name : names) {
    if (name.startsWith("models/")) continue;  // descriptions of models, no graphs
    if (WEFT_WITH_TORCH || !shipped.value(name).model) QTest::newRow(qPrintable(name)) << name;
  }
}

Finished TestGraphs::runner(const QStringList& arguments) const {
  const auto process = m_folder.start(arguments + QStringList{"--plugins", WEFT_BUILD_DIR "/plugins"});
  process->closeWriteChannel();
  process->waitForFinished(300'000);
  return RunnerFolder::finish(*process);
}

void TestGraphs::checks() {
  QFETCH(QString, graph);
  const Finished finished = runner({"check", graphFolder + "/" + graph});
  QVERIFY2(finished.status == 0, finished.err.constData());
}

void TestGraphs::runs() {
  QFETCH(QString, graph);
  QString out = "out/" + graph;
  QStringList arguments{graphFolder + "/" + graph, "--quiet", "--out", out};
  for (const QString& setting : shipped.value(graph).settings) arguments += {"--set", setting};
  const Finished finished = runner(arguments);
  QVERIFY2(finished.status == 0, finished.err.constData());
  QVERIFY(!finished.saved().isEmpty());
  const QStringList files = m_folder.filesBelow(out);
  for (const QString& name : shipped.value(graph).outputs) QVERIFY2(files.contains(name), qPrintable(files.join(", ")));
  for (const QString& path : finished.saved()) {
    QVERIFY2(QFileInfo(m_folder.path(path)).size() > 0, qPrintable(path));
  }
}

void TestGraphs::settingsReachTheNodes() {
  const QString graph = graphFolder + "/image/resize.json";
  QCOMPARE(runner({graph, "--out", "set", "--set", "width=30", "--set", "method=nearest"}).status, 0);
  const QByteArray png = m_folder.read("set/resized.png");
  QCOMPARE(png.mid(16, 8), QByteArray("\0\0\0\x1e\0\0\0\x14", 8));  // 30 x 20: 96 x 64, the shape kept
  const Finished wrong = runner({graph, "--out", "set", "--set", "method=lanzcos"});
  QCOMPARE(wrong.status, 2);
  QVERIFY2(wrong.err.contains("did you mean \"lanczos\""), wrong.err.constData());
}

void TestGraphs::aBranchNotTakenIsNotComputed() {
  const QString graph = graphFolder + "/image/thumbnail.json";
  for (const bool taken : {false, true}) {
    const Finished finished = runner({graph, "--quiet", "--out", taken ? "taken" : "left", "--events", "-", "--set",
                                      taken ? "pixelated=true" : "pixelated=false"});
    QCOMPARE(finished.status, 0);
    QVERIFY(finished.out.contains("\"small\""));
    bool started = false;
    for (const QByteArray& line : finished.out.split('\n')) {
      started = started || (line.contains("node-started") && line.contains("\"blown-up\""));
    }
    QCOMPARE(started, taken);
  }
}

// The same bytes for the same threads, and within 1/255 for any number of them (contract: determinism); another seed
// gives another picture.
void TestGraphs::theSameSeedGivesTheSamePicture() {
  if (!WEFT_WITH_TORCH) QSKIP("needs LibTorch");
  const auto draw = [&](const QString& out, const QString& threads, const QString& seed) {
    const Finished finished = runner({graphFolder + "/quickstart.json", "--out", out, "--threads", threads, "--set",
                                      "steps=6", "--set", "seed=" + seed});
    QTest::qVerify(finished.status == 0, "status", finished.err.constData(), __FILE__, __LINE__);
    return m_folder.read(out + "/emoji.png");
  };
  const auto greatestDifference = [&](const QByteArray& left, const QByteArray& right) {
    const auto picture = [](const QByteArray& bytes) {
      return weft::image::decodePicture({reinterpret_cast<const uint8_t*>(bytes.data()), size_t(bytes.size())}, "made");
    };
    const auto a = picture(left), b = picture(right);
    if (!a || !b || a->pixels() != b->pixels()) return 255.0;
    double greatest = 0;
    for (int64_t i = 0; i < 3 * a->pixels(); ++i)
      greatest = std::max<double>(greatest, std::abs(a->rgb[i] - b->rgb[i]));
    return greatest * 255;
  };
  const QByteArray two = draw("two", "2", "7");
  QCOMPARE(draw("again", "2", "7"), two);
  QVERIFY(greatestDifference(draw("one", "1", "7"), two) < 1.01);
  QVERIFY(greatestDifference(draw("eight", "8", "7"), two) < 1.01);
  QVERIFY(greatestDifference(draw("other", "2", "8"), two) > 20);
}

// The loop wired by hand gives the bytes that Sample gives, and so the picture; for any threads in deterministic runs.
void TestGraphs::samplingByHandDrawsTheSame() {
  if (!WEFT_WITH_TORCH) QSKIP("needs LibTorch");
  const auto draw = [&](const QString& graph, const QStringList& more) {
    static int count = 0;
    const QString out = QStringLiteral("hand-%1").arg(count++);
    const Finished finished =
        runner(QStringList{graphFolder + "/" + graph, "--out", out, "--set", "steps=6", "--set", "seed=11"} + more);
    QTest::qVerify(finished.status == 0, "status", finished.err.constData(), __FILE__, __LINE__);
    const QByteArray png = m_folder.read(out + "/emoji.png");
    const auto picture =
        weft::image::decodePicture({reinterpret_cast<const uint8_t*>(png.data()), size_t(png.size())}, "made");
    return picture ? std::vector<float>(picture->rgb.get(), picture->rgb.get() + 3 * picture->pixels())
                   : std::vector<float>();
  };
  const auto whole = draw("quickstart.json", {});
  QVERIFY(!whole.empty());
  QVERIFY(draw("sampling-by-hand.json", {}) == whole);
  const auto deterministic = draw("quickstart.json", {"--deterministic", "--threads", "1"});
  QVERIFY(draw("quickstart.json", {"--deterministic", "--threads", "3"}) == deterministic);
  QVERIFY(draw("sampling-by-hand.json", {"--deterministic", "--threads", "2"}) == deterministic);
}

// The parts of the model do not fit into memory beside each other: they go back to their files, and come again.
void TestGraphs::aTightBudgetGivesTheSamePicture() {
  if (!WEFT_WITH_TORCH) QSKIP("needs LibTorch");
  const auto draw = [&](const QString& out, const QString& memory) {
    return runner({graphFolder + "/quickstart.json", "--quiet", "--cache", "none", "--out", out, "--set", "steps=4",
                   "--memory", memory, "--stats"});
  };
  const Finished wide = draw("wide", "8G"), tight = draw("tight", "24M");
  QVERIFY2(wide.status == 0, wide.err.constData());
  QVERIFY2(tight.status == 0, tight.err.constData());
  QVERIFY(countedPeak(wide) > 30.0 * (1 << 20));
  QVERIFY(countedPeak(tight) <= 24.0 * (1 << 20));
  QCOMPARE(m_folder.read("tight/emoji.png"), m_folder.read("wide/emoji.png"));
}

void TestGraphs::memoryIsThatOfThePlan() {
  if (!WEFT_WITH_TORCH) QSKIP("needs LibTorch");
  const QString graph = graphFolder + "/quickstart.json";
  const Finished checked = runner({"check", "--json", graph});
  const QJsonObject estimate = QJsonDocument::fromJson(checked.out)["memory"][0].toObject();
  const Finished ran = runner({graph, "--quiet", "--cache", "none", "--out", "measured", "--stats"});
  QVERIFY2(ran.status == 0, ran.err.constData());
  QVERIFY(estimate["peak"].toDouble() > estimate["weights"].toDouble());
  QVERIFY2(countedPeak(ran) <= 1.3 * estimate["peak"].toDouble(), ran.err.constData());
}

QTEST_GUILESS_MAIN(TestGraphs)
#include "test_graphs.moc"
