// A model from its folder to a picture, and what is said of folders that are broken.
#include <QtTest>

#include <fstream>

#include <weft/abi/interface/residency.h>
#include <weft/base/files.h>
#include <weft/base/json.h>
#include <weft/value/memory.h>

#include "node_harness.h"
#include "tiny_model.h"

using namespace weft;
using namespace weft::test;

namespace {

void must(const Result<CallOutcome>& outcome) {
  if (!outcome) throw std::runtime_error(outcome.error().message);
}

double largestDifference(const Value& a, const Value& b) {
  const auto x = elementsOf<float>(a), y = elementsOf<float>(b);
  if (x.size() != y.size()) throw std::runtime_error("of different sizes");
  double worst = 0;
  for (size_t i = 0; i < x.size(); ++i) worst = std::max(worst, double(std::abs(x[i] - y[i])));
  return worst;
}

const weft_residency& residencyOf(const Value& value) {
  const weft_object& object = *value.asObject();
  const auto* table = static_cast<const weft_residency*>(object.get_interface(object.self, WEFT_RESIDENCY));
  if (!table) throw std::runtime_error("it does not answer weft.residency/0");
  return *table;
}

}  // namespace

class TestModels : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() { writeTinyModel(modelFolder()); }

  void typesAreKnownBeforeTheRun();
  void badFolders_data();
  void badFolders();
  void missingPartsAnswerNothing();

  void textBecomesAConditioning();
  void unknownWordsAreNamed();
  void conditionsInOneBatchAreThoseAlone();
  void batchIsThatOfSingles();
  void blocksCanBePatched_data();
  void blocksCanBePatched();
  void attentionIsTold();
  void wordsMatter();
  void wrongLatentIsRefused();
  void wrongConditioningIsRefused();

  void pictureGoesThereAndBack();
  void oddPictureIsRefused();
  void tilesAreThoseOfTheWhole();
  void tooLargeOverlapIsRefused();
  void seedMakesTheSamePicture();
  void weightsMoveOutAndBack_data();
  void weightsMoveOutAndBack();
  void weightsInUseStay();

 private:
  fs::path modelFolder() const { return fs::path(m_folder.path().toStdString()) / "tiny"; }
  Value part(const char* name) {
    if (!m_model.output(name)) must(m_model.set("path", Value::string(modelFolder().string())).run());
    return m_model.output(name);
  }
  Value conditioning(const char* text) {
    NodeRun encode("weft.encoders.EncodeText");
    must(encode.link("encoder", part("text_encoder")).set("text", Value::string(text)).run());
    return encode.output("conditioning");
  }
  Value noise(int64_t seed, int64_t batch = 1) {
    NodeRun node("weft.schedulers.Noise");
    node.link("model", part("denoiser")).set("seed", Value::integer(seed)).set("batch", Value::integer(batch));
    must(node.run());
    return node.output("noise");
  }
  Value predict(const Value& denoiser, const Value& x, const Value& condition) {
    NodeRun node("weft.denoisers.Predict");
    node.link("denoiser", denoiser).link("x", x).set("t", Value::number(0.7));
    if (condition) node.link("conditioning", condition);
    must(node.run());
    return node.output("x0");
  }
  Value decode(const Value& latent, int64_t tile = 0, int64_t overlap = 0) {
    NodeRun node("weft.decoders.DecodeLatent");
    node.link("autoencoder", part("autoencoder")).link("latent", latent);
    must(node.set("tile", Value::integer(tile)).set("overlap", Value::integer(overlap)).run());
    return node.output("image");
  }

  QTemporaryDir m_folder;
  NodeRun m_model{"weft.io.LoadModel"};
};

void TestModels::typesAreKnownBeforeTheRun() {
  NodeRun load("weft.io.LoadModel");
  load.set("path", Value::string(modelFolder().string()));
  QCOMPARE(load.inferred("denoiser"), std::string("denoiser<tiny>[4, 8, 8]"));
  QCOMPARE(load.inferred("autoencoder"), std::string("autoencoder<tiny>[4, 8]"));
  QCOMPARE(load.inferred("text_encoder"), std::string("text_encoder[5, 32]"));
  load.set("path", Value::string((modelFolder() / "model.json").string()));
  QCOMPARE(load.inferred("denoiser"), std::string("denoiser<tiny>[4, 8, 8]"));
}

