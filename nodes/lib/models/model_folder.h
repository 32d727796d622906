// The parts of a model between its folder (model.json and safetensors files) and memory.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "models/diffusion_transformer.h"
#include "models/model_description.h"
#include "models/picture_autoencoder.h"
#include "models/word_encoder.h"
#include "text/vocabulary.h"
#include "weights/safetensors.h"

namespace weft::models {

// What a part's weights were read from; nullptr where they were not.
using WeightsFile = std::shared_ptr<const weights::SafetensorsFile>;

// An autoencoder, and what standardises its latents: (latent - mean) / deviation, of each channel over the training
// data.
struct AutoencoderPart {
  std::shared_ptr<PictureAutoencoder> model;
  at::Tensor mean, deviation;  // [1, channels, 1, 1]
  WeightsFile file = nullptr;
};
struct TextEncoderPart {
  std::shared_ptr<WordEncoder> model;
  std::shared_ptr<const text::Vocabulary> vocabulary;
  WeightsFile file = nullptr;
};
struct DenoiserPart {  // predicts the flow noise - sample, of a rectified flow
  std::shared_ptr<DiffusionTransformer> model;
  WeightsFile file = nullptr;
};

// The part with its weights in float32. The description must have the part. Errors are BadFile and name file and field
// or tensor.
Result<AutoencoderPart> loadAutoencoder(const ModelDescription& model);
Result<TextEncoderPart> loadTextEncoder(const ModelDescription& model);
Result<DenoiserPart> loadDenoiser(const ModelDescription& model);

// Makes FILE appear: `fill` writes to the path it is handed.
using FillFile = std::function<Result<void>(const std::filesystem::path& temporary)>;
using WriteFile = std::function<Result<void>(const std::string& file, const FillFile& fill)>;

// Writes the parts given, weights as bfloat16, and last the model.json that makes a model of them.
Result<void> writeModel(const std::string& name, const std::string& space, const AutoencoderPart* autoencoder,
                        const TextEncoderPart* textEncoder, const DenoiserPart* denoiser, const WriteFile& writeFile);

}  // namespace weft::models
