// Listens to a denoiser's run: what it last took to be under the noise. So a solver that goes its own way (integrate())
// has something to show, without a word in its interface.
#pragma once

#include <weft/sdk/denoiser.h>

namespace weft::sampling {

// Stays where it is; `inner` outlives it. One thread at a time.
class EstimateTap {
 public:
  explicit EstimateTap(const weft_denoiser_run& inner) : m_inner(inner), m_run(inner) {
    m_run.self = this;
    m_run.end = nullptr;
    m_run.predict = [](void* self, const weft_value* x, double t, uint32_t wanted, const weft_value** prediction) {
      return weft::detail::guard([&] {
        auto& tap = *static_cast<EstimateTap*>(self);
        Value answer = predictWith(tap.m_inner, Value::borrow(x), t, wanted);
        tap.m_last = answer.item("x0");
        *prediction = answer.release();
      });
    };
    if (!inner.gradient) return;
    m_run.gradient = [](void* self, const weft_value* x, double t, const weft_value* cotangent,
                        const weft_value** out) {
      const weft_denoiser_run& inner = static_cast<EstimateTap*>(self)->m_inner;
      return inner.gradient(inner.self, x, t, cotangent, out);
    };
  }
  EstimateTap(const EstimateTap&) = delete;
  EstimateTap& operator=(const EstimateTap&) = delete;

  const weft_denoiser_run& run() const { return m_run; }
  const Value& last() const { return m_last; }  // x0; empty before the first prediction

 private:
  const weft_denoiser_run& m_inner;
  weft_denoiser_run m_run;
  Value m_last;
};

}  // namespace weft::sampling
