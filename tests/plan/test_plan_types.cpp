// Types through whole graphs: spaces, shapes, channels and elements are found to be wrong before anything runs.
#include <QtTest>

#include "plan_harness.h"

using namespace weft;
using namespace weft::test;

namespace {

// What the shipped packs declare, in small: Model (space, channels) → denoiser, autoencoder, mask; Guide denoiser →
// denoiser; Noise (channels) → latent; Sample denoiser, noise → latent; Picture (width) → image; Encode image →
// latent; Decode autoencoder, latent → image; Half, Float → tensors; Want tensor<float32>; Blend image, image.
NodeCatalog typeCatalog() {
  NodeCatalog catalog;
  const auto add = [&](NodeType type) { (void)catalog.add(std::move(type)); };
  const auto integer = [](const NodeQuestion& question, size_t i) {
    return std::to_string(*question.parameters[i].asInteger());
  };
  NodeType model =
      plainType("t.p.Model", {}, {"denoiser:denoiser<$s>[C, H, W]", "autoencoder:autoencoder<$s>[C, F]", "mask:mask"});
  model.parameters = {fakeParameter("space", WEFT_PARAMETER_STRING, Value::string("emoji")),
                      fakeParameter("channels", WEFT_PARAMETER_INTEGER, Value::integer(16))};
  model.infer = [=](const NodeQuestion& question) -> Result<InferResult> {
    const std::string space = "<" + *question.parameters[0].asString() + ">[" + integer(question, 1);
    return InferResult{
        {*Type::parse("denoiser" + space + ", 8, 8]"), *Type::parse("autoencoder" + space + ", 8]"), {}}};
  };
  add(std::move(model));
  add(plainType("t.p.Guide", {"denoiser:denoiser<$s>[C, H, W]"}, {"denoiser:denoiser<$s>[C, H, W]"}));
  NodeType noise = plainType("t.p.Noise", {}, {"noise:latent"});
  noise.parameters = {fakeParameter("channels", WEFT_PARAMETER_INTEGER, Value::integer(16))};
  noise.infer = [=](const NodeQuestion& question) -> Result<InferResult> {
    return InferResult{{*Type::parse("latent[1, " + integer(question, 0) + ", 8, 8]")}};
  };
  add(std::move(noise));
  add(plainType("t.p.Sample", {"denoiser:denoiser<$s>[C, H, W]", "noise:latent<$s>[N, C, H, W]"},
                {"latent:latent<$s>[N, C, H, W]"}));
  NodeType picture = plainType("t.p.Picture", {}, {"image:image"});
  picture.parameters = {fakeParameter("width", WEFT_PARAMETER_INTEGER, Value::integer(64))};
  picture.infer = [=](const NodeQuestion& question) -> Result<InferResult> {
    return InferResult{{*Type::parse("image[1, 3, 64, " + integer(question, 0) + "]")}};
  };
  add(std::move(picture));
  add(plainType("t.p.Encode", {"image:image[N, 3, 8*h, 8*w]"}, {"latent:latent<emoji>[N, 16, h, w]"}));
  add(plainType("t.p.Decode", {"autoencoder:autoencoder<$s>[C, F]", "latent:latent<$s>[N, C, h, w]"},
                {"image:image[N, 3, 8*h, 8*w]"}));
  add(plainType("t.p.Half", {}, {"tensor:tensor<float16>[4]"}));
  add(plainType("t.p.Float", {}, {"tensor:tensor<float32>[4]"}));
  add(plainType("t.p.Want", {"tensor:tensor<float32>"}, {"tensor:tensor"}));
  add(plainType("t.p.Blend", {"a:image[N, 3, H, W]", "b:image[N, 3, H, W]"}, {"image:image[N, 3, H, W]"}));
  add(plainType("t.p.Save", {"value:any"}, {}, WEFT_NODE_SIDE_EFFECTS));
  return catalog;
}

Planned planIn(const QStringList& lines) {
  static const NodeCatalog catalog = typeCatalog();
  return planOf(nodes(lines), {}, &catalog);
}

std::string typeOf(const Planned& planned, const std::string& node) {
  const PlannedNode* found = planned.find(node);
  if (!found) qFatal("no node: %s", qPrintable(planned.lines));
  return (found->outputTypes.empty() ? found->outputs[0].type : found->outputTypes[0]).text();
}

}  // namespace

class TestPlanTypes : public QObject {
  Q_OBJECT

