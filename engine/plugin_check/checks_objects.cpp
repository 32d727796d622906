// The objects that nodes give, through the interfaces they answer.
#include <atomic>
#include <cmath>
#include <mutex>
#include <set>
#include <thread>

#include <weft/abi/interface/autoencoder.h>
#include <weft/abi/interface/denoiser.h>
#include <weft/abi/interface/module.h>
#include <weft/abi/interface/patchable.h>
#include <weft/abi/interface/residency.h>
#include <weft/abi/interface/solver.h>
#include <weft/abi/interface/text_encoder.h>
#include <weft/base/text.h>
#include <weft/value/foreign_call.h>

#include "checks.h"
#include "digest.h"
#include "rig.h"
#include "sample_objects.h"
#include "sample_tensor.h"
#include "struct_reader.h"

namespace weft::checks {
namespace {

// One object that a node gave. The node and its inputs are gone.
struct Made {
  Rig& rig;
  std::string where;
  Value value;
  const weft_object& object() const { return *value.asObject(); }
  void fail(const std::string& what) const { rig.context().fail(where, what); }
  void tell(const std::string& function) const { rig.tell(function + " of the object that " + where + " gave"); }
};

std::vector<Recipe> recipesOf(const NodeType& type) { return Sampler::usualRecipes(type); }

void forEachValue(CheckContext& context, Kind kind, const std::function<void(const Made&)>& use) {
  bool any = false;
  forEachNode(context, [&](Rig& rig, const NodeType& type) {
    for (const Recipe& recipe : recipesOf(type)) {
      auto sample = rig.hasTime() ? rig.sample(type, recipe) : std::nullopt;
      if (!sample) continue;
      TrialResult result = rig.run(*sample);
      const std::string where = sample->where();
      const std::vector<PortType> ports = sample->outputPorts;
      std::set<const weft_value*> given;
      for (const auto& port : sample->inputs) {
        for (const Value& value : port) given.insert(value.get());
      }
      sample.reset();
      for (size_t port = 0; result.done && port < result.outputs.size(); ++port) {
        Value& value = result.outputs[port];
        // What it only hands on is somebody else's.
        if (value.kind() != kind || given.count(value.get()) > 0) continue;
        any = true;
        use({rig, where + ", output " + inQuotes(ports[port].id), std::move(value)});
      }
    }
  });
  if (!any) context.skip(kind == Kind::Object ? "no node gave an object" : "no node gave a sequence");
}

template <typename Table>
const Table* interfaceOf(const Made& made, const char* id) {
  made.tell("get_interface(\"" + std::string(id) + "\")");
  return static_cast<const Table*>(made.object().get_interface(made.object().self, id));
}

template <typename Table>
void forEachInterface(CheckContext& context, const char* id,
                      const std::function<void(const Made&, const Table&)>& use) {
  bool any = false;
  forEachValue(context, Kind::Object, [&](const Made& made) {
    const Table* table = interfaceOf<Table>(made, id);
    if (!table) return;
    any = true;
    use(made, *table);
  });
  if (!any) context.skip("no node gave an object that answers " + std::string(id));
}

// Calls a function that leaves a value; what went wrong is told, unless it is a refusal with a text of its own.
template <typename Call>
std::optional<Value> ask(const Made& made, const char* function, Call&& call) {
  made.tell(function);
  const weft_value* out = nullptr;
  const auto done = callChecked(function, [&] { return call(&out); });
  Value value = Value::adopt(out);
  if (!done) {
    setThreadError({});
    if (done.error().message.find(" threw ") != std::string::npos) made.fail(done.error().message);
    if (done.error().message == statusError(function, errorStatus(done.error().code)).message) {
      made.fail(std::string(function) + " fails without a message; leave one with set() of " WEFT_ERRORS);
    }
    return std::nullopt;
  }
  if (value) return value;
  made.fail(std::string(function) + " answers WEFT_OK and gives nothing");
  return std::nullopt;
}

Value sampleTensor(std::vector<int64_t> shape, uint64_t seed) {
  auto made = makeSampleTensor({WEFT_TYPE_FLOAT, 32, 1}, shape, true, {}, seed, "x");
  return made ? *made : Value();
}

bool hasShape(const Value& value, const std::vector<int64_t>& shape) {
  const weft_tensor* tensor = value.asTensor();
  return tensor && std::equal(shape.begin(), shape.end(), tensor->shape, tensor->shape + tensor->dimensions);
}

std::string shapeText(const std::vector<int64_t>& shape) {
  std::string text = "[";
  for (const int64_t size : shape) text += (text.size() > 1 ? ", " : "") + std::to_string(size);
  return text + "]";
}

struct DenoiserFacts {
  weft_denoiser_info info{};
  std::vector<int64_t> shape;
  double middle = 0;
};

std::optional<DenoiserFacts> factsOf(const Made& made, const weft_denoiser& table) {
  DenoiserFacts facts;
  facts.info.struct_size = sizeof(facts.info);
  made.tell("describe()");
  const auto described = callChecked("describe()", [&] { return table.describe(made.object().self, &facts.info); });
  if (!described) {
    made.fail("describe() fails: " + described.error().message);
    return std::nullopt;
  }
  const weft_denoiser_info& info = facts.info;
  if (info.channels == 0 || !(info.t_minimum < info.t_maximum)) {
    made.fail("describe() says " + std::to_string(info.channels) + " channels and times of " +
              formatNumber(info.t_minimum) + " to " + formatNumber(info.t_maximum));
    return std::nullopt;
  }
  const auto side = [](uint32_t said) { return said == 0 ? int64_t{8} : int64_t{said}; };
  facts.shape = {1, int64_t{info.channels}, side(info.height), side(info.width)};
  // The last time may be infinite, where nothing of the sample is left.
  facts.middle = info.t_minimum + 0.5 * (std::isinf(info.t_maximum) ? 2 : info.t_maximum - info.t_minimum);
  return facts;
}

// One prediction of a run of its own.
std::optional<Value> predictOnce(const Made& made, const weft_denoiser& table, const DenoiserFacts& facts,
                                 uint64_t seed) {
  weft_denoiser_request request{};
  request.struct_size = sizeof(request);
  request.dimensions = 4;
  request.shape = facts.shape.data();
  request.device = {WEFT_DEVICE_CPU, 0};
  request.threads = 1;
  weft_denoiser_run run{};
  run.struct_size = sizeof(run);
  made.tell("begin()");
  const auto begun = callChecked("begin()", [&] { return table.begin(made.object().self, &request, &run); });
  if (!begun) return std::nullopt;
  if (!run.predict || !run.end) {
    made.fail("begin() answers WEFT_OK, and leaves predict or end NULL");
    return std::nullopt;
  }
  const Value x = sampleTensor(facts.shape, seed);
  auto prediction = ask(made, "predict()",
                        [&](const weft_value** out) { return run.predict(run.self, x.get(), facts.middle, 0, out); });
  std::optional<Value> x0;
  if (prediction) {
    const auto* items = prediction->asRecord();
    const auto found = items ? items->find("x0") : decltype(items->end()){};
    if (!items || found == items->end() || !hasShape(found->second, facts.shape)) {
      made.fail("predict() gives " + prediction->describe() + " without \"x0\" of the shape of x, " +
                shapeText(facts.shape));
    } else {
      x0 = found->second;
    }
  }
  if (run.gradient && x0) {
    const auto gradient = ask(made, "gradient()", [&](const weft_value** out) {
      return run.gradient(run.self, x.get(), facts.middle, x.get(), out);
    });
    if (gradient && !hasShape(*gradient, facts.shape)) made.fail("gradient() gives " + gradient->describe());
  }
  made.tell("end()");
  run.end(run.self);
  return x0;
}

}  // namespace

void objectsInterfaces(CheckContext& context) {
  forEachValue(context, Kind::Object, [](const Made& made) {
    const weft_object& object = made.object();
    if (!object.type || !*object.type) made.fail("the object's type is empty; say what it is: \"denoiser\"");
    if (interfaceOf<void>(made, "org.example.no-such-interface/0")) {
      made.fail("get_interface() answers an id that it cannot know; compare the whole id, and return NULL for others");
    }
    for (const char* id : {WEFT_DENOISER, WEFT_AUTOENCODER, WEFT_TEXT_ENCODER, WEFT_SOLVER, WEFT_PATCHABLE, WEFT_MODULE,
                           WEFT_RESIDENCY}) {
      const auto* table = interfaceOf<uint32_t>(made, id);
      if (!table) continue;
      if (*table < 2 * sizeof(void*) || *table > mostStructBytes) {
        made.fail("the table of " + std::string(id) + " has struct_size " + std::to_string(*table));
      }
      if (interfaceOf<uint32_t>(made, id) != table) {
        made.fail("get_interface(\"" + std::string(id) + "\") gives another table each time");
      }
    }
    made.tell("bytes()");
    if (object.struct_size >= WEFT_UP_TO(weft_object, bytes) && object.bytes) (void)object.bytes(object.self);
  });
}

void objectsDenoiser(CheckContext& context) {
  forEachInterface<weft_denoiser>(context, WEFT_DENOISER, [](const Made& made, const weft_denoiser& table) {
    const auto facts = factsOf(made, table);
    if (!facts) return;
    weft_coefficients at{NAN, NAN, NAN, NAN};
    made.tell("coefficients()");
    const auto told =
        callChecked("coefficients()", [&] { return table.coefficients(made.object().self, facts->middle, &at); });
    if (!told) return made.fail("coefficients() fails: " + told.error().message);
    if (!std::isfinite(at.a) || !std::isfinite(at.b) || !std::isfinite(at.da) || !std::isfinite(at.db)) {
      made.fail("coefficients() gives numbers that are not finite at the time " + formatNumber(facts->middle));
    }
    const auto first = predictOnce(made, table, *facts, 5);
    if (!first) return;
    const auto second = predictOnce(made, table, *facts, 5);
    if (second && digestOf(*first) != digestOf(*second)) made.fail("two runs predict different x0 for the same x");
    std::mutex mutex;
    bool same = true;
    std::vector<std::thread> threads;
    threads.reserve(4);
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&] {
        const auto beside = predictOnce(made, table, *facts, 5);
        const std::lock_guard lock(mutex);
        same = same && beside && digestOf(*beside) == digestOf(*first);
      });
    }
    for (std::thread& thread : threads) thread.join();
    if (!same)
      made.fail("runs on several threads predict different x0 for the same x; runs share nothing that changes");
  });
}

