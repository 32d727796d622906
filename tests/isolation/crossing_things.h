// Objects with Weft's interfaces, as small as they can be, and callers of them.
#pragma once

#include <atomic>
#include <functional>
#include <initializer_list>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include <weft/abi/interface/autoencoder.h>
#include <weft/abi/interface/denoiser.h>
#include <weft/abi/interface/module.h>
#include <weft/abi/interface/patchable.h>
#include <weft/abi/interface/solver.h>
#include <weft/abi/interface/text_encoder.h>
#include <weft/value/foreign_call.h>
#include <weft/value/make_tensor.h>
#include <weft/value/value.h>

namespace weft::test {

// Element by element, of tensors of float32.
inline Value mapped(const Value& x, const std::function<float(float, size_t)>& f) {
  const weft_tensor& from = *x.asTensor();
  auto made = makeTensor(from.dtype, {from.shape, static_cast<size_t>(from.dimensions)});
  const auto* in = static_cast<const float*>(from.data);
  auto* out = static_cast<float*>((*made)->tensor.data);
  size_t count = 1;
  for (int32_t i = 0; i < from.dimensions; ++i) count *= static_cast<size_t>(from.shape[i]);
  for (size_t i = 0; i < count; ++i) out[i] = f(in[i], i);
  return *Value::tensor(*made);
}
inline Value scaled(const Value& x, float factor) {
  return mapped(x, [factor](float value, size_t) { return value * factor; });
}

inline weft_status failing(weft_status status, const char* message) {
  setThreadError(message);
  return status;
}

// An object that answers those of the interfaces that it was made with.
class Thing {
 public:
  static constexpr uint64_t size = 12345;
  inline static std::atomic<int> alive{0}, described{0};

  Thing(std::string type, std::set<std::string> ids) : m_type(std::move(type)), m_ids(std::move(ids)) { ++alive; }
  ~Thing() { --alive; }

  Value value() {
    return *Value::object({sizeof(weft_object), m_type.c_str(), this, interface,
                           [](void* self) { delete static_cast<Thing*>(self); }, [](void*) { return size; }});
  }

 private:
  static Thing& of(void* self) { return *static_cast<Thing*>(self); }

  static const void* interface(void* self, const char* id) {
    static const weft_text_encoder textEncoder{sizeof(weft_text_encoder), encodeText};
    static const weft_autoencoder autoencoder{sizeof(weft_autoencoder), describeAutoencoder, encode, decode};
    static const weft_denoiser denoiser{sizeof(weft_denoiser), describeDenoiser, coefficients, beginDenoiser};
    static const weft_solver solver{sizeof(weft_solver), describeSolver, beginSolver};
    static const weft_patchable patchable{sizeof(weft_patchable), kind, patch};
    static const weft_module module{sizeof(weft_module), parameterName, getState, withState};
    const std::string wanted = id;
    if (!of(self).m_ids.contains(wanted)) return nullptr;
    if (wanted == WEFT_TEXT_ENCODER) return &textEncoder;
    if (wanted == WEFT_AUTOENCODER) return &autoencoder;
    if (wanted == WEFT_DENOISER) return &denoiser;
    if (wanted == WEFT_SOLVER) return &solver;
    if (wanted == WEFT_PATCHABLE) return &patchable;
    if (wanted == WEFT_MODULE) return &module;
    return &of(self).m_type;  // something of its own
  }

  static weft_status encodeText(void*, const char* text, const weft_value** out) {
    if (!*text) return failing(WEFT_ERROR_INVALID_ARGUMENT, "an empty text");
    if (std::string(text) == "throw") throw std::runtime_error("it threw");
    *out = Value::record({{"text", Value::string(text)}}).release();
    return WEFT_OK;
  }

  static weft_status describeAutoencoder(void*, weft_autoencoder_info* info) {
    ++described;
    info->factor = 8;
    info->channels = 16;
    info->tile_overlap = 3;
    info->latent_space = "emoji";
    return WEFT_OK;
  }
  static weft_status encode(void*, const weft_value* image, const weft_progress*, const weft_value** out) {
    *out = scaled(Value::borrow(image), 0.5f).release();
    return WEFT_OK;
  }
  static weft_status decode(void*, const weft_value* latent, const weft_progress* progress, const weft_value** out) {
    for (uint64_t step = 1; progress && step <= 3; ++step) {
      if (const weft_status status = progress->report(progress->user, step, 3); status < 0) return status;
    }
    *out = scaled(Value::borrow(latent), 2).release();
    return WEFT_OK;
  }

