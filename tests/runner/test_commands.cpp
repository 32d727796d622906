// check, nodes, plugins, --help, --version, and how long they take.
#include "runner_process.h"

using namespace weft::test;

namespace {

const QByteArray goodGraph = R"({"weft": 1, "nodes": {
  "n": {"type": "weft.math.Number"}, "s": {"type": "weft.io.SaveText", "inputs": {"text": "n.value"}}}})";

class TestCommands : public QObject {
  Q_OBJECT

 private slots:
  void help();
  void check();
  void checkEstimatesMemory();
  void checkFindsWrongSizes();
  void nodes();
  void plugins();
  void describe();
  void startUpTime();
};

void TestCommands::help() {
  const RunnerFolder folder;
  const Finished help = folder.run({"--help"});
  QCOMPARE(help.status, 0);
  QCOMPARE(help.err, QByteArray());
  // All of the contract is listed, also what is still to come.
  for (const char* option :
       {"--set",   "--out",     "--device",     "--dtype",      "--threads",      "--memory",      "--vram",
        "--cache", "--plugins", "--models",     "--only",       "--events",       "--previews",    "--trace",
        "--stats", "--quiet",   "--allow-path", "--isolate",    "--node-timeout", "--check-cache", "--deterministic",
        "check",   "nodes",     "plugins",      "plugin-check", "session"}) {
    QVERIFY2(help.out.contains(option), option);
  }
  QCOMPARE(folder.run({"--version"}).status, 0);
  QCOMPARE(folder.run({"nodes", "--help"}).status, 0);
}

void TestCommands::check() {
  const RunnerFolder folder;
  folder.write("g.json", goodGraph);
  Finished finished = folder.run({"check", "g.json"});
  QCOMPARE(finished.status, 0);
  QCOMPARE(finished.out, QByteArray("g.json: no problem, 2 nodes to run\n"));
  QCOMPARE(folder.filesBelow("out"), QStringList());

  finished = folder.run({"check", "g.json", "--json"});
  QCOMPARE(finished.status, 0);
  QVERIFY(QJsonDocument::fromJson(finished.out)["ok"].toBool());

  finished = folder.run({"check", "-", "--json", "--set", "n.valve=1"}, goodGraph);
  QCOMPARE(finished.status, 2);
  const QJsonDocument json = QJsonDocument::fromJson(finished.out);
  QCOMPARE(json["ok"].toBool(true), false);
  QCOMPARE(json["problems"].toArray().size(), 1);
  QCOMPARE(json["problems"][0]["path"].toString(), QString("--set n.valve"));
}

// Text to picture with the model that ships; `noise` and `rest` are for mistakes.
static QByteArray drawing(const QByteArray& noise = {}, const QByteArray& rest = {}) {
  return R"({"weft": 1, "nodes": {"m": {"type": "weft.io.LoadModel"},
    "t": {"type": "weft.encoders.EncodeText", "params": {"text": "red apple"}, "inputs": {"encoder": "m.text_encoder"}},
    "g": {"type": "weft.guidance.ClassifierFree", "inputs": {"denoiser": "m.denoiser"}},
    "f": {"type": "weft.schedulers.FlowSigmas"},
    "n": {"type": "weft.schedulers.Noise", "params": {)" +
         noise + R"(}, "inputs": {"model": "m.denoiser"}},
    "x": {"type": "weft.schedulers.Sample", "inputs": {"denoiser": "g.denoiser", "sigmas": "f.sigmas",
          "noise": "n.noise", "conditioning": "t.conditioning"}},
    "d": {"type": "weft.decoders.DecodeLatent", "inputs": {"autoencoder": "m.autoencoder", "latent": "x.latent"}},
    "r": {"type": "weft.upscalers.Resample", "inputs": {"image": "d.image"}},
    "s": {"type": "weft.io.SaveImage", "inputs": {"image": "r.image"}})" +
         rest + "}}";
}

