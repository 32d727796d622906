// A model's parts as objects of the engine.
#pragma once

#include <c10/core/Device.h>

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "models/model_folder.h"
#include "nn/resident_weights.h"
#include "pack/require.h"

#include <weft/sdk/residency.h>

namespace weft::io {

// Where and how a model computes: as the node that loaded it was told.
struct Placement {
  at::Device device;
  weft_dtype dtype;  // lanes 0: float32
  uint32_t threads;  // for calls that do not bring a number of their own
};

// A part of a model whose weights may leave memory while it is not used: compute only while holding use().
template <class Part>
struct ResidentPart {
  Part part;
  std::shared_ptr<nn::ResidentWeights> weights;

  nn::ResidentWeights::Use use() const { return require(weights->use()); }
};
template <class Part>
std::shared_ptr<const ResidentPart<Part>> makeResident(Part part, at::Device home) {
  auto weights = std::make_shared<nn::ResidentWeights>(*part.model, part.file, home);
  return std::make_shared<const ResidentPart<Part>>(ResidentPart<Part>{std::move(part), std::move(weights)});
}
using ResidentTextEncoder = std::shared_ptr<const ResidentPart<models::TextEncoderPart>>;

// weft.residency for the object that such a part is handed out as. `helper`: of another part that it uses at times, and
// which may have no other object any more; it moves out as well.
class WeightsResidency final : public Residency {
 public:
  explicit WeightsResidency(std::shared_ptr<nn::ResidentWeights> weights,
                            std::shared_ptr<nn::ResidentWeights> helper = nullptr)
      : m_weights(std::move(weights)), m_helper(std::move(helper)) {}
  uint64_t bytes(weft_device_id device) const override;
  void pin(weft_device_id device) override;
  void unpin(weft_device_id device) override;
  void move(weft_device_id from, weft_device_id to) override;
  void drop() override;

  uint64_t bytes() const;  // of its own part, in memory, wherever

 private:
  const std::shared_ptr<nn::ResidentWeights> m_weights, m_helper;
  std::mutex m_mutex;
  std::vector<nn::ResidentWeights::Use> m_pins;
};

// Multiplications and additions, roughly, of a module whose every parameter is used at so many places.
double operationsOf(const nn::ResidentWeights& weights, double places);

std::unique_ptr<Object> makeAutoencoder(models::AutoencoderPart part, const std::string& space, const Placement& where);
std::unique_ptr<Object> makeTextEncoder(ResidentTextEncoder part, const Placement& where);
// `text` makes the denoiser's "without condition"; without it such a prediction is an error.
std::unique_ptr<Object> makeDenoiser(models::DenoiserPart part, ResidentTextEncoder text, const std::string& space,
                                     const Placement& where);

}  // namespace weft::io
