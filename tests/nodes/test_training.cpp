// Training: it learns, it resumes bit for bit, it survives damaged checkpoints, and it measures what it says.
#include <ATen/Parallel.h>
#include "training/autoencoder_trainer.h"
#include "training/denoiser_trainer.h"
#include "training/evaluate_emoji.h"
#include "training/sample_flow.h"

#include <QtTest>
#include <fstream>
#include <numeric>
#include <set>

using namespace weft;
using namespace weft::training;

namespace {

models::AutoencoderGeometry tinyAutoencoder() {
  models::AutoencoderGeometry geometry;
  geometry.latentChannels = 4;
  geometry.encoderMiddle = geometry.encoderDeep = geometry.decoderDeep = geometry.decoderMiddle = 16;
  return geometry;
}

std::shared_ptr<TextDenoiser> tinyDenoiser() {
  models::WordEncoderGeometry words;
  words.vocabulary = 10;
  words.words = 3;
  words.width = 16;
  words.heads = 2;
  words.hidden = 16;
  words.blocks = 1;
  models::DiffusionTransformerGeometry transformer;
  transformer.channels = 4;
  transformer.side = 4;
  transformer.patch = 2;
  transformer.width = 32;
  transformer.heads = 2;
  transformer.hidden = 32;
  transformer.blocks = 2;
  transformer.textWidth = 16;
  return std::make_shared<TextDenoiser>(std::make_shared<models::WordEncoder>(words),
                                        std::make_shared<models::DiffusionTransformer>(transformer));
}

LatentExamples tinyExamples() {
  const auto latents = at::randn({12, 4, 4, 4}, generatorFor(3, "latents", 0), at::TensorOptions(at::kFloat));
  auto tokens = at::zeros({12, 3}, at::kLong);
  for (int64_t i = 0; i < 12; ++i) tokens[i][0] = 2 + i % 8;
  return {latents, tokens};
}

at::Tensor tinyPictures() {
  auto coarse = at::rand({6, 3, 4, 4}, generatorFor(4, "pictures", 0), at::TensorOptions(at::kFloat));
  return at::upsample_nearest2d(coarse, {16, 16}).mul(255).to(at::kByte).contiguous();
}

TrainingSettings tinySettings(int64_t steps) {
  TrainingSettings settings;
  settings.steps = steps;
  settings.batch = 4;
  settings.warmUp = 2;
  settings.checkpointSteps = 5;
  return settings;
}

// All that training has made, as bytes.
std::string stateOf(const TrainingRun& run) {
  std::string bytes;
  for (const auto& [name, tensor] : run.checkpoint().tensors) {
    bytes.append(name).append(static_cast<const char*>(tensor.const_data_ptr()), tensor.nbytes());
  }
  return bytes;
}

CheckpointStore storeIn(const QTemporaryDir& folder) {
  return *CheckpointStore::inFolder(folder.path().toStdString(), "tiny");
}

// What a training of 14 steps leaves, without interruption.
std::string uninterrupted() {
  DenoiserTrainer trainer(tinyDenoiser(), tinyExamples(), tinySettings(14));
  return trainer.train({}).ok() ? stateOf(trainer.run()) : "failed";
}

}  // namespace