void objectsAutoencoder(CheckContext& context) {
  forEachInterface<weft_autoencoder>(context, WEFT_AUTOENCODER, [](const Made& made, const weft_autoencoder& table) {
    weft_autoencoder_info info{};
    info.struct_size = sizeof(info);
    made.tell("describe()");
    const auto described = callChecked("describe()", [&] { return table.describe(made.object().self, &info); });
    if (!described) return made.fail("describe() fails: " + described.error().message);
    if (info.factor == 0 || info.channels == 0)
      return made.fail("describe() says a factor or a number of channels of 0");
    const int64_t cells = 4, factor = info.factor;
    auto image =
        makeSampleTensor({WEFT_TYPE_FLOAT, 32, 1}, {1, 3, cells * factor, (cells + 2) * factor}, false, {}, 3, "image");
    const auto latent = ask(made, "encode()", [&](const weft_value** out) {
      return table.encode(made.object().self, image->get(), nullptr, out);
    });
    const std::vector<int64_t> latentShape{1, int64_t{info.channels}, cells, cells + 2};
    if (latent && !hasShape(*latent, latentShape)) {
      return made.fail("encode() gives " + latent->describe() + " where its factor and channels say " +
                       shapeText(latentShape));
    }
    const Value given = latent ? *latent : sampleTensor(latentShape, 3);
    const auto decoded = ask(made, "decode()", [&](const weft_value** out) {
      return table.decode(made.object().self, given.get(), nullptr, out);
    });
    if (!decoded) return;
    const std::vector<int64_t> imageShape{1, 3, cells * factor, (cells + 2) * factor};
    if (!hasShape(*decoded, imageShape)) {
      return made.fail("decode() gives " + decoded->describe() + " where its factor says " + shapeText(imageShape));
    }
    if (const std::string wrong = outside(*decoded, 0, 1); !wrong.empty()) {
      made.fail("decode(): " + wrong + "; pictures are clamped to 0 to 1");
    }
  });
}

