// What a plan knows of packs that run in processes of their own: which nodes make values that cross, and which links
// cannot be.
#include <QtTest>

#include "loop_type.h"
#include "plan_harness.h"

using namespace weft;
using namespace weft::test;

namespace {

NodeType ofPack(NodeType type, const std::string& pack, bool isolated) {
  type.pluginId = pack;
  type.isolated = isolated;
  return type;
}

// The pack "near", and the pack "far", which is isolated; each has a type of object of its own.
const NodeCatalog& catalog() {
  static const NodeCatalog all = [] {
    NodeCatalog catalog;
    const auto near = [&](NodeType type) { (void)catalog.add(ofPack(std::move(type), "near", false)); };
    const auto far = [&](NodeType type) { (void)catalog.add(ofPack(std::move(type), "far", true)); };
    near(plainType("t.p.Image", {}, {"image:image"}));
    near(plainType("t.p.Blend", {"a:image", "b:image"}, {"image:image"}));
    near(plainType("t.p.Model", {}, {"denoiser:denoiser<emoji>", "data:dataset"}));
    near(plainType("t.p.Own", {}, {"thing:org.near.thing<emoji>"}));
    near(plainType("t.p.Use", {"thing:org.near.thing<$s>"}, {"value:number"}));
    near(plainType("t.p.Take", {"thing:org.far.thing"}, {"value:number"}));
    near(plainType("t.p.Pass", {"value:$T"}, {"value:$T"}));
    near(plainType("t.p.Any", {"thing:any"}, {"thing:any"}));
    near(plainType("t.p.Save", {"value:any"}, {}, WEFT_NODE_SIDE_EFFECTS));
    near(loopType("t.p.Loop", false));
    far(plainType("t.p.Sharpen", {"image:image"}, {"image:image"}));
    far(plainType("t.p.Wrap", {"denoiser:denoiser<$s>"}, {"denoiser:denoiser<$s>"}));
    far(plainType("t.p.Learn", {"data:dataset"}, {"thing:org.far.thing", "things:list<org.far.thing>"}));
    far(plainType("t.p.Tune", {"thing:org.far.thing"}, {"thing:org.far.thing"}));
    far(plainType("t.p.Far", {"thing:org.near.thing"}, {"value:number"}));
    far(plainType("t.p.Things", {"things:list"}, {"value:number"}));
    near(plainType("t.p.Count", {"things:list<org.far.thing>"}, {"value:number"}));
    far(loopType("t.p.FarLoop", false));
    (void)catalog.add(ofPack(loopType("t.p.OtherLoop", false), "other", true));
    return catalog;
  }();
  return all;
}

Planned plan(const QStringList& lines) { return planOf(nodes(lines), {}, &catalog()); }

QString crossing(const Plan& plan) {
  QStringList list;
  for (const PlannedNode& node : plan.nodes) {
    if (node.crosses) list << QString::fromStdString(node.id);
    for (const PlannedBody& body : node.bodies) {
      if (const QString within = crossing(*body.plan); !within.isEmpty()) list << within;
    }
  }
  return list.join(' ');
}

QString planWithBody(const QString& loop) {
  return "\"graphs\": {\"Body\": {\"inputs\": {\"image\": {\"to\": [\"b.a\"]}}, \"outputs\": {\"image\": "
         "\"e.image\"}, " +
         nodes({"b Blend b<-b2.image", "b2 Image", "e Blend a<-b.image b<-b.image"}) + "}}, " +
         nodes({"i Image", "l " + loop + " body=\"Body\" image<-i.image", "s Save value<-l.image"});
}

}  // namespace

class TestPlanCrossings : public QObject {
  Q_OBJECT

 private slots:
  void knowsWhatCrosses() {
    const Planned planned = plan({"a Image", "b Blend a<-a.image b<-a.image", "c Sharpen image<-b.image",
                                  "d Blend a<-c.image b<-a.image", "s Save value<-d.image"});
    QVERIFY2(planned.ok, qPrintable(planned.lines));
    QCOMPARE(crossing(planned.plan), QString("b c"));
    const Planned without = plan({"a Image", "s Save value<-a.image"});
    QCOMPARE(crossing(without.plan), QString());
  }

