// Denoisers: to call one (DenoiserRef, DenoiserRunRef), and to be one (DenoiserObject, DenoiserRunObject).
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <weft/sdk/declare.h>
#include <weft/sdk/object.h>

namespace weft {
inline namespace sdk {

// A record with "x0" and what was wanted (WEFT_WANT_…), from a run that somebody else ends: a solver's.
inline Value predictWith(const weft_denoiser_run& run, const Value& x, double t, uint32_t wanted = 0) {
  const weft_value* out = nullptr;
  detail::check(run.predict(run.self, x.get(), t, wanted, &out));
  return Value::adopt(out);
}

// One sampling with somebody's denoiser. Ends with the handle.
class DenoiserRunRef {
 public:
  DenoiserRunRef() = default;
  explicit DenoiserRunRef(const weft_denoiser_run& run) : m_run(run) {}
  DenoiserRunRef(DenoiserRunRef&& other) noexcept : m_run(std::exchange(other.m_run, {})) {}
  DenoiserRunRef& operator=(DenoiserRunRef&& other) noexcept {
    std::swap(m_run, other.m_run);
    return *this;
  }
  ~DenoiserRunRef() {
    if (m_run.end) m_run.end(m_run.self);
  }
  Value predict(const Value& x, double t, uint32_t wanted = 0) const { return predictWith(m_run, x, t, wanted); }
  bool hasGradient() const { return m_run.gradient != nullptr; }
  Value gradient(const Value& x, double t, const Value& cotangent) const {  // of a run that has one
    if (!hasGradient()) throw Failure("the denoiser has no gradient", WEFT_ERROR_UNSUPPORTED);
    const weft_value* out = nullptr;
    detail::check(m_run.gradient(m_run.self, x.get(), t, cotangent.get(), &out));
    return Value::adopt(out);
  }
  const weft_denoiser_run& get() const { return m_run; }

 private:
  weft_denoiser_run m_run{};
};

// Somebody's denoiser: immutable, may be asked from any thread.
class DenoiserRef : public InterfaceOf<weft_denoiser> {
 public:
  DenoiserRef() = default;
  explicit DenoiserRef(Value value) : InterfaceOf(std::move(value), WEFT_DENOISER) {}
  weft_denoiser_info info() const {
    weft_denoiser_info info{};
    info.struct_size = sizeof(info);
    describe(info);
    return info;
  }
  void describe(weft_denoiser_info& info) const { detail::check(table()->describe(self(), &info)); }
  weft_coefficients coefficients(double t) const {  // of x_t = a x + b z, and their derivatives
    weft_coefficients out{};
    detail::check(table()->coefficients(self(), t, &out));
    return out;
  }
  // Begins one sampling; this handle, or the value, must outlive it.
  DenoiserRunRef begin(const weft_denoiser_request& request) const {
    weft_denoiser_run run{};
    run.struct_size = sizeof(run);
    detail::check(table()->begin(self(), &request, &run));
    return DenoiserRunRef(run);
  }
};
using Denoiser = As<"denoiser<$space>[C, H, W]", DenoiserRef>;  // of latents [N, C, H, W]

// One sampling with a denoiser of one's own: called from one thread at a time; may throw.
class DenoiserRunObject {
 public:
  virtual ~DenoiserRunObject() = default;
  // A record with "x0", of x's shape and type, and what was wanted (WEFT_WANT_…).
  virtual Value predict(const Value& x, double t, uint32_t wanted) = 0;
  // For a denoiser that can tell it: the vector-Jacobian product of x0 in x, for the first conditioning.
  virtual bool hasGradient() const { return false; }
  virtual Value gradient(const Value& /*x*/, double /*t*/, const Value& /*cotangent*/) { return {}; }
};

// To be one: makeObject("denoiser", std::make_unique<Mine>()). Immutable: called from any thread, also from several at
// once; may throw. A run does not outlive its denoiser; what the request points to is there for begin() alone.
class DenoiserObject : public Object {
 public:
  virtual void describe(weft_denoiser_info& info) const = 0;  // fills in all but struct_size
  virtual weft_coefficients coefficients(double t) const = 0;
  virtual std::unique_ptr<DenoiserRunObject> begin(const weft_denoiser_request& request) = 0;

  const void* interface(const char* id) override { return std::strcmp(id, WEFT_DENOISER) == 0 ? &table : nullptr; }

 private:
  static DenoiserObject& of(void* self) { return *static_cast<DenoiserObject*>(static_cast<Object*>(self)); }
  static weft_status WEFT_CALL describeSelf(void* self, weft_denoiser_info* info) {
    return detail::guard([&] { of(self).describe(*info); });
  }
  static weft_status WEFT_CALL coefficientsOf(void* self, double t, weft_coefficients* out) {
    return detail::guard([&] { *out = of(self).coefficients(t); });
  }
  static weft_status WEFT_CALL beginRun(void* self, const weft_denoiser_request* request, weft_denoiser_run* run) {
    return detail::guard([&] {
      run->self = of(self).begin(*request).release();
      run->predict = [](void* object, const weft_value* x, double t, uint32_t wanted, const weft_value** out) {
        return detail::guard(
            [&] { *out = static_cast<DenoiserRunObject*>(object)->predict(Value::borrow(x), t, wanted).release(); });
      };
      run->gradient = nullptr;
      if (static_cast<DenoiserRunObject*>(run->self)->hasGradient())
        run->gradient = [](void* object, const weft_value* x, double t, const weft_value* cotangent,
                           const weft_value** out) {
          return detail::guard([&] {
            *out = static_cast<DenoiserRunObject*>(object)
                       ->gradient(Value::borrow(x), t, Value::borrow(cotangent))
                       .release();
          });
        };
      run->end = [](void* object) { delete static_cast<DenoiserRunObject*>(object); };
    });
  }
  static constexpr weft_denoiser table{sizeof(weft_denoiser), &describeSelf, &coefficientsOf, &beginRun};
};

}  // namespace sdk
}  // namespace weft
