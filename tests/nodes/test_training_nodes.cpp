// Trainings as nodes: what they leave behind, and that one that was stopped goes on as if it had not been.
#include <QtTest>

#include <fstream>
#include <set>

#include <weft/base/files.h>
#include <weft/base/json.h>

#include "node_harness.h"
#include "tiny_model.h"

using namespace weft;
using namespace weft::test;

namespace {

// Six pictures of one colour each, the last of which is held out.
Value tinyDataset() {
  const std::vector<std::string> texts{"red apple", "green apple", "red", "green", "apple", "green red apple"};
  std::vector<Value> names;
  std::vector<uint8_t> pictures;
  for (size_t i = 0; i < texts.size(); ++i) {
    names.push_back(Value::string(texts[i]));
    for (size_t k = 0; k < 3 * 64 * 64; ++k) pictures.push_back(uint8_t(40 * i + 20 * (k / 4096) + k % 7));
  }
  return Value::record({{"names", Value::list(names)},
                        {"pictures", tensorOf<uint8_t>({6, 3, 64, 64}, pictures)},
                        {"trained", tensorOf<int64_t>({5}, {0, 1, 2, 3, 4})},
                        {"held_out", tensorOf<int64_t>({1}, {5})}});
}

std::set<std::string> filesBelow(const fs::path& folder) {
  std::set<std::string> names;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.is_regular_file()) names.insert(entry.path().lexically_relative(folder).string());
  return names;
}

std::string bytesOf(const fs::path& path) {
  auto bytes = readFile(path);
  if (!bytes) throw std::runtime_error(bytes.error().message);
  return *bytes;
}

}  // namespace

class TestTrainingNodes : public QObject {
  Q_OBJECT

 private slots:
  void init() {
    m_folder = std::make_unique<QTemporaryDir>();
    m_out = fs::path(m_folder->path().toStdString());
  }

  void leavesAModelAndPictures();
  void stoppedTrainingGoesOnBitForBit_data();
  void stoppedTrainingGoesOnBitForBit();
  void otherSettingsBeginAnew();
  void neverBeginsAnew();
  void namedCheckpointIsTaken();
  void badResume_data();
  void badResume();
  void damagedCheckpointIsPassedOver();
  void denoiserBecomesAWholeModel();
  void badDatasets_data();
  void badDatasets();

 private:
  // A run of one of the two trainings into `out`.
  Result<CallOutcome> train(const std::string& type, const fs::path& out, int steps, bool stopped = false,
                            const std::string& resume = "auto", double rate = 1e-3) {
    NodeRun node("weft.training." + type);
    node.into(out).link("dataset", tinyDataset()).set("steps", Value::integer(steps)).set("batch", Value::integer(4));
    node.set("decay", Value::integer(0)).set("resume", Value::string(resume)).set("rate", Value::number(rate));
    node.set("checkpoint", Value::integer(0)).set("look", Value::integer(0)).set("name", Value::string("it"));
    if (type == "TrainDenoiser") {
      writeTinyModel(m_out / "tiny");
      node.set("autoencoder", Value::string((m_out / "tiny").string())).set("width", Value::integer(64));
      node.set("blocks", Value::integer(1)).set("hidden", Value::integer(64)).set("text_hidden", Value::integer(64));
    }
    // The denoiser reports once before its first step.
    if (stopped) node.call().cancelledAfter = type == "TrainDenoiser" ? 2 : 1;
    fs::create_directories(out);
    auto outcome = node.run();
    m_progress = node.call().progressTexts;
    return outcome;
  }
  std::unique_ptr<QTemporaryDir> m_folder;
  fs::path m_out;
  std::vector<std::string> m_progress;
};

void TestTrainingNodes::leavesAModelAndPictures() {
  const auto outcome = train("TrainAutoencoder", m_out / "a", 3);
  QVERIFY2(outcome.ok(), outcome.ok() ? "" : outcome.error().message.c_str());
  QCOMPARE(filesBelow(m_out / "a"),
           (std::set<std::string>{"it-00000003.checkpoint.safetensors", "it-loss.png", "it-samples.png",
                                  "it/autoencoder.safetensors", "it/model.json"}));
  QVERIFY(std::any_of(m_progress.begin(), m_progress.end(), [](const std::string& text) {
    return text.starts_with("2/3 loss ") && text.ends_with(" examples/s");
  }));
  NodeRun load("weft.io.LoadModel");
  load.set("path", Value::string((m_out / "a/it").string()));
  QVERIFY2(load.inferred("autoencoder").starts_with("autoencoder<emoji>["), load.inferred("autoencoder").c_str());
  QVERIFY(load.run().ok());
}