// Each row changes one thing of a good model; `early` says that it is found before the run.
void TestModels::badFolders_data() {
  QTest::addColumn<QString>("path");   // into model.json; empty: the whole file
  QTest::addColumn<QString>("value");  // JSON; empty: the field is taken away
  QTest::addColumn<bool>("early");
  QTest::addColumn<QString>("message");
  const auto row = [](const char* name, const char* path, const char* value, bool early, const char* message) {
    QTest::newRow(name) << path << value << early << message;
  };
  row("no json", "", "{", true, "model.json: line 1");
  row("a list", "", "[]", true, "wanted an object");
  row("no version", "/weft-model", "", true, "weft-model is missing");
  row("other version", "/weft-model", "2", true, "weft-model is 2; this version of Weft reads 1");
  row("no name", "/name", "", true, "name is missing");
  row("bad space", "/space", "\"a b\"", true, "space is \"a b\"; wanted a plain word");
  row("no kind", "/denoiser/kind", "", true, "denoiser.kind is missing");
  row("no file", "/denoiser/file", "\"other.safetensors\"", true, "denoiser.file names no file of this folder");
  row("file outside", "/denoiser/file", "\"../x.safetensors\"", true, "denoiser.file names no file of this folder");
  row("part no object", "/autoencoder", "7", true, "autoencoder is 7; wanted an object");
  row("other kind", "/denoiser/kind", "\"unet\"", false, "this version of Weft knows \"diffusion-transformer\"");
  row("width missing", "/denoiser/width", "", false, "denoiser.width is missing");
  row("width negative", "/denoiser/width", "-1", false, "wanted an integer of 1 to 65536");
  row("width text", "/denoiser/width", "\"64\"", false, "denoiser.width is \"64\"");
  row("width huge", "/denoiser/width", "1e30", false, "denoiser.width is");
  row("other width", "/denoiser/width", "32", false, "but the model's description makes it");
  row("more blocks", "/denoiser/blocks", "3", false, "is missing");
  row("fewer blocks", "/denoiser/blocks", "1", false, "belongs to no part of the model's description");
  row("odd heads", "/denoiser/heads", "3", false, "heads must divide the width");
  row("means short", "/autoencoder/mean", "[0]", false, "autoencoder.mean must be a list of 4 numbers");
  row("deviation zero", "/autoencoder/deviation", "[1, 1, 0, 1]", false, "must hold numbers above 0");
  row("word twice", "/text_encoder/vocabulary", "[\"red\", \"red\", \"apple\"]", false, "text_encoder.vocabulary");
  row("words no texts", "/text_encoder/vocabulary", "[1]", false, "must be a list of texts");
  row("words few", "/text_encoder/vocabulary", "[\"red\"]", false, "but the model's description makes it");
}

void TestModels::badFolders() {
  QFETCH(QString, path);
  QFETCH(QString, value);
  QFETCH(bool, early);
  QFETCH(QString, message);
  QTemporaryDir folder;
  const fs::path copy = fs::path(folder.path().toStdString()) / "copy";
  fs::copy(modelFolder(), copy);
  if (path.isEmpty()) {
    std::ofstream(copy / "model.json") << value.toStdString();
  } else {
    Json json = *readJsonFile(copy / "model.json");
    const Json::json_pointer pointer(path.toStdString());
    if (value.isEmpty()) {
      json[pointer.parent_pointer()].erase(pointer.back());
    } else {
      json[pointer] = Json::parse(value.toStdString());
    }
    std::ofstream(copy / "model.json") << json.dump();
  }
  NodeRun load("weft.io.LoadModel");
  load.set("path", Value::string(copy.string()));
  const std::string question = load.inferred("denoiser");
  if (early) {
    QVERIFY2(question.starts_with("error path: "), question.c_str());
    QVERIFY2(question.find(message.toStdString()) != std::string::npos, question.c_str());
  } else {
    QVERIFY2(question.starts_with("denoiser<tiny>"), question.c_str());
  }
  const auto outcome = load.run();
  QVERIFY(!outcome.ok());
  QCOMPARE(int(outcome.error().code), int(ErrorCode::BadFile));
  QVERIFY2(outcome.error().message.find(message.toStdString()) != std::string::npos, outcome.error().message.c_str());
}

void TestModels::missingPartsAnswerNothing() {
  QTemporaryDir folder;
  const fs::path copy = fs::path(folder.path().toStdString()) / "copy";
  fs::copy(modelFolder(), copy);
  Json json = *readJsonFile(copy / "model.json");
  json.erase("denoiser");
  std::ofstream(copy / "model.json") << json.dump();
  NodeRun load("weft.io.LoadModel");
  must(load.set("path", Value::string(copy.string())).run());
  NodeRun predict("weft.denoisers.Predict");
  predict.link("denoiser", load.output("denoiser")).link("x", noise(1));
  QVERIFY(predict.failure().find("the model without a denoiser does not answer weft.denoiser/0") != std::string::npos);
}

