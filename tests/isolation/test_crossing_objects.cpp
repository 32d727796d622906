// Weft's interfaces between two sides of a link, in both directions.
#include "interface_calls.h"
#include "link_pair.h"

#include <QtTest>

#include <cmath>
#include <cstring>
#include <string>
#include <thread>
#include <vector>

#include <weft/value/compare.h>
#include <weft/value/make_tensor.h>
#include <weft/value/memory.h>
#include <weft/value/shared_memory.h>

#include "crossing_things.h"
#include "support/value_samples.h"

using namespace weft;
using namespace weft::test;

namespace {

// What the worker makes of nothing: `made`. So that the host gets an object of the worker's.
Value fromWorker(LinkPair& pair) { return pair.send(Value::integer(0)).value(); }

Value scalar(float value) { return floats({1}, {value}); }
float firstOf(const Value& tensor) { return *static_cast<const float*>(tensor.asTensor()->data); }

}  // namespace

class TestCrossingObjects : public QObject {
  Q_OBJECT

 private slots:
  void init() { m_before = liveValues(); }
  void cleanup() {
    QTRY_COMPARE(liveValues(), m_before);
    QTRY_COMPARE(Thing::alive.load(), 0);
  }

  void showsTheInterfacesThatTheOriginalHas() {
    LinkPair pair([](const Value&) -> Result<Value> { return makeThing("t.p.encoder", {WEFT_TEXT_ENCODER, "own/0"}); });
    const Value object = fromWorker(pair);
    QCOMPARE(std::string(object.asObject()->type), std::string("t.p.encoder"));
    QCOMPARE(object.asObject()->bytes(selfOf(object)), Thing::size);
    QVERIFY(interfaceOf<void>(object, WEFT_TEXT_ENCODER));
    for (const char* id : {WEFT_AUTOENCODER, WEFT_DENOISER, WEFT_SOLVER, WEFT_PATCHABLE, WEFT_MODULE, "own/0", ""}) {
      QVERIFY(!interfaceOf<void>(object, id));
    }
  }

  void textEncoders() {
    LinkPair pair([](const Value&) -> Result<Value> { return makeThing("encoder", {WEFT_TEXT_ENCODER}); });
    const Value object = fromWorker(pair);
    const auto* table = interfaceOf<weft_text_encoder>(object, WEFT_TEXT_ENCODER);
    const weft_value* out = nullptr;
    QCOMPARE(table->encode(selfOf(object), "a cat", &out), weft_status{WEFT_OK});
    const Value record = Value::adopt(out);
    QCOMPARE(*record.asRecord()->at("text").asString(), std::string("a cat"));
    // Errors are those of the original, to the letter.
    out = nullptr;
    QCOMPARE(table->encode(selfOf(object), "", &out), weft_status{WEFT_ERROR_INVALID_ARGUMENT});
    QCOMPARE(threadError(), std::string("an empty text"));
    QVERIFY(!out);
    QCOMPARE(table->encode(selfOf(object), "throw", &out), weft_status{WEFT_ERROR_INTERNAL});
    QVERIFY(QString::fromStdString(threadError()).contains("it threw"));
  }

  void autoencodersWithProgress() {
    LinkPair pair([](const Value&) -> Result<Value> { return makeThing("autoencoder", {WEFT_AUTOENCODER}); });
    const Value object = fromWorker(pair);
    const auto* table = interfaceOf<weft_autoencoder>(object, WEFT_AUTOENCODER);
    const int described = Thing::described;
    weft_autoencoder_info info{};
    info.struct_size = sizeof(info);
    for (int i = 0; i < 2; ++i) {
      QCOMPARE(table->describe(selfOf(object), &info), weft_status{WEFT_OK});
      QCOMPARE(info.factor, 8u);
      QCOMPARE(std::string(info.latent_space), std::string("emoji"));
    }
    QCOMPARE(Thing::described.load(), described + 1);  // the second time it was known
    std::vector<uint64_t> steps;
    weft_progress progress{sizeof(weft_progress), &steps, [](void* user, uint64_t step, uint64_t total) -> weft_status {
                             auto& seen = *static_cast<std::vector<uint64_t>*>(user);
                             seen.push_back(step * 100 + total);
                             if (step < 2) return WEFT_OK;
                             setThreadError("cancelled");
                             return WEFT_ERROR_CANCELLED;
                           }};
    const weft_value* out = nullptr;
    QCOMPARE(table->decode(selfOf(object), scalar(1).get(), &progress, &out), weft_status{WEFT_ERROR_CANCELLED});
    QCOMPARE(steps, (std::vector<uint64_t>{103, 203}));
    QCOMPARE(table->decode(selfOf(object), scalar(1).get(), nullptr, &out), weft_status{WEFT_OK});
    QCOMPARE(firstOf(Value::adopt(out)), 2.0f);
    QCOMPARE(table->encode(selfOf(object), scalar(3).get(), nullptr, &out), weft_status{WEFT_OK});
    QCOMPARE(firstOf(Value::adopt(out)), 1.5f);
    QVERIFY(pair.keepAtMost(1));  // the object
  }