class TestTraining : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() { at::set_num_threads(2); }

  void denoiserLearns() {
    auto settings = tinySettings(120);
    settings.batch = 12;
    settings.learningRate = 1e-2;
    DenoiserTrainer trainer(tinyDenoiser(), tinyExamples(), settings);
    QVERIFY(trainer.train({}).ok());
    const auto& history = trainer.run().history();
    QCOMPARE(history.size(), size_t(120));
    const auto mean = [&](size_t from) { return std::accumulate(&history[from], &history[from] + 20, 0.0) / 20; };
    QVERIFY2(mean(100) < 0.8 * mean(0), qPrintable(QString("%1 -> %2").arg(mean(0)).arg(mean(100))));
  }

  void autoencoderLearns() {
    auto settings = tinySettings(100);
    settings.learningRate = 3e-3;
    settings.averaging = 0.9;
    const auto pictures = tinyPictures();
    auto model = std::make_shared<models::PictureAutoencoder>(tinyAutoencoder());
    AutoencoderTrainer trainer(model, pictures, settings);
    const auto original = pictures.to(at::kFloat) / 255;
    const double before = peakSignalToNoise(original, reconstruct(*model, pictures)).pooled;
    QVERIFY(trainer.train({}).ok());
    trainer.run().takeAverage();
    const auto made = reconstruct(*model, pictures);
    QCOMPARE(made.sizes(), pictures.sizes());
    const double after = peakSignalToNoise(original, made).pooled;
    QVERIFY2(after > before + 6, qPrintable(QString("%1 dB -> %2 dB").arg(before).arg(after)));
    QCOMPARE(encodeMeans(*model, pictures).sizes(), (at::IntArrayRef{6, 4, 2, 2}));
  }

  void resumesBitForBit_data() {
    QTest::addColumn<int>("stopAfter");
    for (const int step : {1, 5, 7, 13}) QTest::addRow("stopped after %d", step) << step;
  }

  void resumesBitForBit() {
    QFETCH(int, stopAfter);
    QTemporaryDir folder;
    const auto store = storeIn(folder);
    {
      DenoiserTrainer trainer(tinyDenoiser(), tinyExamples(), tinySettings(14));
      TrainingHooks hooks;
      hooks.checkpoints = &store;
      hooks.stop = [&](const TrainingStatus& status) { return status.step == stopAfter; };
      const auto done = trainer.train(hooks);
      QVERIFY(done.ok() && !*done);
    }
    DenoiserTrainer trainer(tinyDenoiser(), tinyExamples(), tinySettings(14));
    auto loaded = store.loadNewest(trainer.run().configuration());
    QVERIFY(loaded.complaints.empty());
    QCOMPARE(loaded.checkpoint.step, int64_t(stopAfter));
    QVERIFY(trainer.run().restore(loaded.checkpoint).ok());
    const auto done = trainer.train({});
    QVERIFY(done.ok() && *done);
    QVERIFY(stateOf(trainer.run()) == uninterrupted());
  }

  void doesNotDependOnThreads() {
    const auto two = uninterrupted();
    at::set_num_threads(1);
    const auto one = uninterrupted();
    at::set_num_threads(2);
    QVERIFY(one == two);
    QCOMPARE(at::get_num_threads(), 2);
  }

  void keepsTheLastTwoCheckpoints() {
    QTemporaryDir folder;
    const auto store = storeIn(folder);
    TrainingHooks hooks;
    hooks.checkpoints = &store;
    DenoiserTrainer trainer(tinyDenoiser(), tinyExamples(), tinySettings(14));
    QVERIFY(trainer.train(hooks).ok());
    QStringList names;
    for (const auto& path : store.list()) names << QString::fromStdString(path.filename().string());
    QCOMPARE(names, (QStringList{"tiny-00000014.checkpoint.safetensors", "tiny-00000010.checkpoint.safetensors"}));
    QCOMPARE(QDir(folder.path()).entryList(QDir::Files | QDir::Hidden).size(), 2);  // nothing temporary is left
  }

  void usesTheOneBeforeADamagedCheckpoint_data() {
    QTest::addColumn<double>("where");  // of the file
    QTest::addColumn<bool>("cut");      // or one bit is changed
    QTest::newRow("cut to nothing") << 0.0 << true;
    QTest::newRow("cut in the header") << 0.001 << true;
    QTest::newRow("cut in the data") << 0.8 << true;
    QTest::newRow("bit of the header") << 0.003 << false;
    QTest::newRow("bit of the data") << 0.6 << false;
    QTest::newRow("last bit") << 1.0 << false;
  }

  void usesTheOneBeforeADamagedCheckpoint() {
    QFETCH(double, where);
    QFETCH(bool, cut);
    QTemporaryDir folder;
    const auto store = storeIn(folder);
    TrainingHooks hooks;
    hooks.checkpoints = &store;
    DenoiserTrainer trainer(tinyDenoiser(), tinyExamples(), tinySettings(10));
    QVERIFY(trainer.train(hooks).ok());
    const auto newest = store.list().front();
    const auto size = std::filesystem::file_size(newest);
    const auto offset = std::min<uint64_t>(size - 1, uint64_t(double(size) * where));
    if (cut) {
      std::filesystem::resize_file(newest, offset);
    } else {
      std::fstream file(newest, std::ios::in | std::ios::out | std::ios::binary);
      file.seekg(std::streamoff(offset));
      const char changed = char(file.peek() ^ 1);
      file.seekp(std::streamoff(offset));
      file.put(changed);
    }
    const auto loaded = store.loadNewest(trainer.run().configuration());
    QCOMPARE(loaded.checkpoint.step, int64_t(5));
    QCOMPARE(loaded.complaints.size(), size_t(1));
    QVERIFY(QString::fromStdString(loaded.complaints[0]).contains("tiny-00000010"));
    QVERIFY(!CheckpointStore::load(newest, trainer.run().configuration()).ok());
  }

  void passesOverOtherConfigurations() {
    QTemporaryDir folder;
    const auto store = storeIn(folder);
    TrainingHooks hooks;
    hooks.checkpoints = &store;
    DenoiserTrainer trainer(tinyDenoiser(), tinyExamples(), tinySettings(5));
    QVERIFY(trainer.train(hooks).ok());

    auto examples = tinyExamples();
    examples.latents[0][0][0][0] += 1;
    DenoiserTrainer other(tinyDenoiser(), examples, tinySettings(5));
    const auto loaded = store.loadNewest(other.run().configuration());
    QCOMPARE(loaded.checkpoint.step, int64_t(0));
    QVERIFY(loaded.complaints.empty());
    const auto forced = CheckpointStore::load(store.list().front(), other.run().configuration());
    QVERIFY(!forced.ok() && forced.error().message.find("other settings") != std::string::npos);
    // Going on for longer is the same training.
    DenoiserTrainer longer(tinyDenoiser(), tinyExamples(), tinySettings(50));
    QCOMPARE(store.loadNewest(longer.run().configuration()).checkpoint.step, int64_t(5));
  }

  void refusesACheckpointOfAnotherModel() {
    DenoiserTrainer trainer(tinyDenoiser(), tinyExamples(), tinySettings(5));
    const auto before = stateOf(trainer.run());
    auto checkpoint = trainer.run().checkpoint();
    checkpoint.tensors[3].second = at::zeros({7});
    const auto restored = trainer.run().restore(checkpoint);
    QVERIFY(!restored.ok() && restored.error().message.find(checkpoint.tensors[3].first) != std::string::npos);
    checkpoint.tensors.erase(checkpoint.tensors.begin() + 3);
    QVERIFY(!trainer.run().restore(checkpoint).ok());
    QVERIFY(stateOf(trainer.run()) == before);
  }

  void failsWhenACheckpointCannotBeWritten() {
    const CheckpointStore store("nowhere", "tiny", [](const std::string&, const CheckpointStore::Fill&) {
      return Result<void>(makeError(ErrorCode::Io, "disk full"));
    });
    TrainingHooks hooks;
    hooks.checkpoints = &store;
    DenoiserTrainer trainer(tinyDenoiser(), tinyExamples(), tinySettings(5));
    const auto done = trainer.train(hooks);
    QVERIFY(!done.ok());
    QCOMPARE(done.error().message, std::string("disk full"));
  }

  void rateRisesAndFalls() {
    auto settings = tinySettings(100);
    settings.learningRate = 1;
    settings.warmUp = 10;
    settings.decay = 40;
    QCOMPARE(TrainingRun::learningRate(settings, 0), 0.1);
    QCOMPARE(TrainingRun::learningRate(settings, 30), 1.0);
    QCOMPARE(TrainingRun::learningRate(settings, 80), 0.5);
    QVERIFY(TrainingRun::learningRate(settings, 99) > 0);
    QCOMPARE(TrainingRun::learningRate(settings, 100), 0.0);
  }

  void epochsSeeEveryExampleOnce() {
    const EpochSampler sampler(1, 10, 4, 2);
    std::vector<int64_t> seen;
    for (int64_t step = 0; step < 5; ++step) {
      for (const int64_t shard : {0, 1}) {
        const auto indices = sampler.indices(step, shard);
        QCOMPARE(indices.numel(), int64_t(2));
        for (int64_t i = 0; i < 2; ++i) seen.push_back(indices[i].item<int64_t>());
      }
    }
    const std::vector<int64_t> first(seen.begin(), seen.begin() + 10), second(seen.begin() + 10, seen.end());
    QCOMPARE(std::set<int64_t>(first.begin(), first.end()).size(), size_t(10));
    QCOMPARE(std::set<int64_t>(second.begin(), second.end()).size(), size_t(10));
    QVERIFY(first != second);
    QVERIFY(EpochSampler(2, 10, 4, 2).indices(0, 0).ne(sampler.indices(0, 0)).any().item<bool>() ||
            EpochSampler(2, 10, 4, 2).indices(0, 1).ne(sampler.indices(0, 1)).any().item<bool>());
  }

  void measuresNoise() {
    const auto a = at::zeros({2, 3, 8, 8});
    auto b = a.clone();
    b[0].fill_(0.1);   // 20 dB
    b[1].fill_(0.01);  // 40 dB
    const auto psnr = peakSignalToNoise(a, b);
    QVERIFY(std::abs(psnr.mean - 30) < 1e-3);
    QVERIFY(std::abs(psnr.pooled - -10 * std::log10((0.01 + 0.0001) / 2)) < 1e-3);
  }

  void sampleOfAPerfectPredictionIsTheSample() {
    auto model = tinyDenoiser();
    auto generator = generatorFor(1, "weights", 0);
    model->initialise(generator);  // predicts zero everywhere, so that sampling changes nothing
    const auto noise = at::randn({3, 4, 4, 4}, generatorFor(1, "noise", 0), at::TensorOptions(at::kFloat));
    const auto latents =
        sampleFlow(model->textEncoder(), model->denoiser(), tinyExamples().tokens.narrow(0, 0, 3), noise);
    QVERIFY(latents.equal(noise));
  }

  void judgesByTheNearestEmoji() {
    EmojiDataset dataset;
    dataset.names = {"red apple", "wave: dark skin tone", "wave: light skin tone", "rocket"};
    dataset.pictures.resize(4 * EmojiDataset::pictureBytes);
    for (size_t i = 0; i < dataset.pictures.size(); ++i)
      dataset.pictures[i] = uint8_t(i / EmojiDataset::pictureBytes * 60);
    dataset.heldOut = {2};
    dataset.trained = {0, 1, 3};
    const auto asked = evaluationNames(dataset, 2, 1);
    QCOMPARE(asked.size(), size_t(3));
    QCOMPARE(asked.back(), int64_t(2));
    QCOMPARE(evaluationNames(dataset, 2, 1), asked);

    // Asked for: apple, wave dark, wave light. Made: apple, wave light, rocket.
    const auto levels = at::tensor({5.0f / 255, 125.0f / 255, 1.0f}).view({3, 1, 1, 1}).expand({3, 3, 64, 64});
    const auto evaluation = judgeEmoji(dataset, {0, 1, 2}, levels);
    QCOMPARE(evaluation.trainedExact, 0.5);
    QCOMPARE(evaluation.trainedSameName, 1.0);
    QCOMPARE(evaluation.heldOutExact, 0.0);
    QCOMPARE(evaluation.heldOutSameName, 0.0);
    QCOMPARE(QString::fromStdString(evaluation.csv(dataset)).split('\n')[2],
             QString("\"wave: dark skin tone\",\"wave: light skin tone\",trained,0,1"));
  }
};

QTEST_APPLESS_MAIN(TestTraining)
#include "test_training.moc"