void TestModels::textBecomesAConditioning() {
  const Value record = conditioning("Red apple");
  const auto& items = *record.asRecord();
  QCOMPARE(shapeOf(items.at("states")), (std::vector<int64_t>{1, 5, 32}));
  QCOMPARE(shapeOf(items.at("pooled")), (std::vector<int64_t>{1, 32}));
  QCOMPARE(*items.at("text").asString(), std::string("Red apple"));
  QVERIFY(items.at("unknown").asList()->empty());
}

void TestModels::unknownWordsAreNamed() {
  const Value record = conditioning("red xyzzy apple plugh");
  const auto& unknown = *record.asRecord()->at("unknown").asList();
  QCOMPARE(unknown.size(), size_t(2));
  QCOMPARE(*unknown[0].asString(), std::string("xyzzy"));
  QCOMPARE(*unknown[1].asString(), std::string("plugh"));
  QCOMPARE(largestDifference(record.asRecord()->at("states"), conditioning("red apple").asRecord()->at("states")), 0.0);
}

void TestModels::conditionsInOneBatchAreThoseAlone() {
  const Value x = noise(3);
  const auto u = elementsOf<float>(predict(part("denoiser"), x, {}));
  const auto c = elementsOf<float>(predict(part("denoiser"), x, conditioning("green apple")));
  NodeRun guide("weft.guidance.ClassifierFree");
  must(guide.link("denoiser", part("denoiser")).set("scale", Value::number(2)).run());
  const auto guided = elementsOf<float>(predict(guide.output("denoiser"), x, conditioning("green apple")));
  for (size_t i = 0; i < u.size(); ++i) QVERIFY(std::abs(guided[i] - (u[i] + 2 * (c[i] - u[i]))) < 1e-5f);
}

void TestModels::batchIsThatOfSingles() {
  const Value both = noise(3, 2);
  const auto all = elementsOf<float>(both);
  const auto batch = elementsOf<float>(predict(part("denoiser"), both, conditioning("red")));
  const size_t half = all.size() / 2;
  for (size_t n = 0; n < 2; ++n) {
    const Value x = tensorOf<float>({1, 4, 8, 8}, {all.begin() + long(n * half), all.begin() + long((n + 1) * half)});
    const auto one = elementsOf<float>(predict(part("denoiser"), x, conditioning("red")));
    for (size_t i = 0; i < half; ++i) QVERIFY(std::abs(one[i] - batch[n * half + i]) < 1e-5f);
  }
}

void TestModels::blocksCanBePatched_data() {
  QTest::addColumn<QString>("node");
  QTest::addColumn<QString>("strength");
  QTest::newRow("identity") << "PerturbedAttention"
                            << "perturbed_guidance_scale";
  QTest::newRow("blur") << "SmoothedEnergy"
                        << "seg_guidance_scale";
  QTest::newRow("skipped") << "SkipLayer"
                           << "skip_layer_guidance_scale";
}

// x0 = c + s (c - p), where p is another estimate than c; what was loaded stays as it is.
void TestModels::blocksCanBePatched() {
  QFETCH(QString, node);
  QFETCH(QString, strength);
  const Value x = noise(3), model = part("denoiser"), words = conditioning("red apple");
  const auto c = elementsOf<float>(predict(model, x, words));
  const auto guided = [&](double s) {
    NodeRun guide("weft.guidance." + node.toStdString());
    guide.link("denoiser", model).set("layers", Value::string("0")).set(strength.toStdString(), Value::number(s));
    must(guide.run());
    return elementsOf<float>(predict(guide.output("denoiser"), x, words));
  };
  const auto once = guided(1), twice = guided(2);
  double moved = 0;
  for (size_t i = 0; i < c.size(); ++i) {
    moved = std::max(moved, double(std::abs(once[i] - c[i])));
    QVERIFY(std::abs((twice[i] - c[i]) - 2 * (once[i] - c[i])) < 1e-4f);
  }
  QVERIFY(moved > 1e-4);
  const auto after = elementsOf<float>(predict(model, x, words));
  QCOMPARE(after, c);
  NodeRun beyond("weft.guidance." + node.toStdString());
  beyond.link("denoiser", model).set("layers", Value::string("0, 99"));
  QVERIFY(beyond.failure().find("layer 99 is not there") != std::string::npos);
  if (node != "SmoothedEnergy") return;
  NodeRun sharp("weft.guidance.SmoothedEnergy");  // a blur of less than a token is none
  sharp.link("denoiser", model).set("layers", Value::string("0")).set("seg_blur_sigma", Value::number(0.05));
  must(sharp.run());
  const auto same = elementsOf<float>(predict(sharp.output("denoiser"), x, words));
  for (size_t i = 0; i < c.size(); ++i) QVERIFY(std::abs(same[i] - c[i]) < 1e-4f);
}

