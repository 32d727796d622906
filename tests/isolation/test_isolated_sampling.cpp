// Example plugins in processes of their own: a guidance rule that wraps a denoiser of this process, and a solver that
// uses it, called by a sampler that is here again. What they answer is what they answer in this process. And a plugin
// that writes into what it was given.
#include <weft/host/host.h>
#include <weft/value/compare.h>
#include <weft/value/memory.h>
#include <weft/value/shared_memory.h>
#include <QtTest>

#include <cmath>
#include <stdexcept>

#include "crossing_things.h"
#include "host/fake_call.h"
#include "support/value_samples.h"

using namespace weft;
using namespace weft::test;

namespace {

const Host& hostWith(Isolation isolation) {
  const auto make = [](Isolation chosen) {
    HostOptions options;
    options.folders = {std::string(WEFT_BUILD_DIR) + "/plugins", std::string(WEFT_BUILD_DIR) + "/tests/plugins/deadly"};
    options.isolation = chosen;
    return options;
  };
  static const Host here(make(Isolation::None)), isolated(make(Isolation::ThirdParty));
  return isolation == Isolation::None ? here : isolated;
}

// The first output of a node.
Value outputOf(Isolation isolation, const std::string& id, const std::vector<Value>& inputs = {}) {
  const NodeType* type = hostWith(isolation).catalog().find(id);
  if (!type) throw std::runtime_error(id + " is not there");
  auto node = type->create();
  if (!node) throw std::runtime_error(node.error().message);
  FakeCall call(*type);
  for (size_t i = 0; i < inputs.size(); ++i) {
    if (inputs[i]) call.inputs[i] = {inputs[i]};
  }
  const auto done = (*node)->process(call);
  if (!done) throw std::runtime_error(done.error().message);
  return call.outputs.at(0);
}

Value latent(int64_t side) {
  std::vector<float> data(static_cast<size_t>(4 * side * side));
  for (size_t i = 0; i < data.size(); ++i) data[i] = std::sin(static_cast<float>(i));
  return floats({1, 4, side, side}, data);
}

Value sampled(Isolation isolation, const Value& x) {
  const Value denoiser = makeThing("denoiser", {WEFT_DENOISER});
  const Value guided = outputOf(isolation, "org.example.guidance.Rescaled", {denoiser});
  const Value solver = outputOf(isolation, "org.example.solver.Midpoint");
  return solve(solver, guided, x);
}

}  // namespace

class TestIsolatedSampling : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() { hostWith(Isolation::None); }  // makes both: their types keep values
  void init() { m_before = liveValues(); }
  void cleanup() {
    QTRY_COMPARE(liveValues(), m_before);
    QTRY_COMPARE(Thing::alive.load(), 0);
    QTRY_COMPARE(memoryUse().bytes, uint64_t{0});
  }

  void samplesTheSame_data() {
    QTest::addColumn<int>("side");
    QTest::newRow("inline") << 8;
    QTest::newRow("in arenas") << 128;
  }
  void samplesTheSame() {
    QFETCH(int, side);
    const Value x = latent(side);
    const Value here = sampled(Isolation::None, x), there = sampled(Isolation::ThirdParty, x);
    QVERIFY(here && there);
    QVERIFY(!haveSameContent(here, x));
    QVERIFY(haveSameContent(here, there));
  }

  void errorsAreTheSame() {
    const auto failure = [](Isolation isolation) {
      const Value solver = outputOf(isolation, "org.example.solver.Midpoint");
      const Value denoiser = makeThing("denoiser", {WEFT_DENOISER});
      Solving solving(solver, denoiser);
      const Value x = latent(8);
      // No noise is left at time 0.
      const weft_value *out = nullptr, *x0 = nullptr;
      const weft_status status = solving.run().step(solving.run().self, x.get(), 0, -1, 0, &out, &x0);
      return std::to_string(status) + ' ' + threadError();
    };
    const std::string here = failure(Isolation::None);
    QVERIFY2(here.find("no noise is left") != std::string::npos, here.c_str());
    QCOMPARE(failure(Isolation::ThirdParty), here);
  }

  void writingIntoAnInputHurtsNobodyElse() {
    for (const bool crosses : {true, false}) {
      Value x;
      {
        const SharedMemoryScope scope(crosses);
        x = scaled(latent(64), 1);
      }
      const float first = *static_cast<const float*>(x.asTensor()->data);
      try {
        (void)outputOf(Isolation::ThirdParty, "org.example.deadly.Scribble", {x});
        QFAIL("it was allowed to");
      } catch (const std::runtime_error& error) {
        QCOMPARE(QString(error.what()),
                 QString("the plugin org.example.deadly crashed: Segmentation fault (SIGSEGV): it wrote into memory "
                         "that it may only read, such as its inputs"));
      }
      QCOMPARE(*static_cast<const float*>(x.asTensor()->data), first);
    }
    // What rode along in the message is the worker's own.
    const Value small = latent(8);
    (void)outputOf(Isolation::ThirdParty, "org.example.deadly.Scribble", {small});
    QCOMPARE(*static_cast<const float*>(small.asTensor()->data), 0.0f);
  }

 private:
  int64_t m_before = 0;
};

int main(int argc, char** argv) {
  int status = 0;
  if (runChild(argc, argv, &status)) return status;  // a plugin's worker is this program
  TestIsolatedSampling test;
  return QTest::qExec(&test, argc, argv);
}
#include "test_isolated_sampling.moc"