 private slots:
  void shapesFlowThroughArithmetic() {
    const Planned planned = planIn({"m Model", "p Picture width=72", "e Encode image<-p.image",
                                    "d Decode autoencoder<-m.autoencoder latent<-e.latent", "s Save value<-d.image"});
    QVERIFY2(planned.ok, qPrintable(planned.lines));
    QCOMPARE(typeOf(planned, "e"), std::string("latent<emoji>[1, 16, 8, 9]"));
    QCOMPARE(typeOf(planned, "d"), std::string("image[1, 3, 64, 72]"));
  }

  void whatAModelWorksOnFlowsThroughGuidance() {
    const Planned planned = planIn({"m Model", "g Guide denoiser<-m.denoiser", "n Noise",
                                    "x Sample denoiser<-g.denoiser noise<-n.noise", "s Save value<-x.latent"});
    QVERIFY2(planned.ok, qPrintable(planned.lines));
    QCOMPARE(typeOf(planned, "g"), std::string("denoiser<emoji>[16, 8, 8]"));
    QCOMPARE(typeOf(planned, "x"), std::string("latent<emoji>[1, 16, 8, 8]"));
  }

  void mistakes_data() {
    QTest::addColumn<QStringList>("lines");
    QTest::addColumn<QString>("problem");
    const auto row = [](const char* name, const QStringList& lines, const char* problem) {
      QTest::newRow(name) << lines << problem;
    };
    row("channels",
        {"m Model", "g Guide denoiser<-m.denoiser", "n Noise channels=4",
         "x Sample denoiser<-g.denoiser noise<-n.noise", "s Save value<-x.latent"},
        "nodes.x.inputs.noise: \"n.noise\" is latent[1, 4, 8, 8], which does not fit input \"noise\" "
        "(latent<emoji>[?, 16, 8, 8])");
    row("space",
        {"m Model", "other Model space=\"sdxl\"", "n Noise", "x Sample denoiser<-m.denoiser noise<-n.noise",
         "d Decode autoencoder<-other.autoencoder latent<-x.latent", "s Save value<-d.image"},
        "nodes.d.inputs.latent: \"x.latent\" is latent<emoji>[1, 16, 8, 8], which does not fit input \"latent\" "
        "(latent<sdxl>[?, 16, ?, ?])");
    row("not a multiple", {"p Picture width=60", "e Encode image<-p.image", "s Save value<-e.latent"},
        "nodes.e.inputs.image: \"p.image\" is image[1, 3, 64, 60], which does not fit input \"image\" "
        "(image[?, 3, ?, ?])");
    row("two sizes", {"p Picture", "q Picture width=72", "b Blend a<-p.image b<-q.image", "s Save value<-b.image"},
        "nodes.b.inputs.b: \"q.image\" is image[1, 3, 64, 72], which does not fit input \"b\" (image[1, 3, 64, 64])");
    row("elements", {"h Half", "w Want tensor<-h.tensor", "s Save value<-w.tensor"},
        "nodes.w.inputs.tensor: \"h.tensor\" is tensor<float16>[4], which does not fit input \"tensor\" "
        "(tensor<float32>)");
    row("another output", {"m Model", "n Noise", "x Sample denoiser<-m.mask noise<-n.noise", "s Save value<-x.latent"},
        "nodes.x.inputs.denoiser: \"m.mask\" is mask, which does not fit input \"denoiser\" (denoiser); did you mean "
        "\"m.denoiser\"?");
  }
  void mistakes() {
    QFETCH(QStringList, lines);
    QFETCH(QString, problem);
    const Planned planned = planIn(lines);
    QCOMPARE(planned.lines, problem);
    QVERIFY(!planned.ok);
  }

  void elementsThatFit() {
    QVERIFY(planIn({"f Float", "w Want tensor<-f.tensor", "s Save value<-w.tensor"}).ok);
    QVERIFY(planIn({"p Picture", "w Want tensor<-p.image", "s Save value<-w.tensor"}).ok);  // images are float32
  }

  // One mistake does not hide another, also not further along.
  void allAtOnce() {
    const Planned planned =
        planIn({"m Model", "n Noise channels=4", "x Sample denoiser<-m.denoiser noise<-n.noise",
                "d Decode autoencoder<-m.autoencoder latent<-x.latent", "h Half", "w Want tensor<-h.tensor",
                "b Blend a<-d.image b<-m.mask", "s Save value<-b.image", "t Save value<-w.tensor", "u Save"});
    QStringList paths;
    for (const Problem& problem : planned.problems) paths << QString::fromStdString(problem.path);
    QCOMPARE(paths.join(' '),
             QString("nodes.x.inputs.noise nodes.w.inputs.tensor nodes.b.inputs.b nodes.u.inputs.value"));
  }
};

QTEST_APPLESS_MAIN(TestPlanTypes)
#include "test_plan_types.moc"
