#include <ATen/ATen.h>

#include <weft/sdk/autoencoder.h>

#include "compute_scope.h"
#include "model_objects.h"
#include "torch_bridge/tensors.h"
#include "torch_bridge/thread_scope.h"
#include "torch_bridge/torch_node.h"

namespace weft::io {
namespace {

class PicturesAndLatents : public Resident<AutoencoderObject> {
 public:
  PicturesAndLatents(models::AutoencoderPart part, std::string space, const Placement& where)
      : m_resident(makeResident(std::move(part), where.device)),
        m_mean(m_resident->part.mean.to(where.device)),
        m_deviation(m_resident->part.deviation.to(where.device)),
        m_residency(m_resident->weights),
        m_space(std::move(space)),
        m_where(where) {}

  void describe(weft_autoencoder_info& info) const override {
    info.factor = uint32_t(factor);
    info.channels = uint32_t(geometry().latentChannels);
    info.tile_overlap = uint32_t(geometry().decoderReach() * 3 / 2);  // measured: less than 1/255 is left of a seam
    info.latent_space = m_space.c_str();
  }

  Value encode(const Value& image, const weft_progress* progress) override {
    return compute(image, progress, [this](const at::Tensor& input) {
      if (input.size(1) != 3 || input.size(2) % factor != 0 || input.size(3) % factor != 0)
        throw Failure("the picture is " + torch_bridge::shapeText(input) +
                          "; wanted [N, 3, H, W] with H and W multiples of " + std::to_string(factor),
                      WEFT_ERROR_TYPE_MISMATCH);
      const auto mean = model().encode(input * 2 - 1).mean.to(at::kFloat);
      return (mean - m_mean) / m_deviation;
    });
  }

  Value decode(const Value& latent, const weft_progress* progress) override {
    return compute(latent, progress, [this](const at::Tensor& input) {
      if (input.size(1) != geometry().latentChannels)
        throw Failure("the latent is " + torch_bridge::shapeText(input) + "; wanted [N, " +
                          std::to_string(geometry().latentChannels) + ", H, W]",
                      WEFT_ERROR_TYPE_MISMATCH);
      const auto picture = model().decode(at::addcmul(m_mean, input, m_deviation));
      return ((picture.to(at::kFloat) + 1) * 0.5).clamp(0, 1);
    });
  }

  uint64_t bytes() const override { return m_residency.bytes(); }
  Residency& residency() override { return m_residency; }

 private:
  static constexpr int64_t factor = models::AutoencoderGeometry::factor;
  models::PictureAutoencoder& model() const { return *m_resident->part.model; }
  const models::AutoencoderGeometry& geometry() const { return model().geometry(); }

  // The answer lies where the question does.
  template <class Function>
  Value compute(const Value& value, const weft_progress* progress, Function&& function) const {
    report(progress, 0, 1);
    Value out;
    const uint32_t inScope = torch_bridge::threadsInScope();
    const uint32_t threads = inScope > 0 ? inScope : m_where.threads;
    torch_bridge::run(torch_bridge::threadsWorth(operationsFor(Tensor(value)), threads), [&] {
      const auto input = torch_bridge::toTorch(value, 4, "the input");
      const auto use = m_resident->use();
      const ComputeScope scope(m_where);
      out = torch_bridge::toValue(function(input.to(m_where.device, at::kFloat)).to(input.device()));
    });
    report(progress, 1, 1);
    return out;
  }

  // Most parameters are used at 2 x 2 places of a latent cell, which is 8 x 8 pixels.
  double operationsFor(const Tensor& input) const {
    if (input.rank() != 4 || input.size(1) < 1) return 0;
    const double places = double(input.elements()) / double(input.size(1));
    return operationsOf(*m_resident->weights, input.size(1) == 3 ? places / 16 : places * 4);
  }

  const std::shared_ptr<const ResidentPart<models::AutoencoderPart>> m_resident;
  const at::Tensor m_mean, m_deviation;
  WeightsResidency m_residency;
  std::string m_space;
  Placement m_where;
};

}  // namespace

std::unique_ptr<Object> makeAutoencoder(models::AutoencoderPart part, const std::string& space,
                                        const Placement& where) {
  return std::make_unique<PicturesAndLatents>(std::move(part), space, where);
}

}  // namespace weft::io
