#include "tiny_model.h"

#include <stdexcept>

#include "models/model_folder.h"
#include "nn/state.h"
#include "training/sampler.h"

namespace weft::test {
namespace {

void fill(torch::nn::Module& module, const char* stream) {
  at::NoGradGuard noGrad;
  auto generator = training::generatorFor(1, stream, 0);
  for (auto& [name, parameter] : nn::parametersOf(module)) parameter.normal_(0, 0.1, generator);
}

}  // namespace

void writeTinyModel(const std::filesystem::path& folder) {
  std::filesystem::create_directories(folder);
  models::AutoencoderGeometry small;
  small.latentChannels = 4;
  small.encoderMiddle = small.encoderDeep = small.decoderDeep = small.decoderMiddle = 8;
  models::AutoencoderPart autoencoder{std::make_shared<models::PictureAutoencoder>(small), at::full({1, 4, 1, 1}, 0.5),
                                      at::full({1, 4, 1, 1}, 2.0)};
  auto words = text::Vocabulary::create({"apple", "green", "red"});
  if (!words) throw std::runtime_error(words.error().message);
  models::WordEncoderGeometry text{words->size(), 5, 32, 1, 2, 32};
  models::TextEncoderPart textEncoder{std::make_shared<models::WordEncoder>(text),
                                      std::make_shared<const text::Vocabulary>(*words)};
  models::DiffusionTransformerGeometry transformer{4, 8, 1, 64, 2, 2, 64, 32};
  models::DenoiserPart denoiser{std::make_shared<models::DiffusionTransformer>(transformer)};
  fill(*autoencoder.model, "autoencoder");
  fill(*textEncoder.model, "text");
  fill(*denoiser.model, "denoiser");
  const auto write = [&](const std::string& file, const models::FillFile& fillFile) { return fillFile(folder / file); };
  if (auto done = models::writeModel("tiny", "tiny", &autoencoder, &textEncoder, &denoiser, write); !done)
    throw std::runtime_error(done.error().message);
}

}  // namespace weft::test