  void knowsWhatCrossesInBodies() {
    // Of a far loop: what goes in, what a pass gives, and the loop itself.
    const Planned far = planOf(planWithBody("FarLoop"), {}, &catalog());
    QVERIFY2(far.ok, qPrintable(far.lines));
    QCOMPARE(crossing(far.plan), QString("i l l/e"));
    const Planned near = planOf(planWithBody("Loop"), {}, &catalog());
    QVERIFY2(near.ok, qPrintable(near.lines));
    QCOMPARE(crossing(near.plan), QString());
    // What a body's far node reads from outside.
    const QString graph =
        "\"graphs\": {\"Body\": {\"inputs\": {\"image\": {\"to\": [\"b.a\"]}}, \"outputs\": "
        "{\"image\": \"b.image\"}, " +
        nodes({"b Blend b<-f.image", "f Sharpen image<-b0.image", "b0 Blend a<-b1.image b<-b1.image", "b1 Image"}) +
        "}}, " + nodes({"i Image", "l Loop body=\"Body\" image<-i.image", "s Save value<-l.image"});
    const Planned inside = planOf(graph, {}, &catalog());
    QVERIFY2(inside.ok, qPrintable(inside.lines));
    QVERIFY(inside.find("l/f")->crosses);
    QVERIFY(inside.find("l/b0")->crosses);
    QVERIFY(!inside.find("l/b1")->crosses);
  }

  void weftsOwnTypesCross() {
    const Planned planned = plan({"m Model", "w Wrap denoiser<-m.denoiser", "t Learn data<-m.data",
                                  "a Any thing<-w.denoiser", "s Save value<-a.thing", "s2 Save value<-t.things"});
    QVERIFY2(planned.ok, qPrintable(planned.lines));
  }

  // A node that takes anything does not look into what it passes on; it comes home.
  void ownTypesPassThroughNodesThatTakeAnything() {
    const Planned planned = plan(
        {"m Model", "t Learn data<-m.data", "p Pass value<-t.thing", "u Tune thing<-p.value", "s Save value<-u.thing"});
    QVERIFY2(planned.ok, qPrintable(planned.lines));
    const Planned out = plan(
        {"m Model", "t Learn data<-m.data", "p Pass value<-t.thing", "u Take thing<-p.value", "s Save value<-u.value"});
    QVERIFY(out.lines.startsWith("nodes.u.inputs.thing: an object of the type \"org.far.thing\" stays within"));
  }

  void loopsHandOwnTypesOn() {
    for (const QString loop : {"Loop", "FarLoop", "OtherLoop"}) {
      const Planned planned = planOf(
          "\"graphs\": {\"Body\": {\"inputs\": {\"thing\": {\"to\": [\"u.thing\"]}}, \"outputs\": {\"thing\": "
          "\"u.thing\"}, " +
              nodes({"u Tune"}) + "}}, " +
              nodes({"m Model", "t Learn data<-m.data", "l " + loop + " body=\"Body\" thing<-t.thing",
                     "v Tune thing<-l.thing", "s Save value<-v.thing"}),
          {}, &catalog());
      QVERIFY2(planned.ok, qPrintable(planned.lines));
    }
  }

  void ownTypesStayWithinTheirPack() {
    const QString why =
        "an object of the type \"%1\" stays within its pack: far runs in a process of its own, and only objects with "
        "Weft's interfaces cross; --isolate none lets it out";
    const Planned out = plan({"m Model", "t Learn data<-m.data", "u Take thing<-t.thing", "s Save value<-u.value"});
    QCOMPARE(out.lines, "nodes.u.inputs.thing: " + why.arg("org.far.thing"));
    const Planned in = plan({"o Own", "f Far thing<-o.thing", "s Save value<-f.value"});
    QCOMPARE(in.lines, "nodes.f.inputs.thing: " + why.arg("org.near.thing"));
    const Planned listed =
        plan({"m Model", "t Learn data<-m.data", "c Count things<-t.things", "s Save value<-c.value"});
    QCOMPARE(listed.lines, "nodes.c.inputs.things: " + why.arg("org.far.thing"));
    // Between two nodes that share a process it goes, and so where nothing is isolated.
    QVERIFY(plan({"m Model", "t Learn data<-m.data", "u Tune thing<-t.thing", "v Tune thing<-u.thing",
                  "w Things things<-t.things", "s Save value<-w.value"})
                .ok);
    QVERIFY(plan({"o Own", "u Use thing<-o.thing", "s Save value<-u.value"}).ok);
  }
};

QTEST_GUILESS_MAIN(TestPlanCrossings)
#include "test_plan_crossings.moc"