void objectsTextEncoder(CheckContext& context) {
  forEachInterface<weft_text_encoder>(context, WEFT_TEXT_ENCODER, [](const Made& made, const weft_text_encoder& table) {
    for (const std::string& text : {std::string("a red apple"), std::string(), std::string(size_t{1} << 14, 'w'),
                                    std::string("\xf0\x9f\x8d\x8e")}) {
      const auto encode = [&](const weft_value** out) { return table.encode(made.object().self, text.c_str(), out); };
      const auto first = ask(made, "encode()", encode);
      if (!first) continue;
      const auto* items = first->asRecord();
      if (!items || (items->count("states") == 0 && items->count("pooled") == 0)) {
        made.fail("encode() gives " + first->describe() + "; a conditioning is a record with \"states\" or \"pooled\"");
        continue;
      }
      const auto second = ask(made, "encode()", encode);
      if (second && digestOf(*first) != digestOf(*second)) made.fail("encode() gives something else the second time");
    }
  });
}

void objectsSolver(CheckContext& context) {
  forEachInterface<weft_solver>(context, WEFT_SOLVER, [](const Made& made, const weft_solver& table) {
    weft_solver_info info{};
    info.struct_size = sizeof(info);
    made.tell("describe()");
    const auto described = callChecked("describe()", [&] { return table.describe(made.object().self, &info); });
    if (!described) return made.fail("describe() fails: " + described.error().message);
    const Value denoiser = makeSampleDenoiser(4, 8, 8);
    const std::vector<int64_t> shape{1, 4, 8, 8};
    const weft_object& object = *denoiser.asObject();
    const auto* functions = static_cast<const weft_denoiser*>(object.get_interface(object.self, WEFT_DENOISER));
    const auto sampleOnce = [&]() -> std::optional<Value> {
      weft_denoiser_request wanted{};
      wanted.struct_size = sizeof(wanted);
      wanted.dimensions = 4;
      wanted.shape = shape.data();
      weft_denoiser_run model{};
      model.struct_size = sizeof(model);
      if (functions->begin(object.self, &wanted, &model) != WEFT_OK) return std::nullopt;
      const int64_t steps = 4;
      const Value sigmas = makeSampleSigmas(steps + 1, {}, "sigmas");
      const weft_solver_request request{sizeof(request), functions, object.self, &model, sigmas.get(), 7, 1};
      weft_solver_run run{};
      run.struct_size = sizeof(run);
      made.tell("begin()");
      std::optional<Value> x;
      if (callChecked("begin()", [&] { return table.begin(made.object().self, &request, &run); })) {
        x = sampleTensor(shape, 11);
        const auto time = [&](int64_t i) { return 1.0 - static_cast<double>(i) / steps; };
        for (int64_t i = 0; i < steps && x && run.step; ++i) {
          Value clean;
          auto next = ask(made, "step()", [&](const weft_value** out) {
            const weft_value* x0 = nullptr;
            const weft_status status =
                run.step(run.self, x->get(), time(i), time(i + 1), static_cast<uint64_t>(i), out, &x0);
            clean = Value::adopt(x0);
            return status;
          });
          if (next && !hasShape(*next, shape))
            made.fail("step() gives " + next->describe() + " for x " + shapeText(shape));
          x = next;
        }
        made.tell("end()");
        if (run.end) run.end(run.self);
        if (!run.end) made.fail("begin() answers WEFT_OK, and leaves end NULL");
      }
      model.end(model.self);
      return x;
    };
    const auto first = sampleOnce();
    if (!first) return;
    if (!outside(*first, -1e6, 1e6).empty()) made.fail("four steps end in numbers that are not finite, or beyond 1e6");
    const auto second = sampleOnce();
    if (second && digestOf(*first) != digestOf(*second)) made.fail("the same sampling ends otherwise the second time");
  });
}

