#include "train_autoencoder.h"

#include <ATen/ATen.h>

#include <vector>

#include "dataset_value.h"
#include "looks.h"
#include "pack/require.h"
#include "training/autoencoder_trainer.h"
#include "training/evaluate_emoji.h"
#include "training_session.h"

namespace weft::training::node {
namespace {

constexpr int64_t picturesAtOnce = 64;

at::Tensor encodeAll(Call& call, const models::PictureAutoencoder& model, const at::Tensor& pictures) {
  std::vector<at::Tensor> parts;
  for (int64_t i = 0; i < pictures.size(0); i += picturesAtOnce) {
    call.progress(uint64_t(i), uint64_t(pictures.size(0)), "encoding");
    parts.push_back(encodeMeans(model, pictures.slice(0, i, i + picturesAtOnce)));
  }
  return at::cat(parts);
}

// The mean over the pictures, in dB.
double psnrOf(Call& call, const models::PictureAutoencoder& model, const at::Tensor& pictures,
              const at::Tensor& latents) {
  double sum = 0;
  for (int64_t i = 0; i < pictures.size(0); i += picturesAtOnce) {
    call.progress(uint64_t(i), uint64_t(pictures.size(0)), "measuring");
    const auto decoded = model.decode(latents.slice(0, i, i + picturesAtOnce)).add(1).mul(0.5).clamp(0, 1);
    const auto part = pictures.slice(0, i, i + picturesAtOnce);
    sum += peakSignalToNoise(part.to(at::kFloat) / 255, decoded).mean * double(part.size(0));
  }
  return sum / double(pictures.size(0));
}

}  // namespace

void TrainAutoencoder::process(Call& call) {
  const auto data = datasetOf(call[dataset]);
  const auto all = picturesOf(data);
  const auto trained = all.index_select(0, at::tensor(data.trained));

  TrainingSettings settings;
  settings.steps = call[steps];
  settings.batch = call[batch];
  settings.learningRate = call[rate];
  settings.warmUp = 200;
  settings.decay = call[decay];
  settings.weightDecay = 1e-3;
  settings.averaging = 0.998;
  settings.seed = uint64_t(call[seed]);
  settings.checkpointSteps = call[checkpoint];
  AutoencoderLoss loss;
  loss.divergence = call[divergence];
  models::AutoencoderGeometry geometry;
  geometry.latentChannels = call[channels];

  const auto model = std::make_shared<models::PictureAutoencoder>(geometry);
  AutoencoderTrainer trainer(model, trained, settings, loss);
  TrainingSession session(call, std::string(call[name]), std::string(call[resume]), trainer.run());
  session.everySteps(call[look], [&] {
    const auto shown = all.index_select(0, shownExamples(all.size(0)));
    session.savePng("-samples", besideEachOther(shown.to(at::kFloat) / 255, reconstruct(*model, shown)));
  });
  session.run([&](const TrainingHooks& hooks) { return trainer.train(hooks); });

  trainer.run().takeAverage();
  const auto latents = encodeAll(call, *model, all);
  const auto means = latents.index_select(0, at::tensor(data.trained));
  models::AutoencoderPart part{model, means.mean({0, 2, 3}, true), means.std({0, 2, 3}, true, true).clamp_min(1e-6)};
  const std::string written = session.freeFolder();
  require(models::writeModel("emoji", "emoji", &part, nullptr, nullptr, session.writerInto(written)));
  call.set(folder, std::string_view(written));
  call.set(psnr, psnrOf(call, *model, all, latents));
}

}  // namespace weft::training::node