// Cells that are looked at more than anything can be are none, so that nothing is blurred; more than 0 are all.
void TestModels::attentionIsTold() {
  const Value x = noise(3), model = part("denoiser");
  const Value plain = predict(model, x, {});
  const auto guided = [&](double threshold) {
    NodeRun guide("weft.guidance.SelfAttention");
    must(guide.link("denoiser", model).set("threshold", Value::number(threshold)).run());
    return predict(guide.output("denoiser"), x, {});
  };
  QVERIFY(largestDifference(guided(1e6), plain) < 1e-4);
  QVERIFY(largestDifference(guided(0), plain) > 1e-3);
}

void TestModels::wordsMatter() {
  const Value x = noise(3);
  const Value red = predict(part("denoiser"), x, conditioning("red apple"));
  QVERIFY(largestDifference(red, predict(part("denoiser"), x, conditioning("green apple"))) > 1e-3);
  QVERIFY(largestDifference(red, predict(part("denoiser"), x, {})) > 1e-3);
}

void TestModels::wrongLatentIsRefused() {
  NodeRun node("weft.denoisers.Predict");
  node.link("denoiser", part("denoiser")).link("x", tensorOf<float>({1, 4, 4, 8}, std::vector<float>(128)));
  node.set("t", Value::number(0.5));
  QCOMPARE(node.failure(), std::string("the latent is [1, 4, 4, 8]; this model wants [N, 4, 8, 8]"));
}

void TestModels::wrongConditioningIsRefused() {
  NodeRun node("weft.denoisers.Predict");
  node.link("denoiser", part("denoiser")).link("x", noise(1)).set("t", Value::number(0.5));
  node.link("conditioning", Value::record({{"states", tensorOf<float>({1, 2, 7}, std::vector<float>(14))},
                                           {"pooled", tensorOf<float>({1, 7}, std::vector<float>(7))}}));
  QVERIFY(node.failure().find("this model wants [1, tokens, 32] and [1, 32]") != std::string::npos);
  NodeRun other("weft.denoisers.Predict");
  other.link("denoiser", part("denoiser")).link("x", noise(1)).set("t", Value::number(0.5));
  other.link("conditioning", Value::record({{"text", Value::string("red")}}));
  QVERIFY(other.failure().find("no \"states\" or no \"pooled\"") != std::string::npos);
}

void TestModels::pictureGoesThereAndBack() {
  std::vector<float> pixels(2 * 3 * 16 * 24);
  for (size_t i = 0; i < pixels.size(); ++i) pixels[i] = float(i % 97) / 96;
  NodeRun encode("weft.encoders.EncodeImage");
  encode.link("autoencoder", part("autoencoder")).link("image", tensorOf<float>({2, 3, 16, 24}, pixels));
  must(encode.run());
  QCOMPARE(shapeOf(encode.output("latent")), (std::vector<int64_t>{2, 4, 2, 3}));
  const Value image = decode(encode.output("latent"));
  QCOMPARE(shapeOf(image), (std::vector<int64_t>{2, 3, 16, 24}));
  for (const float pixel : elementsOf<float>(image)) QVERIFY(pixel >= 0 && pixel <= 1);
}

void TestModels::oddPictureIsRefused() {
  NodeRun encode("weft.encoders.EncodeImage");
  encode.link("autoencoder", part("autoencoder"));
  encode.link("image", tensorOf<float>({1, 3, 17, 24}, std::vector<float>(3 * 17 * 24)));
  QCOMPARE(encode.failure(), std::string("the picture is 24 x 17 pixels; the autoencoder wants multiples of 8, such as "
                                         "24 x 16"));
}

