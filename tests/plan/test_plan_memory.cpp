// What a plan will need in memory, and graphs that cannot fit.
#include <weft/plan/memory_estimate.h>
#include <QtTest>

#include "plan_harness.h"

using namespace weft;
using namespace weft::test;

namespace {

constexpr uint64_t mega = 1 << 20;

// m.p.Model: denoiser and text_encoder that keep 40 and 8 MiB and take 5 and 1 MiB to use; Guide (light) denoiser →
// denoiser; Draw (heavy) denoiser → image of 12 MiB; Odd (heavy) → image of unknown size; Blur image → image of the
// same size, working with 2 MiB; Join (light) images; Same $T.
NodeCatalog modelCatalog() {
  NodeCatalog catalog;
  const auto add = [&](NodeType type) { (void)catalog.add(std::move(type)); };
  NodeType model = plainType("t.p.Model", {}, {"denoiser:denoiser<$s>", "text_encoder:text_encoder"});
  model.cost = WEFT_COST_HEAVY;
  model.devices = WEFT_DEVICES_CPU | WEFT_DEVICES_CUDA;
  model.estimate = [](const NodeQuestion&) -> Result<uint64_t> { return 3 * mega; };
  model.infer = [](const NodeQuestion&) -> Result<InferResult> {
    return InferResult{{*Type::parse("denoiser<emoji>[16, 8, 8]"), std::nullopt},
                       {OutputBytes{40 * mega, 5 * mega}, OutputBytes{8 * mega, mega}}};
  };
  add(std::move(model));
  add(plainType("t.p.Guide", {"denoiser:denoiser<$s>"}, {"denoiser:denoiser<$s>"}));
  NodeType draw = plainType("t.p.Draw", {"denoiser:denoiser"}, {"image:image[1, 3, 1024, 1024]"});
  draw.cost = WEFT_COST_HEAVY;
  draw.devices = WEFT_DEVICES_CPU | WEFT_DEVICES_CUDA;
  add(std::move(draw));
  NodeType odd = plainType("t.p.Odd", {}, {"image:image"});
  odd.cost = WEFT_COST_HEAVY;
  odd.estimate = [](const NodeQuestion&) -> Result<uint64_t> { return UINT64_MAX; };
  add(std::move(odd));
  NodeType blur = plainType("t.p.Blur", {"image:image[N, 3, H, W]"}, {"image:image[N, 3, H, W]"});
  blur.estimate = [](const NodeQuestion& question) -> Result<uint64_t> {
    return question.inputTypes[0] ? Result<uint64_t>(2 * mega) : makeError(ErrorCode::Internal, "not known");
  };
  add(std::move(blur));
  NodeType join = plainType("t.p.Join", {}, {"value:number"});
  join.inputs = fakePorts({"images:image"}, WEFT_PORT_VARIADIC);
  add(std::move(join));
  add(plainType("t.p.Same", {"value:$T"}, {"value:$T"}));
  add(plainType("t.p.Save", {"value:any"}, {}, WEFT_NODE_SIDE_EFFECTS));
  add(plainType("t.p.Load", {}, {"tensor:tensor<float16>[512, 1024]"}));
  return catalog;
}

Planned planIn(const QString& body, const PlanOptions& options = {}) {
  static const NodeCatalog catalog = modelCatalog();
  return planOf(body, options, &catalog);
}

DeviceEstimate onlyDevice(const Planned& planned) {
  const auto estimates = estimateMemory(planned.plan);
  if (!planned.ok || estimates.size() != 1) qFatal("no single estimate: %s", qPrintable(planned.lines));
  return estimates[0];
}

}  // namespace

class TestPlanMemory : public QObject {
  Q_OBJECT