  static weft_status describeDenoiser(void*, weft_denoiser_info* info) {
    const uint32_t given = info->struct_size;
    static const double steps[] = {0.125, 0.5, 1};
    *info = {given, WEFT_PREDICTS_FLOW, WEFT_PROCESS_RECTIFIED_FLOW, 16, 8, 9, 0.125, 1, "emoji", steps, 3};
    return WEFT_OK;
  }
  static weft_status coefficients(void*, double t, weft_coefficients* out) {
    *out = {1 - t, t, -1, 1};
    return WEFT_OK;
  }
  static weft_status beginDenoiser(void*, const weft_denoiser_request* request, weft_denoiser_run* run) {
    std::string text = "shape";
    for (int32_t i = 0; i < request->dimensions; ++i) text += ' ' + std::to_string(request->shape[i]);
    text += request->sigmas ? ", sigmas" : ", no sigmas";
    for (size_t i = 0; i < request->conditioning_count; ++i) {
      text += ", " + Value::borrow(request->conditionings[i]).describe();
    }
    text += ", device " + std::to_string(request->device.type) + ", threads " + std::to_string(request->threads);
    struct Run {
      std::string text;
      size_t conditionings;
    };
    run->self = new Run{std::move(text), std::max<size_t>(request->conditioning_count, 1)};
    run->predict = [](void* self, const weft_value* x, double t, uint32_t wanted, const weft_value** out) {
      std::map<std::string, Value, std::less<>> answer;
      answer["x0"] = scaled(Value::borrow(x), static_cast<float>(1 - t / 2));
      if (wanted & WEFT_WANT_STATES) answer["states"] = Value::string(static_cast<Run*>(self)->text);
      std::vector<Value> branches;  // each conditioning adds a little
      for (size_t i = 0; i < static_cast<Run*>(self)->conditionings; ++i) {
        branches.push_back(mapped(
            answer["x0"], [i](float value, size_t at) { return value + 0.01f * static_cast<float>(i * (at % 7)); }));
      }
      if (wanted & WEFT_WANT_BRANCHES) answer["branches"] = Value::list(std::move(branches));
      *out = Value::record(std::move(answer)).release();
      return weft_status{WEFT_OK};
    };
    run->gradient = [](void*, const weft_value*, double t, const weft_value* cotangent, const weft_value** out) {
      *out = scaled(Value::borrow(cotangent), static_cast<float>(1 - t / 2)).release();
      return weft_status{WEFT_OK};
    };
    run->end = [](void* self) { delete static_cast<Run*>(self); };
    return WEFT_OK;
  }

  static weft_status describeSolver(void* self, weft_solver_info* info) {
    info->order = 2;
    info->evaluations = 1;
    info->flags = of(self).m_type == "adaptive" ? WEFT_SOLVER_ADAPTIVE : 0;
    return WEFT_OK;
  }
  // The slope of this step and a tenth of the one before: there is a history.
  struct SolverRun {
    weft_solver_request request;
    Value last;
  };
  static weft_status step(void* self, const weft_value* x, double t, double s, uint64_t, const weft_value** out,
                          const weft_value** x0) {
    auto& run = *static_cast<SolverRun*>(self);
    const weft_solver_request& request = run.request;
    weft_coefficients at{};
    if (const weft_status status = request.denoiser->coefficients(request.denoiser_self, t, &at); status < 0)
      return status;
    const weft_value* prediction = nullptr;
    if (const weft_status status = request.run->predict(request.run->self, x, t, 0, &prediction); status < 0)
      return status;
    const Value answer = Value::adopt(prediction);
    const Value clean = answer.asRecord()->at("x0");
    const auto* estimate = static_cast<const float*>(clean.asTensor()->data);
    const auto* before = run.last ? static_cast<const float*>(run.last.asTensor()->data) : nullptr;
    *out = mapped(Value::borrow(x), [&](float value, size_t i) {
             const double slope = (value - at.a * estimate[i]) + (before ? 0.1 * before[i] : 0) +
                                  0.01 * static_cast<double>(request.seed) * static_cast<double>(request.noise_drawn);
             return static_cast<float>(value + (s - t) * slope);
           }).release();
    run.last = clean;
    *x0 = Value(clean).release();
    return WEFT_OK;
  }
  static weft_status beginSolver(void* self, const weft_solver_request* request, weft_solver_run* out) {
    out->self = new SolverRun{*request, {}};
    out->step = step;
    out->integrate = nullptr;
    out->end = [](void* run) { delete static_cast<SolverRun*>(run); };
    out->get_history = [](void* run, const weft_value** history) {
      *history = Value::list({static_cast<SolverRun*>(run)->last}).release();
      return weft_status{WEFT_OK};
    };
    out->set_history = [](void* run, const weft_value* history) {
      static_cast<SolverRun*>(run)->last = history ? Value::borrow(history).asList()->at(0) : Value();
      return weft_status{WEFT_OK};
    };
    if (of(self).m_type != "adaptive") return WEFT_OK;
    out->integrate = [](void* run, const weft_value* x, double t, double s, const weft_progress* progress,
                        const weft_value** last) {
      Value at = Value::borrow(x);
      for (int i = 0; i < 3; ++i) {
        const weft_value *next = nullptr, *x0 = nullptr;
        const double from = t + (s - t) * i / 3, to = t + (s - t) * (i + 1) / 3;
        if (const weft_status status = step(run, at.get(), from, to, 0, &next, &x0); status < 0) return status;
        at = Value::adopt(next);
        (void)Value::adopt(x0);
        if (progress) progress->report(progress->user, static_cast<uint64_t>(i), 3);
      }
      *last = at.release();
      return weft_status{WEFT_OK};
    };
    return WEFT_OK;
  }