void TestModels::tilesAreThoseOfTheWhole() {
  const Value narrow = noise(5, 12);
  std::vector<float> cells = elementsOf<float>(narrow);
  const Value latent = tensorOf<float>({1, 4, 24, 32}, cells);
  const Value whole = decode(latent);
  for (const int64_t tile : {16, 24, 31}) {
    const double difference = largestDifference(whole, decode(latent, tile));
    QVERIFY2(difference < 1.0 / 255, qPrintable(QStringLiteral("tile %1: %2").arg(tile).arg(difference)));
  }
  QCOMPARE(largestDifference(whole, decode(latent, 32)), 0.0);  // fits at once
  // Tiles that hardly overlap show what the overlap is for.
  QVERIFY(largestDifference(whole, decode(latent, 8, 1)) > 1.0 / 255);
}

void TestModels::tooLargeOverlapIsRefused() {
  NodeRun node("weft.decoders.DecodeLatent");
  node.link("autoencoder", part("autoencoder")).link("latent", noise(1));
  node.set("tile", Value::integer(4)).set("overlap", Value::integer(4));
  QVERIFY(node.failure().find("tiles of 4 cells cannot overlap by 4") != std::string::npos);
}

void TestModels::seedMakesTheSamePicture() {
  std::vector<Value> pictures;
  for (const int64_t seed : {7, 7, 8}) {
    NodeRun sigmas("weft.schedulers.FlowSigmas");
    must(sigmas.set("steps", Value::integer(4)).run());
    NodeRun sample("weft.schedulers.Sample");
    sample.link("denoiser", part("denoiser")).link("sigmas", sigmas.output("sigmas")).link("noise", noise(seed));
    must(sample.link("conditioning", conditioning("red apple")).run());
    pictures.push_back(decode(sample.output("latent")));
  }
  QCOMPARE(largestDifference(pictures[0], pictures[1]), 0.0);
  QVERIFY(largestDifference(pictures[0], pictures[2]) > 0.01);
}

void TestModels::weightsMoveOutAndBack_data() {
  QTest::addColumn<QString>("part");
  for (const char* part : {"denoiser", "autoencoder", "text_encoder"}) QTest::newRow(part) << part;
}

// Out of memory they are of use again, with the same bytes for an answer.
void TestModels::weightsMoveOutAndBack() {
  QFETCH(QString, part);
  const Value object = this->part(part.toUtf8().constData());
  void* self = object.asObject()->self;
  const weft_residency& residency = residencyOf(object);
  const auto answer = [&]() -> Value {
    if (part == "denoiser") return predict(object, noise(3), conditioning("red apple"));
    if (part == "autoencoder") return decode(noise(3));
    return conditioning("red apple").asRecord()->at("states");
  };
  const Value before = answer();
  const uint64_t weights = residency.bytes(self, cpuDevice);
  const uint64_t counted = memoryUse().bytes;
  QVERIFY(weights > 1000);

  QCOMPARE(residency.drop(self), weft_status{WEFT_OK});
  QCOMPARE(residency.bytes(self, cpuDevice), uint64_t{0});
  QCOMPARE(counted - memoryUse().bytes, weights);
  QCOMPARE(residency.drop(self), weft_status{WEFT_OK});  // once more: nothing to do
  QCOMPARE(largestDifference(before, answer()), 0.0);
  QCOMPARE(residency.bytes(self, cpuDevice), weights);

  // Under pressure it goes by itself.
  relieveMemory(cpuDevice, UINT64_MAX);
  QCOMPARE(residency.bytes(self, cpuDevice), uint64_t{0});
  QCOMPARE(largestDifference(before, answer()), 0.0);
}

void TestModels::weightsInUseStay() {
  const Value denoiser = part("denoiser");
  void* self = denoiser.asObject()->self;
  const weft_residency& residency = residencyOf(denoiser);
  QCOMPARE(residency.drop(self), weft_status{WEFT_OK});
  QCOMPARE(residency.pin(self, cpuDevice), weft_status{WEFT_OK});
  const uint64_t weights = residency.bytes(self, cpuDevice);
  QVERIFY(weights > 0);
  QCOMPARE(residency.drop(self), weft_status{WEFT_ERROR_UNSUPPORTED});
  relieveMemory(cpuDevice, UINT64_MAX);
  QCOMPARE(residency.bytes(self, cpuDevice), weights);
  residency.unpin(self, cpuDevice);
  QCOMPARE(residency.drop(self), weft_status{WEFT_OK});
  QCOMPARE(residency.pin(self, {WEFT_DEVICE_VULKAN, 0}), weft_status{WEFT_ERROR_UNSUPPORTED});
}

QTEST_GUILESS_MAIN(TestModels)
#include "test_models.moc"