 private slots:
  void valuesDieWithTheirLastReader() {
    const auto peakOf = [](int length) {
      QStringList lines{"m Model", "i0 Draw denoiser<-m.denoiser"};
      for (int i = 1; i < length; ++i) lines << QString("i%1 Blur image<-i%2.image").arg(i).arg(i - 1);
      lines << QString("s Save value<-i%1.image").arg(length - 1);
      return onlyDevice(planIn(nodes(lines)));
    };
    // The model with what it works with; then Draw: weights that are still read, its picture, its workspace.
    QCOMPARE(peakOf(1).peak, (40 + 12 + 5) * mega);
    QCOMPARE(peakOf(1).node, std::string("i0"));
    QCOMPARE(peakOf(1).weights, 40 * mega);
    QCOMPARE(peakOf(1).unknown, std::vector<std::string>{});
    QCOMPARE(peakOf(40).peak, peakOf(1).peak);
  }

  void whatIsReadLaterStays() {
    const auto peakOf = [](const QString& first) {
      return onlyDevice(planIn(nodes(
          {"m Model", "a Draw denoiser<-m.denoiser", "b Blur image<-a.image", "c Blur image<-b.image",
           "d Blur image<-c.image", "j Join images<-[\"d.image\",\"" + first + ".image\"]", "s Save value<-j.value"})));
    };
    QCOMPARE(peakOf("d").peak, 57 * mega);
    QCOMPARE(peakOf("d").node, std::string("a"));
    QCOMPARE(peakOf("a").peak, 57 * mega);  // 12 (a) + 12 + 12 + 2 are less than the model takes
    const DeviceEstimate outputs =
        onlyDevice(planIn(R"("outputs": {"b": "b.image", "c": "c.image", "d": "d.image", "e": "e.image"}, )" +
                          nodes({"m Model", "a Draw denoiser<-m.denoiser", "b Blur image<-a.image",
                                 "c Blur image<-b.image", "d Blur image<-c.image", "e Blur image<-d.image"})));
    QCOMPARE(outputs.peak, 57 * mega);
    const DeviceEstimate more = onlyDevice(
        planIn(R"("outputs": {"a": "a.image", "b": "b.image", "c": "c.image", "d": "d.image", "e": "e.image"}, )" +
               nodes({"m Model", "a Draw denoiser<-m.denoiser", "b Blur image<-a.image", "c Blur image<-b.image",
                      "d Blur image<-c.image", "e Blur image<-d.image"})));
    QCOMPARE(more.peak, (5 * 12 + 2) * mega);
    QCOMPARE(more.node, std::string("e"));
    QCOMPARE(more.weights, uint64_t{0});
  }

  // A guided model takes no memory of its own, and as much to use as the one under it.
  void lightNodesHandObjectsOn() {
    const Planned planned = planIn(nodes({"m Model", "g Guide denoiser<-m.denoiser", "h Same value<-g.denoiser",
                                          "d Draw denoiser<-h.value", "s Save value<-d.image"}));
    QVERIFY2(planned.ok, qPrintable(planned.lines));
    QCOMPARE(planned.find("g")->outputBytes, std::optional<uint64_t>(0));
    QCOMPARE(planned.find("d")->workspace, std::optional<uint64_t>(5 * mega));
    QCOMPARE(planned.find("d")->outputBytes, std::optional<uint64_t>(12 * mega));
    QCOMPARE(planned.find("m")->outputBytes, std::optional<uint64_t>(48 * mega));
    QCOMPARE(planned.find("m")->workspace, std::optional<uint64_t>(3 * mega));
  }

  void whatIsNotKnownIsSaid() {
    const Planned planned =
        planIn(nodes({"o Odd", "b Blur image<-o.image", "l Load", "s Save value<-b.image", "t Save value<-l.tensor"}));
    const DeviceEstimate estimate = onlyDevice(planned);
    QCOMPARE(estimate.unknown, (std::vector<std::string>{"o", "b"}));
    QCOMPARE(estimate.peak, 2 * mega);
    QCOMPARE(planned.find("o")->workspace, std::nullopt);
    QCOMPARE(planned.find("l")->outputBytes, std::optional<uint64_t>(mega));  // float16
  }