void objectsResidency(CheckContext& context) {
  forEachInterface<weft_residency>(context, WEFT_RESIDENCY, [](const Made& made, const weft_residency& table) {
    constexpr weft_device_id cpu{WEFT_DEVICE_CPU, 0};
    void* self = made.object().self;
    made.tell("pin()");
    if (!callChecked("pin()", [&] { return table.pin(self, cpu); })) return;
    made.tell("drop() while it is pinned");
    if (callChecked("drop()", [&] { return table.drop(self); })) {
      made.fail("drop() succeeds while the object is pinned; it answers WEFT_ERROR_UNSUPPORTED then");
    }
    made.tell("unpin()");
    table.unpin(self, cpu);
    (void)callChecked("drop()", [&] { return table.drop(self); });
    (void)table.bytes(self, cpu);
  });
}

void objectsModule(CheckContext& context) {
  forEachInterface<weft_module>(context, WEFT_MODULE, [](const Made& made, const weft_module& table) {
    void* self = made.object().self;
    made.tell("parameter_name()");
    std::set<std::string> names;
    for (size_t i = 0; const char* name = table.parameter_name(self, i); ++i) names.insert(name);
    const auto state = ask(made, "get_state()", [&](const weft_value** out) { return table.get_state(self, out); });
    if (!state) return;
    const auto* items = state->asRecord();
    if (!items) return made.fail("get_state() gives " + state->describe() + ", and no record");
    for (const auto& [name, value] : *items) {
      if (names.count(name) == 0) made.fail("get_state() has " + inQuotes(name) + ", which parameter_name() does not");
    }
    (void)ask(made, "with_state()", [&](const weft_value** out) { return table.with_state(self, state->get(), out); });
  });
}

