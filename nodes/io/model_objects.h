// A model's parts as objects of the engine.
#pragma once

#include <c10/core/Device.h>

#include <cstdint>
#include <memory>
#include <string>

#include "models/model_folder.h"

#include <weft/sdk/object.h>

namespace weft::io {

// Where and how a model computes: as the node that loaded it was told.
struct Placement {
  at::Device device;
  weft_dtype dtype;  // lanes 0: float32
  uint32_t threads;  // for calls that do not bring a number of their own
};

// Of its parameters.
uint64_t bytesOf(const torch::nn::Module& module);
// Multiplications and additions, roughly, of a module whose every parameter is used at so many places.
double operationsOf(const torch::nn::Module& module, double places);

std::unique_ptr<Object> makeAutoencoder(models::AutoencoderPart part, const std::string& space, const Placement& where);
std::unique_ptr<Object> makeTextEncoder(std::shared_ptr<const models::TextEncoderPart> part, const Placement& where);
// `text` makes the denoiser's "without condition"; without it such a prediction is an error.
std::unique_ptr<Object> makeDenoiser(models::DenoiserPart part, std::shared_ptr<const models::TextEncoderPart> text,
                                     const std::string& space, const Placement& where);

}  // namespace weft::io