  static const char* kind(void*, size_t index) {
    static const char* const kinds[] = {"lora", "skipped-layers", nullptr};
    return kinds[std::min<size_t>(index, 2)];
  }
  static weft_status patch(void* self, const char* kind, const weft_value*, const weft_value** object) {
    *object = (new Thing(of(self).m_type + "+" + kind, of(self).m_ids))->value().release();
    return WEFT_OK;
  }
  static const char* parameterName(void*, size_t index) { return index == 0 ? "weight" : nullptr; }
  static weft_status getState(void*, const weft_value** record) {
    const int64_t shape[] = {2};
    auto made = makeTensor({WEFT_TYPE_FLOAT, 32, 1}, shape);
    static_cast<float*>((*made)->tensor.data)[0] = 4;
    static_cast<float*>((*made)->tensor.data)[1] = 5;
    *record = Value::record({{"weight", *Value::tensor(*made)}}).release();
    return WEFT_OK;
  }
  static weft_status withState(void* self, const weft_value*, const weft_value** object) {
    *object = (new Thing(of(self).m_type, of(self).m_ids))->value().release();
    return WEFT_OK;
  }

  const std::string m_type;
  const std::set<std::string> m_ids;
};

inline Value makeThing(const std::string& type, std::initializer_list<const char*> ids) {
  return (new Thing(type, {ids.begin(), ids.end()}))->value();
}

template <typename Table>
const Table* interfaceOf(const Value& value, const char* id) {
  const weft_object& object = *value.asObject();
  return static_cast<const Table*>(object.get_interface(object.self, id));
}
inline void* selfOf(const Value& value) { return value.asObject()->self; }

// A denoiser that makes half as much again of what another one says.
inline Value makeGuided(const Value& inner) {
  struct Guided {
    Value inner;
    static weft_status describe(void* self, weft_denoiser_info* info) {
      const Value& inner = static_cast<Guided*>(self)->inner;
      return interfaceOf<weft_denoiser>(inner, WEFT_DENOISER)->describe(selfOf(inner), info);
    }
    static weft_status coefficients(void* self, double t, weft_coefficients* out) {
      const Value& inner = static_cast<Guided*>(self)->inner;
      return interfaceOf<weft_denoiser>(inner, WEFT_DENOISER)->coefficients(selfOf(inner), t, out);
    }
    static weft_status begin(void* self, const weft_denoiser_request* request, weft_denoiser_run* run) {
      const Value& inner = static_cast<Guided*>(self)->inner;
      auto* wrapped = new weft_denoiser_run{};
      wrapped->struct_size = sizeof(weft_denoiser_run);
      const weft_status status =
          interfaceOf<weft_denoiser>(inner, WEFT_DENOISER)->begin(selfOf(inner), request, wrapped);
      if (status < 0) {
        delete wrapped;
        return status;
      }
      run->self = wrapped;
      run->gradient = nullptr;
      run->predict = [](void* it, const weft_value* x, double t, uint32_t wanted, const weft_value** out) {
        const auto& of = *static_cast<weft_denoiser_run*>(it);
        const weft_value* plain = nullptr;
        if (const weft_status failed = of.predict(of.self, x, t, wanted, &plain); failed < 0) return failed;
        const Value answer = Value::adopt(plain);
        *out = Value::record({{"x0", scaled(answer.asRecord()->at("x0"), 1.5f)}}).release();
        return weft_status{WEFT_OK};
      };
      run->end = [](void* it) {
        auto* of = static_cast<weft_denoiser_run*>(it);
        of->end(of->self);
        delete of;
      };
      return WEFT_OK;
    }
  };
  static const weft_denoiser table{sizeof(weft_denoiser), Guided::describe, Guided::coefficients, Guided::begin};
  return *Value::object(
      {sizeof(weft_object), "denoiser", new Guided{inner},
       [](void*, const char* id) -> const void* { return std::string(id) == WEFT_DENOISER ? &table : nullptr; },
       [](void* self) { delete static_cast<Guided*>(self); }, nullptr});
}

// A denoiser's run.
class Sampling {
 public:
  explicit Sampling(const Value& denoiser) : m_denoiser(denoiser) {
    m_run.struct_size = sizeof(m_run);
    const int64_t shape[] = {1, 16, 8, 8};
    const Value sigmas = Value::list({}), text = Value::record({{"text", Value::string("a cat")}});
    const weft_value* conditionings[] = {text.get(), nullptr};
    const weft_denoiser_request request{sizeof(request),      4, shape, sigmas.get(), conditionings, 2,
                                        {WEFT_DEVICE_CPU, 0}, 3};
    m_ok = table()->begin(selfOf(m_denoiser), &request, &m_run) == WEFT_OK;
  }
  ~Sampling() {
    if (m_ok) m_run.end(m_run.self);
  }
  Sampling(const Sampling&) = delete;
  Sampling& operator=(const Sampling&) = delete;

