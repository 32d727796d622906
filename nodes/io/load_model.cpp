#include "load_model.h"

#include <string>

#include "model_objects.h"
#include "models/model_folder.h"
#include "pack/require.h"
#include "torch_bridge/tensors.h"

namespace weft::io {
namespace {

// Stands at the output of a part that the model does not have; whoever asks it for anything learns what it is.
struct MissingPart : Object {
  const void* interface(const char*) override { return nullptr; }
};

}  // namespace

void LoadModel::process(Call& call) {
  const auto description = require(models::readModelDescription(std::string(call[model])));
  const Placement placement{torch_bridge::deviceOf(call.device()), call.dtype(), call.threads()};
  ResidentTextEncoder text;
  if (description.textEncoder) text = makeResident(require(models::loadTextEncoder(description)), at::kCPU);
  call.checkCancelled();

  call.set(textEncoder, text ? makeObject("text_encoder", makeTextEncoder(text, placement))
                             : makeObject("model without a text encoder", std::make_unique<MissingPart>()));
  if (description.autoencoder) {
    auto part = require(models::loadAutoencoder(description));
    call.set(autoencoder, makeObject("autoencoder", makeAutoencoder(std::move(part), description.space, placement)));
  } else {
    call.set(autoencoder, makeObject("model without an autoencoder", std::make_unique<MissingPart>()));
  }
  call.checkCancelled();
  if (description.denoiser) {
    auto part = require(models::loadDenoiser(description));
    call.set(denoiser, makeObject("denoiser", makeDenoiser(std::move(part), text, description.space, placement)));
  } else {
    call.set(denoiser, makeObject("model without a denoiser", std::make_unique<MissingPart>()));
  }
}

}  // namespace weft::io