void TestCommands::checkEstimatesMemory() {
  const RunnerFolder folder;
  folder.write("g.json", drawing());
  const Finished text = folder.run({"check", "g.json"});
  QCOMPARE(text.status, 0);
  // The model is the most of it: 8 M numbers of float32.
  QVERIFY2(QRegularExpression("\nmemory: cpu (29|30|31|32|33)(\\.\\d)? MiB at [a-z] \\(weights 30 MiB\\)\n$")
               .match(text.out)
               .hasMatch(),
           text.out.constData());
  const QJsonArray memory = QJsonDocument::fromJson(folder.run({"check", "g.json", "--json"}).out)["memory"].toArray();
  QCOMPARE(memory.size(), 1);
  QCOMPARE(memory[0]["device"].toString(), QString("cpu"));
  QVERIFY(memory[0]["peak"].toDouble() > memory[0]["weights"].toDouble());
  QCOMPARE(memory[0]["unknown"].toArray(), QJsonArray());
}

void TestCommands::checkFindsWrongSizes() {
  const RunnerFolder folder;
  folder.write("channels.json", drawing(R"("channels": 4)"));
  QCOMPARE(
      folder.run({"check", "channels.json"}).errors(),
      QStringList("channels.json: nodes.n.params.channels: channels is 4, but the model's latents have 16; 0 takes "
                  "the model's"));
  folder.write("all.json", drawing(R"("width": 12)",
                                   R"(, "e": {"type": "weft.encoders.EncodeImage", "inputs": {"autoencoder":
                                      "m.autoencoder", "image": "small.image"}},
                                      "small": {"type": "weft.upscalers.Resample", "params": {"width": 20},
                                      "inputs": {"image": "d2.image"}},
                                      "d2": {"type": "weft.decoders.DecodeLatent", "inputs": {"autoencoder":
                                      "m.denoiser", "latent": "n.noise"}},
                                      "d3": {"type": "weft.decoders.DecodeLatent", "inputs": {"autoencoder":
                                      "m.autoencoder", "latent": "n.noise"}},
                                      "small3": {"type": "weft.upscalers.Resample", "params": {"width": 20},
                                      "inputs": {"image": "d3.image"}},
                                      "e3": {"type": "weft.encoders.EncodeImage", "inputs": {"autoencoder":
                                      "m.autoencoder", "image": "small3.image"}},
                                      "s3": {"type": "weft.io.SaveTensor", "inputs": {"tensor": "e3.latent"}})"));
  QStringList errors = folder.run({"check", "all.json"}).errors();
  errors.sort();
  QCOMPARE(errors.join('\n'),
           QString("all.json: nodes.d2.inputs.autoencoder: \"m.denoiser\" is denoiser<emoji>[16, 8, 8], which does not "
                   "fit input \"autoencoder\" (autoencoder); did you mean \"m.autoencoder\"?\n"
                   "all.json: nodes.e3.inputs.image: the picture is 20 x 13 pixels; the autoencoder wants multiples of "
                   "8, such as 16 x 8\n"
                   "all.json: nodes.x.inputs.noise: \"n.noise\" is latent<emoji>[1, 16, 8, 12], which does not fit "
                   "input \"noise\" (latent<emoji>[?, 16, 8, 8])"));
}

void TestCommands::nodes() {
  const RunnerFolder folder;
  const Finished list = folder.run({"nodes"});
  QCOMPARE(list.status, 0);
  for (const char* type : {"weft.math.Number", "weft.math.Add", "weft.math.Multiply", "weft.flow.Pass",
                           "weft.io.LoadImage", "weft.io.SaveImage", "weft.io.LoadTensor", "weft.io.SaveTensor",
                           "weft.io.InspectWeights", "weft.io.SaveText"}) {
    QVERIFY2(list.out.contains(QByteArray(type) + " "), type);
  }
  const Finished one = folder.run({"nodes", "weft.io.SaveText"});
  QCOMPARE(one.status, 0);
  for (const char* part : {"weft.io.SaveText", "Inputs", "text: ", "Parameters", "name: name = \"text\""}) {
    QVERIFY2(one.out.contains(part), part);
  }
  const QJsonDocument json = QJsonDocument::fromJson(folder.run({"nodes", "weft.flow.Switch", "--json"}).out);
  QCOMPARE(json["id"].toString(), QString("weft.flow.Switch"));
  QCOMPARE(json["inputs"][0]["lazy"].toBool(), true);
  QCOMPARE(json["parameters"][0]["kind"].toString(), QString("boolean"));
  QCOMPARE(json["parameters"][0]["default"].toBool(), true);
  QCOMPARE(json["outputs"][0]["type"].toString(), QString("$T"));

  const QJsonArray all = QJsonDocument::fromJson(folder.run({"nodes", "--json"}).out).array();
  QVERIFY(all.size() > 10);
  for (const QJsonValue& type : all) {
    QVERIFY2(!type["doc"].toString().isEmpty(), qPrintable(type["id"].toString()));
    QVERIFY(type["id"].toString().startsWith("weft."));
  }
  const Finished more = folder.run({"nodes", "--plugins", RunnerFolder::plugins("slow")});
  QVERIFY(more.out.contains("org.example.slow.Steps"));
}

