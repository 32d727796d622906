// Solvers: to call one (SolverRef, SolverRunRef), and to be one (SolverObject, SolverRunObject).
#pragma once

#include <memory>
#include <utility>

#include <weft/sdk/denoiser.h>

namespace weft {
inline namespace sdk {

struct SolverStep {
  Value x;   // x_s
  Value x0;  // the estimate made on the way, or empty
};

// One sampling with somebody's solver, from one thread at a time. Ends with the handle.
class SolverRunRef {
 public:
  SolverRunRef() = default;
  explicit SolverRunRef(const weft_solver_run& run) : m_run(run) {}
  SolverRunRef(SolverRunRef&& other) noexcept : m_run(std::exchange(other.m_run, {})) {}
  SolverRunRef& operator=(SolverRunRef&& other) noexcept {
    std::swap(m_run, other.m_run);
    return *this;
  }
  ~SolverRunRef() {
    if (m_run.end) m_run.end(m_run.self);
  }
  SolverStep step(const Value& x, double t, double s, uint64_t index) const {  // from time t to time s < t
    const weft_value* out = nullptr;
    const weft_value* x0 = nullptr;
    const weft_status status = m_run.step(m_run.self, x.get(), t, s, index, &out, &x0);
    SolverStep result;
    if (x0) result.x0 = Value::adopt(x0);
    detail::check(status);
    result.x = Value::adopt(out);
    return result;
  }
  Value integrate(const Value& x, double t, double s, const weft_progress* progress) const {
    if (!m_run.integrate) throw Failure("the solver is not adaptive", WEFT_ERROR_UNSUPPORTED);
    const weft_value* out = nullptr;
    detail::check(m_run.integrate(m_run.self, x.get(), t, s, progress, &out));
    return Value::adopt(out);
  }
  bool hasHistory() const { return m_run.get_history && m_run.set_history; }
  Value history() const {  // of a run that has one
    const weft_value* out = nullptr;
    detail::check(m_run.get_history(m_run.self, &out));
    return Value::adopt(out);
  }
  void setHistory(const Value& history) const { detail::check(m_run.set_history(m_run.self, history.get())); }

 private:
  weft_solver_run m_run{};
};

// Somebody's solver: immutable, may be asked from any thread.
class SolverRef : public InterfaceOf<weft_solver> {
 public:
  SolverRef() = default;
  explicit SolverRef(Value value) : InterfaceOf(std::move(value), WEFT_SOLVER) {}
  weft_solver_info info() const {
    weft_solver_info info{};
    info.struct_size = sizeof(info);
    detail::check(table()->describe(self(), &info));
    return info;
  }
  SolverRunRef begin(const weft_solver_request& request) const {
    weft_solver_run run{};
    run.struct_size = sizeof(run);
    detail::check(table()->begin(self(), &request, &run));
    return SolverRunRef(run);
  }
};
using Solver = As<"solver", SolverRef>;

// What a solver works on: the denoiser's process, and predictions of its run. Both outlive the solver's run.
class SolverContext {
 public:
  explicit SolverContext(const weft_solver_request& request) : m_request(request) {}
  weft_coefficients coefficients(double t) const {
    weft_coefficients out{};
    detail::check(m_request.denoiser->coefficients(m_request.denoiser_self, t, &out));
    return out;
  }
  Value predict(const Value& x, double t, uint32_t wanted = 0) const {
    return predictWith(*m_request.run, x, t, wanted);
  }
  Tensor sigmas() const { return Tensor(Value::borrow(m_request.sigmas)); }
  int64_t seed() const { return m_request.seed; }
  uint64_t noiseDrawn() const { return m_request.noise_drawn; }
  const weft_denoiser_run& run() const { return *m_request.run; }
  weft_denoiser_info info() const {
    weft_denoiser_info info{};
    info.struct_size = sizeof(info);
    detail::check(m_request.denoiser->describe(m_request.denoiser_self, &info));
    return info;
  }

 private:
  weft_solver_request m_request;
};

// One sampling with a solver of one's own: called from one thread at a time; may throw.
class SolverRunObject {
 public:
  virtual ~SolverRunObject() = default;
  virtual SolverStep step(const Value& x, double t, double s, uint64_t index) = 0;
  // For a solver whose steps build on earlier ones: all that they need of those, as a value; and going on from there.
  virtual bool hasHistory() const { return false; }
  virtual Value history() const { return Value::record({}); }
  virtual void setHistory(const Value& /*empty: a sampling begins*/) {}
  // For a solver that chooses its own steps (WEFT_SOLVER_ADAPTIVE): all the way from t to s < t. `progress`, which may
  // be NULL, is for report(), whose exception stops it.
  virtual bool isAdaptive() const { return false; }
  virtual Value integrate(const Value& /*x*/, double /*t*/, double /*s*/, const weft_progress* /*progress*/) {
    return {};
  }
};

// To be one: makeObject("solver", std::make_unique<Mine>()). Immutable: called from any thread, also from several at
// once.
class SolverObject : public Object {
 public:
  virtual void describe(weft_solver_info& info) const = 0;  // fills in all but struct_size
  // What the request points to outlives the run.
  virtual std::unique_ptr<SolverRunObject> begin(const weft_solver_request& request) = 0;

  const void* interface(const char* id) override { return std::strcmp(id, WEFT_SOLVER) == 0 ? &table : nullptr; }

 private:
  static SolverObject& of(void* self) { return *static_cast<SolverObject*>(static_cast<Object*>(self)); }
  static weft_status WEFT_CALL describeSelf(void* self, weft_solver_info* info) {
    return detail::guard([&] { of(self).describe(*info); });
  }
  static weft_status WEFT_CALL beginRun(void* self, const weft_solver_request* request, weft_solver_run* run) {
    return detail::guard([&] {
      run->self = of(self).begin(*request).release();
      run->step = [](void* object, const weft_value* x, double t, double s, uint64_t index, const weft_value** out,
                     const weft_value** x0) {
        return detail::guard([&] {
          SolverStep step = static_cast<SolverRunObject*>(object)->step(Value::borrow(x), t, s, index);
          *out = step.x.release();
          *x0 = step.x0.release();
        });
      };
      run->integrate = nullptr;
      if (static_cast<SolverRunObject*>(run->self)->isAdaptive())
        run->integrate = [](void* object, const weft_value* x, double t, double s, const weft_progress* progress,
                            const weft_value** out) {
          return detail::guard([&] {
            *out = static_cast<SolverRunObject*>(object)->integrate(Value::borrow(x), t, s, progress).release();
          });
        };
      run->end = [](void* object) { delete static_cast<SolverRunObject*>(object); };
      if (run->struct_size < sizeof(weft_solver_run)) return;
      run->get_history = nullptr;
      run->set_history = nullptr;
      if (!static_cast<SolverRunObject*>(run->self)->hasHistory()) return;
      run->get_history = [](void* object, const weft_value** history) {
        return detail::guard([&] { *history = static_cast<SolverRunObject*>(object)->history().release(); });
      };
      run->set_history = [](void* object, const weft_value* history) {
        return detail::guard([&] { static_cast<SolverRunObject*>(object)->setHistory(Value::borrow(history)); });
      };
    });
  }
  static constexpr weft_solver table{sizeof(weft_solver), &describeSelf, &beginRun};
};

}  // namespace sdk
}  // namespace weft