  void devicesAreCountedApart() {
    PlanOptions options;
    options.device = "cuda:0";
    const Planned planned = planIn(
        nodes({"m Model", "d Draw denoiser<-m.denoiser", "b Blur image<-d.image", "s Save value<-b.image"}), options);
    const auto estimates = estimateMemory(planned.plan);
    QCOMPARE(estimates.size(), size_t{2});
    QCOMPARE(estimates[0].device, std::string("cpu"));
    QCOMPARE(estimates[0].peak, (12 + 12 + 2) * mega);  // Blur with a copy of what it reads
    QCOMPARE(estimates[1].device, std::string("cuda:0"));
    QCOMPARE(estimates[1].peak, (40 + 12 + 5) * mega);
  }

  void bodiesCountWhereTheyRun() {
    Planned planned = planIn(nodes({"m Model", "d Draw denoiser<-m.denoiser", "s Save value<-d.image"}));
    Planned inner = planIn(nodes({"l Load", "t Save value<-l.tensor"}));
    for (PlannedNode& node : planned.plan.nodes) {
      if (node.id == "d") node.bodies.push_back({0, {}, {}, std::make_shared<const Plan>(std::move(inner.plan))});
    }
    QCOMPARE(onlyDevice(planned).peak, (40 + 12 + 5) * mega);  // 40 + 12 + 1 is less
    PlannedNode& draw = planned.plan.nodes[1];
    QCOMPARE(draw.id, std::string("d"));
    draw.workspace = 0;
    QCOMPARE(onlyDevice(planned).peak, (40 + 12 + 1) * mega);
  }

  void graphsThatCannotFitAreRefused_data() {
    QTest::addColumn<quint64>("memory");
    QTest::addColumn<QString>("problem");
    QTest::newRow("none") << quint64{0} << "";
    QTest::newRow("enough") << quint64{57 * mega} << "";
    QTest::newRow("too little for Draw")
        << quint64{56 * mega}
        << "nodes.d: needs at least 57 MiB of memory (40 MiB for what it is given, 12 MiB for what it makes, 5 MiB to "
           "work with); --memory allows 56 MiB";
  }
  void graphsThatCannotFitAreRefused() {
    QFETCH(quint64, memory);
    QFETCH(QString, problem);
    PlanOptions options;
    options.memory = memory;
    const Planned planned = planIn(nodes({"m Model", "d Draw denoiser<-m.denoiser", "s Save value<-d.image"}), options);
    QCOMPARE(planned.lines, problem);
    QCOMPARE(planned.ok, problem.isEmpty());
  }

  // All at once, and only what is sure: a value handed on is not there twice, and objects can move out.
  void onlyWhatIsSureIsRefused() {
    PlanOptions options;
    options.memory = 20 * mega;
    const QString body =
        nodes({"m Model", "g Guide denoiser<-m.denoiser", "d Draw denoiser<-m.denoiser", "e Draw denoiser<-g.denoiser",
               "t Save value<-e.image", "p Same value<-d.image", "b Blur image<-p.value", "s Save value<-b.image"});
    const Planned planned = planIn(body, options);
    QVERIFY(!planned.ok);
    // Not Guide, and not what is drawn with it: whose weights those are is not known.
    QCOMPARE(planned.problems.size(), size_t{3});
    QCOMPARE(planned.problems[0].path, std::string("nodes.m"));
    QVERIFY2(planned.problems[0].message.find("40 MiB for what it makes") != std::string::npos,
             planned.problems[0].message.c_str());
    QCOMPARE(planned.problems[1].path, std::string("nodes.d"));
    QCOMPARE(planned.problems[2].path, std::string("nodes.b"));
    options.memory = 0;
    options.vram = 20 * mega;
    QVERIFY(planIn(body, options).ok);  // nothing of it is on a GPU
  }
};

QTEST_APPLESS_MAIN(TestPlanMemory)
#include "test_plan_memory.moc"