void TestTrainingNodes::stoppedTrainingGoesOnBitForBit_data() {
  QTest::addColumn<QString>("type");
  QTest::addColumn<QString>("file");
  QTest::newRow("autoencoder") << "TrainAutoencoder"
                               << "it/autoencoder.safetensors";
  QTest::newRow("denoiser") << "TrainDenoiser"
                            << "it/denoiser.safetensors";
}

void TestTrainingNodes::stoppedTrainingGoesOnBitForBit() {
  QFETCH(QString, type);
  QFETCH(QString, file);
  QVERIFY(train(type.toStdString(), m_out / "whole", 5).ok());
  // Stopped after its first step, then after its second, then left alone.
  for (int i = 1; i <= 2; ++i) {
    const auto stopped = train(type.toStdString(), m_out / "parts", 5, true);
    QVERIFY(!stopped.ok());
    QCOMPARE(int(stopped.error().code), int(ErrorCode::Cancelled));
    const auto files = filesBelow(m_out / "parts");
    QVERIFY2(files.contains("it-0000000" + std::to_string(i) + ".checkpoint.safetensors"),
             files.empty() ? "no file" : files.rbegin()->c_str());
    QVERIFY(!fs::exists(m_out / "parts/it"));
  }
  QVERIFY(train(type.toStdString(), m_out / "parts", 5).ok());
  QCOMPARE(bytesOf(m_out / "parts" / file.toStdString()), bytesOf(m_out / "whole" / file.toStdString()));
  QCOMPARE(bytesOf(m_out / "parts/it-00000005.checkpoint.safetensors"),
           bytesOf(m_out / "whole/it-00000005.checkpoint.safetensors"));
}

void TestTrainingNodes::otherSettingsBeginAnew() {
  QVERIFY(train("TrainAutoencoder", m_out / "a", 2).ok());
  QVERIFY(train("TrainAutoencoder", m_out / "a", 2, false, "auto", 2e-3).ok());
  const auto files = filesBelow(m_out / "a");
  QVERIFY(files.contains("it-00000002.checkpoint.safetensors"));
  QVERIFY(files.contains("it-2-00000002.checkpoint.safetensors"));
  QVERIFY(files.contains("it-2/model.json"));
  QVERIFY(bytesOf(m_out / "a/it/autoencoder.safetensors") != bytesOf(m_out / "a/it-2/autoencoder.safetensors"));
}

void TestTrainingNodes::neverBeginsAnew() {
  QVERIFY(train("TrainAutoencoder", m_out / "a", 2).ok());
  QVERIFY(train("TrainAutoencoder", m_out / "a", 2, false, "never").ok());
  QVERIFY(std::any_of(m_progress.begin(), m_progress.end(), [](auto& text) { return text.starts_with("1/2 loss"); }));
  QCOMPARE(bytesOf(m_out / "a/it/autoencoder.safetensors"), bytesOf(m_out / "a/it-2/autoencoder.safetensors"));
  // The newest series is the one that goes on.
  QVERIFY(train("TrainAutoencoder", m_out / "a", 3).ok());
  QVERIFY(filesBelow(m_out / "a").contains("it-2-00000003.checkpoint.safetensors"));
}

void TestTrainingNodes::namedCheckpointIsTaken() {
  QVERIFY(train("TrainAutoencoder", m_out / "a", 2).ok());
  QVERIFY(train("TrainAutoencoder", m_out / "a", 3, false, "it-00000002.checkpoint.safetensors").ok());
  QVERIFY(std::none_of(m_progress.begin(), m_progress.end(), [](auto& text) { return text.starts_with("1/3 loss"); }));
}

void TestTrainingNodes::badResume_data() {
  QTest::addColumn<QString>("resume");
  QTest::addColumn<QString>("message");
  QTest::newRow("not there") << "it-00000009.checkpoint.safetensors"
                             << "wanted auto, never, or a checkpoint";
  QTest::newRow("outside") << "/etc/hostname"
                           << "wanted auto, never, or a checkpoint in the output folder";
  QTest::newRow("no checkpoint") << "it/autoencoder.safetensors"
                                 << "the checkpoint is damaged";
}