  void patchablesAndModules() {
    LinkPair pair([](const Value&) -> Result<Value> { return makeThing("model", {WEFT_PATCHABLE, WEFT_MODULE}); });
    const Value object = fromWorker(pair);
    const auto* patchable = interfaceOf<weft_patchable>(object, WEFT_PATCHABLE);
    QCOMPARE(std::string(patchable->kind(selfOf(object), 1)), std::string("skipped-layers"));
    QVERIFY(!patchable->kind(selfOf(object), 2));
    const weft_value* out = nullptr;
    const Value record = Value::record({{"scale", Value::number(2)}});
    QCOMPARE(patchable->patch(selfOf(object), "lora", record.get(), &out), weft_status{WEFT_OK});
    const Value patched = Value::adopt(out);
    QCOMPARE(std::string(patched.asObject()->type), std::string("model+lora"));
    const auto* module = interfaceOf<weft_module>(patched, WEFT_MODULE);
    QCOMPARE(std::string(module->parameter_name(selfOf(patched), 0)), std::string("weight"));
    QVERIFY(!module->parameter_name(selfOf(patched), 1));
    QCOMPARE(module->get_state(selfOf(patched), &out), weft_status{WEFT_OK});
    const Value state = Value::adopt(out);
    QCOMPARE(firstOf(state.asRecord()->at("weight")), 4.0f);
    QCOMPARE(module->with_state(selfOf(patched), state.get(), &out), weft_status{WEFT_OK});
    QCOMPARE(Value::adopt(out).kind(), Kind::Object);
  }