void TestCommands::plugins() {
  const RunnerFolder folder;
  const Finished text = folder.run({"plugins", "--plugins", RunnerFolder::plugins("slow")});
  QCOMPARE(text.status, 0);
  const auto hasLine = [&](const char* pattern) {
    return QRegularExpression(pattern, QRegularExpression::MultilineOption).match(text.out).hasMatch();
  };
  QVERIFY2(hasLine("^org\\.example\\.slow 1\\.0\\.0 +4 nodes +/.*/slow/runner_slow\\.so$"), text.out);
  QVERIFY2(hasLine("^weft\\.math [0-9.]+ +[0-9]+ nodes +built in +/.*/lib/weft/math\\.so$"), text.out);
  const Finished refused = folder.run({"plugins", "--plugins", RunnerFolder::plugins("crash_init")});
  QCOMPARE(refused.status, 0);
  QVERIFY2(refused.out.contains("crash_init.so: refused: "), refused.out);
}

void TestCommands::describe() {
  const RunnerFolder folder;
  const QString library = RunnerFolder::plugins("slow") + "/runner_slow.so";
  const Finished described = folder.run({"plugins", "--describe", library});
  QCOMPARE(described.status, 0);
  const QJsonDocument json = QJsonDocument::fromJson(described.out);
  QCOMPARE(json["weft_plugin"].toInt(), 1);
  QCOMPARE(json["abi"].toString(), QString("0.1.0"));
  QCOMPARE(json["library"]["bytes"].toInteger(), QFileInfo(library).size());
  QCOMPARE(json["plugin"]["id"].toString(), QString("org.example.slow"));
  QCOMPARE(json["plugin"]["nodes"].toArray().size(), 4);

  const Finished refused =
      folder.run({"plugins", "--describe", RunnerFolder::plugins("crash_init") + "/crash_init.so"});
  QCOMPARE(refused.status, 2);
  QVERIFY(refused.out.isEmpty());
  QVERIFY2(refused.err.contains("crash_init.so: crashed in init(): Segmentation fault (SIGSEGV)\n"), refused.err);
  const Finished missing = folder.run({"plugins", "--describe", "none.so"});
  QCOMPARE(missing.status, 2);
  QCOMPARE(missing.err, QByteArray("error: none.so: cannot be opened: No such file or directory\n"));
}

// Without LibTorch, and from what the last call has found out about the plugins: a tenth of a second at most. The best
// of several, since a busy machine proves nothing.
void TestCommands::startUpTime() {
  const RunnerFolder folder;
  folder.write("g.json", goodGraph);
  for (const QStringList& command : {QStringList{"check", "g.json"}, QStringList{"nodes"}}) {
    qint64 best = 1'000'000;
    for (int i = 0; i < 10; ++i) {
      QElapsedTimer timer;
      timer.start();
      QCOMPARE(folder.run(command).status, 0);
      best = std::min(best, timer.elapsed());
    }
    QVERIFY2(best <= 100, qPrintable(command[0] + " took " + QString::number(best) + " ms"));
  }
}

}  // namespace

QTEST_GUILESS_MAIN(TestCommands)
#include "test_commands.moc"