void TestTrainingNodes::badResume() {
  QFETCH(QString, resume);
  QFETCH(QString, message);
  QVERIFY(train("TrainAutoencoder", m_out / "a", 1).ok());
  const auto outcome = train("TrainAutoencoder", m_out / "a", 2, false, resume.toStdString());
  QVERIFY(!outcome.ok());
  QVERIFY2(outcome.error().message.find(message.toStdString()) != std::string::npos, outcome.error().message.c_str());
}

void TestTrainingNodes::damagedCheckpointIsPassedOver() {
  QVERIFY(!train("TrainAutoencoder", m_out / "a", 4, true).ok());
  QVERIFY(!train("TrainAutoencoder", m_out / "a", 4, true).ok());
  const fs::path newest = m_out / "a/it-00000002.checkpoint.safetensors";
  fs::resize_file(newest, fs::file_size(newest) - 1);
  QVERIFY(train("TrainAutoencoder", m_out / "a", 4).ok());  // from the first one
  QVERIFY(std::any_of(m_progress.begin(), m_progress.end(), [](auto& text) { return text.starts_with("2/4 loss"); }));
  QVERIFY(std::none_of(m_progress.begin(), m_progress.end(), [](auto& text) { return text.starts_with("1/4 loss"); }));
}

void TestTrainingNodes::denoiserBecomesAWholeModel() {
  const auto outcome = train("TrainDenoiser", m_out / "a", 2);
  QVERIFY2(outcome.ok(), outcome.ok() ? "" : outcome.error().message.c_str());
  const auto files = filesBelow(m_out / "a");
  for (const char* file : {"it/model.json", "it/autoencoder.safetensors", "it/denoiser.safetensors",
                           "it/text_encoder.safetensors", "it-samples.png", "it-loss.png"})
    QVERIFY2(files.contains(file), file);
  NodeRun load("weft.io.LoadModel");
  QVERIFY(load.set("path", Value::string((m_out / "a/it").string())).run().ok());
  NodeRun sigmas("weft.schedulers.FlowSigmas");
  QVERIFY(sigmas.set("steps", Value::integer(2)).run().ok());
  NodeRun evaluate("weft.training.EvaluateEmoji");
  evaluate.link("dataset", tinyDataset()).link("sigmas", sigmas.output("sigmas"));
  for (const char* part : {"text_encoder", "denoiser", "autoencoder"}) evaluate.link(part, load.output(part));
  evaluate.set("names", Value::integer(2)).set("pictures", Value::integer(4));
  const auto judged = evaluate.run();
  QVERIFY2(judged.ok(), judged.ok() ? "" : judged.error().message.c_str());
  const std::string table = *evaluate.output("table").asString();
  QCOMPARE(std::count(table.begin(), table.end(), '\n'), 4);  // a head, two names, one held out
  QVERIFY(*evaluate.output("psnr").asNumber() > 0);
  QVERIFY(evaluate.output("summary").asString()->find("mean over 4 pictures") != std::string::npos);
}

void TestTrainingNodes::badDatasets_data() {
  QTest::addColumn<QString>("field");
  QTest::addColumn<bool>("missing");
  for (const char* field : {"names", "pictures", "trained"}) {
    QTest::addRow("%s missing", field) << field << true;
    QTest::addRow("%s of another form", field) << field << false;
  }
}

void TestTrainingNodes::badDatasets() {
  QFETCH(QString, field);
  QFETCH(bool, missing);
  auto items = *tinyDataset().asRecord();
  if (missing) {
    items.erase(field.toStdString());
  } else if (field == "names") {
    items["names"] = Value::list({Value::string("red")});
  } else if (field == "pictures") {
    items["pictures"] = tensorOf<uint8_t>({1, 3, 2, 2}, std::vector<uint8_t>(12));
  } else {
    items["trained"] = tensorOf<int64_t>({1}, {6});
  }
  NodeRun node("weft.training.TrainAutoencoder");
  node.into(m_out).link("dataset", Value::record(items)).set("steps", Value::integer(1));
  QVERIFY(node.failure().starts_with("this is no emoji data set: its "));
}

QTEST_GUILESS_MAIN(TestTrainingNodes)
#include "test_training_nodes.moc"