  // x0 = x / 2 here and over there: the same bytes, and as many evaluations.
  void denoisersAnswerTheSame() {
    const Value local = makeThing("denoiser", {WEFT_DENOISER});
    LinkPair pair([&](const Value&) -> Result<Value> { return makeThing("denoiser", {WEFT_DENOISER}); });
    const Value remote = fromWorker(pair);
    const Sampling here(local), there(remote);
    QVERIFY(here.ok() && there.ok());
    QCOMPARE(there.info().channels, here.info().channels);
    QCOMPARE(std::string(there.info().latent_space), std::string("emoji"));
    QCOMPARE(there.info().step_count, size_t{3});
    QCOMPARE(there.info().step_times[1], 0.5);
    for (const double t : {0.0, 0.25, 1.0, std::nan("")}) {
      const weft_coefficients a = here.coefficients(t), b = there.coefficients(t);
      QVERIFY(std::memcmp(&a, &b, sizeof(a)) == 0);
    }
    const Value x = randomFloats(1, 8'000);
    QVERIFY(haveSameContent(here.predict(x, 0.5), there.predict(x, 0.5)));
    QVERIFY(haveSameContent(here.gradient(x, 0.5, x), there.gradient(x, 0.5, x)));
    // What begin() was given is what was sent: shape, sigmas, conditionings with one that is none, threads.
    QCOMPARE(there.requestText(), here.requestText());
  }

  void solversUseADenoiserOfTheirCaller() {
    for (const bool adaptive : {false, true}) {
      const Value denoiser = makeThing("denoiser", {WEFT_DENOISER});
      const Value local = makeThing(adaptive ? "adaptive" : "solver", {WEFT_SOLVER});
      LinkPair pair(
          [&](const Value&) -> Result<Value> { return makeThing(adaptive ? "adaptive" : "solver", {WEFT_SOLVER}); });
      const Value remote = fromWorker(pair);
      const Value x = randomFloats(2, 6'000);
      QVERIFY(haveSameContent(solve(local, denoiser, x), solve(remote, denoiser, x)));
      QVERIFY(pair.keepAtMost(1));  // the solver
    }
  }

  // The solver and the denoiser that it uses live in the worker: nothing crosses for an evaluation but what must.
  void aSolverWithADenoiserOfItsOwnSide() {
    LinkPair pair([](const Value& which) -> Result<Value> {
      return makeThing("thing", {*which.asInteger() == 0 ? WEFT_SOLVER : WEFT_DENOISER});
    });
    const Value solver = pair.send(Value::integer(0)).value(), denoiser = pair.send(Value::integer(1)).value();
    const Value x = randomFloats(2, 6'000);
    QVERIFY(haveSameContent(solve(solver, denoiser, x),
                            solve(makeThing("thing", {WEFT_SOLVER}), makeThing("thing", {WEFT_DENOISER}), x)));
  }

  // A local denoiser, wrapped by a guidance rule of one worker, used by a solver of another.
  void aChainThroughThreeProcesses() {
    const Value denoiser = makeThing("denoiser", {WEFT_DENOISER});
    LinkPair guiding([](const Value& inner) -> Result<Value> { return makeGuided(inner); });
    LinkPair solving([](const Value&) -> Result<Value> { return makeThing("solver", {WEFT_SOLVER}); });
    const Value guided = guiding.send(denoiser).value();
    const Value solver = fromWorker(solving);
    const Value x = randomFloats(3, 6'000);
    const Value expected = solve(makeThing("solver", {WEFT_SOLVER}), makeGuided(denoiser), x);
    QVERIFY(haveSameContent(solve(solver, guided, x), expected));
  }

  void historiesCross() {
    LinkPair pair([](const Value&) -> Result<Value> { return makeThing("solver", {WEFT_SOLVER}); });
    const Value remote = fromWorker(pair), denoiser = makeThing("denoiser", {WEFT_DENOISER});
    Solving first(remote, denoiser), second(remote, denoiser);
    const Value x = scalar(8);
    const Value next = first.step(x, 1, 0.5, 0);
    second.setHistory(first.history());
    QVERIFY(haveSameContent(first.step(next, 0.5, 0.25, 1), second.step(next, 0.5, 0.25, 1)));
    second.setHistory(Value());
    QVERIFY(haveSameContent(second.step(x, 1, 0.5, 0), next));
  }

  void aRunThatHasEndedIsRefused() {
    LinkPair pair([](const Value&) -> Result<Value> { return makeThing("denoiser", {WEFT_DENOISER}); });
    const Sampling sampling(fromWorker(pair));
    const auto& run = *static_cast<const Remote*>(sampling.run().self);
    QVERIFY(ask(run, MessageKind::EndDenoiser).ok());
    const weft_value* out = nullptr;
    QCOMPARE(sampling.run().predict(sampling.run().self, scalar(1).get(), 0.5, 0, &out),
             weft_status{WEFT_ERROR_INTERNAL});
    QCOMPARE(threadError(), std::string("what this call was made for is over"));
  }

  void whatIsLentIsThereUntilCallsHaveEnded() {
    struct Thing : Borrowed {
    } thing;
    std::atomic<bool> inside{false}, mayLeave{false}, isBack{false};
    std::thread user([&] {
      (void)thing.whileThere([&]() -> Result<void> {
        inside = true;
        while (!mayLeave) std::this_thread::yield();
        return {};
      });
    });
    while (!inside) std::this_thread::yield();
    std::thread owner([&] {
      thing.giveBack();
      isBack = true;
    });
    QTRY_VERIFY(!thing.whileThere([]() -> Result<void> { return {}; }).ok());  // nobody new
    QVERIFY(!isBack);
    mayLeave = true;
    user.join();
    owner.join();
    QVERIFY(isBack);
  }

  void whenTheOtherProcessHasGoneCallsFail() {
    LinkPair pair([](const Value&) -> Result<Value> { return makeThing("denoiser", {WEFT_DENOISER, WEFT_SOLVER}); });
    const Value remote = fromWorker(pair), denoiser = makeThing("denoiser", {WEFT_DENOISER});
    Solving run(remote, denoiser);
    const Sampling sampling(remote);
    QVERIFY(run.ok() && sampling.ok());
    pair.host->finish(makeError(ErrorCode::Internal, "the plugin t.p crashed: segmentation fault"), 0);
    const weft_value* out = nullptr;
    QCOMPARE(sampling.run().predict(sampling.run().self, scalar(1).get(), 0.5, 0, &out),
             weft_status{WEFT_ERROR_INTERNAL});
    QCOMPARE(threadError(), std::string("the plugin t.p crashed: segmentation fault"));
    QVERIFY(!Solving(remote, denoiser).ok());
  }

 private:
  int64_t m_before = 0;
};

QTEST_GUILESS_MAIN(TestCrossingObjects)
#include "test_crossing_objects.moc"