  bool ok() const { return m_ok; }
  const weft_denoiser_run& run() const { return m_run; }
  const weft_denoiser* table() const { return interfaceOf<weft_denoiser>(m_denoiser, WEFT_DENOISER); }
  void* self() const { return selfOf(m_denoiser); }
  weft_denoiser_info info() const {
    weft_denoiser_info info{};
    info.struct_size = sizeof(info);
    (void)table()->describe(self(), &info);
    return info;
  }
  weft_coefficients coefficients(double t) const {
    weft_coefficients out{};
    (void)table()->coefficients(self(), t, &out);
    return out;
  }
  Value predict(const Value& x, double t, uint32_t wanted = 0) const {
    const weft_value* out = nullptr;
    (void)m_run.predict(m_run.self, x.get(), t, wanted, &out);
    return Value::adopt(out);
  }
  Value gradient(const Value& x, double t, const Value& cotangent) const {
    const weft_value* out = nullptr;
    (void)m_run.gradient(m_run.self, x.get(), t, cotangent.get(), &out);
    return Value::adopt(out);
  }
  std::string requestText() const {
    const Value answer = predict(*Value::tensor(*makeTensor({WEFT_TYPE_FLOAT, 32, 1}, {})), 0.5, WEFT_WANT_STATES);
    return *answer.asRecord()->at("states").asString();
  }

 private:
  const Value m_denoiser;
  weft_denoiser_run m_run{};
  bool m_ok = false;
};

// A solver's run with a denoiser's.
class Solving {
 public:
  Solving(const Value& solver, const Value& denoiser) : m_solver(solver), m_sampling(denoiser) {
    m_run.struct_size = sizeof(m_run);
    const weft_solver_request request{
        sizeof(request), m_sampling.table(), m_sampling.self(), &m_sampling.run(), m_sigmas.get(), 7, 3};
    const auto* table = interfaceOf<weft_solver>(m_solver, WEFT_SOLVER);
    m_ok = m_sampling.ok() && table->begin(selfOf(m_solver), &request, &m_run) == WEFT_OK;
  }
  ~Solving() {
    if (m_ok) m_run.end(m_run.self);
  }
  Solving(const Solving&) = delete;
  Solving& operator=(const Solving&) = delete;

  bool ok() const { return m_ok; }
  const weft_solver_run& run() const { return m_run; }
  Value step(const Value& x, double t, double s, uint64_t index) {
    const weft_value *out = nullptr, *x0 = nullptr;
    (void)m_run.step(m_run.self, x.get(), t, s, index, &out, &x0);
    (void)Value::adopt(x0);
    return Value::adopt(out);
  }
  Value history() {
    const weft_value* out = nullptr;
    (void)m_run.get_history(m_run.self, &out);
    return Value::adopt(out);
  }
  void setHistory(const Value& history) { (void)m_run.set_history(m_run.self, history.get()); }

 private:
  const Value m_solver;
  const Sampling m_sampling;
  const Value m_sigmas = Value::list({});
  weft_solver_run m_run{};
  bool m_ok = false;
};

// x at the end of a sampling; nothing: it failed.
inline Value solve(const Value& solver, const Value& denoiser, const Value& x) {
  Solving solving(solver, denoiser);
  if (!solving.ok()) return {};
  if (const weft_solver_run& run = solving.run(); run.integrate) {
    int reports = 0;
    const weft_progress progress{sizeof(weft_progress), &reports, [](void* count, uint64_t, uint64_t) -> weft_status {
                                   ++*static_cast<int*>(count);
                                   return WEFT_OK;
                                 }};
    const weft_value* out = nullptr;
    const weft_status status = run.integrate(run.self, x.get(), 1, 0, &progress, &out);
    return status == WEFT_OK && reports == 3 ? Value::adopt(out) : Value();
  }
  Value at = x;
  for (int i = 0; i < 4 && at; ++i) at = solving.step(at, 1 - i / 4.0, 0.75 - i / 4.0, static_cast<uint64_t>(i));
  return at;
}

}  // namespace weft::test