void objectsPatchable(CheckContext& context) {
  forEachInterface<weft_patchable>(context, WEFT_PATCHABLE, [](const Made& made, const weft_patchable& table) {
    void* self = made.object().self;
    made.tell("kind()");
    size_t count = 0;
    while (count < 100 && table.kind(self, count)) ++count;
    if (count == 0 || count == 100) made.fail("kind() lists " + std::to_string(count) + " kinds of patches");
    const Value empty = Value::record({});
    made.tell("patch()");
    const weft_value* out = nullptr;
    if (callChecked("patch()", [&] { return table.patch(self, "org.example.no-such-kind", empty.get(), &out); })) {
      made.fail("patch() takes a kind that kind() does not list");
    }
    Value::adopt(out);
  });
}

void objectsSequence(CheckContext& context) {
  forEachValue(context, Kind::Sequence, [](const Made& made) {
    const weft_sequence& sequence = *made.value.asSequence();
    const auto get = [&](int64_t index) -> std::optional<Value> {
      const weft_value* item = nullptr;
      if (!callChecked("get()", [&] { return sequence.get(sequence.self, index, &item); })) return std::nullopt;
      return Value::adopt(item);
    };
    made.tell("get(0)");
    const auto first = get(0), again = get(0);
    if (first && again && digestOf(*first) != digestOf(*again))
      made.fail("get(0) gives something else the second time");
    made.tell("get() behind the end");
    const int64_t end = sequence.length >= 0 ? sequence.length : int64_t{1} << 40;
    for (const int64_t index : {end, end + 1000, int64_t{-1}, INT64_MIN}) {
      if (get(index))
        made.fail("get(" + std::to_string(index) + ") gives an item; there is none: WEFT_ERROR_NOT_FOUND");
    }
    if (!first) return;
    made.tell("get() on several threads");
    std::atomic<bool> same{true};
    std::vector<std::thread> threads;
    threads.reserve(4);
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&] {
        const auto beside = get(0);
        if (!beside || digestOf(*beside) != digestOf(*first)) same = false;
      });
    }
    for (std::thread& thread : threads) thread.join();
    if (!same) made.fail("get() gives something else on several threads");
  });
}

}  // namespace weft::checks
