// Denoisers that are made from another one: guidance, or what changes its answers on the way.
#pragma once

#include <utility>

#include <weft/sdk/denoiser.h>

namespace weft {
inline namespace sdk {

// Of the same space and process as the one inside; a class that derives from it says what begin() does.
class WrappedDenoiser : public DenoiserObject {
 public:
  explicit WrappedDenoiser(DenoiserRef inner) : m_inner(std::move(inner)) {}
  void describe(weft_denoiser_info& info) const override { m_inner.describe(info); }
  weft_coefficients coefficients(double t) const override { return m_inner.coefficients(t); }

 protected:
  const DenoiserRef& inner() const { return m_inner; }

 private:
  DenoiserRef m_inner;
};

}  // namespace sdk
}  // namespace weft
