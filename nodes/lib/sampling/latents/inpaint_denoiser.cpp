#include "sampling/latents/inpaint_denoiser.h"

#include <algorithm>
#include <utility>

#include <weft/sdk/wrapped_denoiser.h>

#include "sampling/arithmetic.h"
#include "sampling/latents/latent_mask.h"

namespace weft::sampling {
namespace {

using InpaintingRef = std::shared_ptr<const Inpainting>;

class InpaintRun : public DenoiserRunObject {
 public:
  InpaintRun(const DenoiserRef& process, DenoiserRunRef inner, InpaintingRef inpainting)
      : m_process(process), m_inner(std::move(inner)), m_inpainting(std::move(inpainting)) {}

  Value predict(const Value& x, double t, uint32_t wanted) override {
    const auto shares = m_inpainting->sharesAt(t);
    const Value prediction = m_inner.predict(seen(x, t, shares), t, wanted);
    const auto blended = [&](const Value& x0) { return blend(shares, Tensor(x0), m_inpainting->latent); };
    std::vector<std::pair<std::string, Value>> items;
    for (const std::string& name : prediction.names()) {
      Value item = prediction.item(name);
      if (name == "x0" || name == "unconditional") item = blended(item);
      if (name == "branches") {
        std::vector<Value> branches = item.items();
        for (Value& branch : branches) branch = blended(branch);
        item = Value::list(branches);
      }
      items.emplace_back(name, std::move(item));
    }
    return Value::record(items);
  }

  bool hasGradient() const override { return m_inner.hasGradient(); }
  Value gradient(const Value& x, double t, const Value& cotangent) override {
    const auto shares = m_inpainting->sharesAt(t);
    const Tensor none = combine({{0, Tensor(cotangent)}});
    const Value inside = m_inner.gradient(seen(x, t, shares), t, blend(shares, Tensor(cotangent), none));
    return blend(shares, Tensor(inside), none);
  }

 private:
  Tensor seen(const Value& x, double t, const std::vector<double>& shares) const {
    return blend(shares, Tensor(x), m_inpainting->known(m_process.coefficients(t)));
  }

  const DenoiserRef& m_process;
  DenoiserRunRef m_inner;
  InpaintingRef m_inpainting;
};

class InpaintDenoiser : public WrappedDenoiser {
 public:
  InpaintDenoiser(const DenoiserRef& inner, InpaintingRef inpainting)
      : WrappedDenoiser(inner), m_inpainting(std::move(inpainting)) {}
  std::unique_ptr<DenoiserRunObject> begin(const weft_denoiser_request& request) override {
    if (!std::ranges::equal(m_inpainting->noise.shape(),
                            std::span(request.shape, static_cast<size_t>(request.dimensions))))
      throw Failure("the latent to keep has another shape than what is sampled", WEFT_ERROR_TYPE_MISMATCH);
    return std::make_unique<InpaintRun>(inner(), inner().begin(request), m_inpainting);
  }

 private:
  InpaintingRef m_inpainting;
};

}  // namespace

std::vector<double> Inpainting::sharesAt(double t) const {
  if (!differential) return shares;
  // The first of these times that is not above t, and how far t is on the way there.
  const auto next = std::ranges::lower_bound(times, t, std::greater<>());
  double done = double(next - times.begin());
  if (next == times.end())
    done = double(times.size() - 1);
  else if (next != times.begin() && *next != t)
    done -= (t - *next) / (*(next - 1) - *next);
  const double left = times.size() > 1 ? 1 - done / double(times.size() - 1) : 0;
  std::vector<double> now(shares.size());
  std::ranges::transform(shares, now.begin(), [&](double share) { return share > 0 && share >= left ? 1.0 : 0.0; });
  return now;
}

Tensor Inpainting::known(const weft_coefficients& c) const { return combine({{c.b, noise}, {c.a, latent}}); }

Tensor Inpainting::keep(const Tensor& x, const weft_coefficients& c) const {
  std::vector<double> drawn(shares.size());
  std::ranges::transform(shares, drawn.begin(), [](double share) { return share == 0 ? 0.0 : 1.0; });
  return blend(drawn, x, known(c));
}

Value inpaintDenoiser(const DenoiserRef& inner, InpaintingRef inpainting) {
  return makeObject("denoiser", std::make_unique<InpaintDenoiser>(inner, std::move(inpainting)));
}

}  // namespace weft::sampling
