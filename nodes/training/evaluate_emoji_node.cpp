#include "evaluate_emoji_node.h"

#include <ATen/ATen.h>

#include <cstdio>
#include <string>
#include <vector>

#include "dataset_value.h"
#include "sampling/sample_latent.h"
#include "torch_bridge/tensors.h"
#include "training/autoencoder_trainer.h"
#include "training/evaluate_emoji.h"

namespace weft::training::node {
namespace {

constexpr int64_t picturesAtOnce = 64;

Psnr measure(Call& call, const AutoencoderRef& model, const at::Tensor& all) {
  const uint64_t total = uint64_t(all.size(0));
  std::vector<at::Tensor> made;
  uint64_t done = 0;
  for (const auto& part : all.split(picturesAtOnce)) {
    const Value latent = model.encode(torch_bridge::toValue(part.to(at::kFloat) / 255));
    made.push_back(torch_bridge::toTorch(model.decode(latent)));
    call.progress(done += uint64_t(part.size(0)), total, "autoencoder");
  }
  return peakSignalToNoise(all.to(at::kFloat) / 255, at::cat(made));
}

}  // namespace

void EvaluateEmoji::process(Call& call) {
  const auto data = datasetOf(call[dataset]);
  const DenoiserRef model = call[denoiser];
  const AutoencoderRef decoder = call[autoencoder];
  const auto info = model.info();
  if (info.width == 0 || info.height == 0) throw Failure("the denoiser has no size of its own to draw at");
  auto asked = evaluationNames(data, call[names], uint64_t(call[seed]));
  const size_t trainedNames = asked.size() - data.heldOut.size();
  asked.resize(trainedNames + std::min(data.heldOut.size(), size_t(call[heldOut])));

  sampling::SamplingParts job;
  job.denoiser = model;
  if (call.has(solver)) job.solver = call[solver];
  job.sigmas = call[sigmas];
  job.seed = call[seed];
  const auto report = [&](uint64_t, uint64_t, const SolverStep&) { call.checkCancelled(); };

  std::vector<at::Tensor> made;
  for (size_t i = 0; i < asked.size(); ++i) {
    auto generator = generatorFor(uint64_t(call[seed]), "evaluation noise", int64_t(i));
    job.noise = torch_bridge::toValue(
        at::randn({1, info.channels, info.height, info.width}, generator, at::TensorOptions(at::kFloat)));
    job.conditioning = call[textEncoder].encode(data.names[size_t(asked[i])]);
    made.push_back(torch_bridge::toTorch(decoder.decode(sampling::sampleLatent(job, call.threads(), report))));
    call.progress(i + 1, asked.size(), "drawing");
  }
  const auto all = picturesOf(data);
  const auto verdict =
      judgeEmoji(data, asked, made.empty() ? at::empty({0, 3, all.size(2), all.size(3)}) : at::cat(made));
  const int64_t count = call[pictures] > 0 ? std::min(call[pictures], all.size(0)) : all.size(0);
  const auto spread = at::arange(count, at::kLong).mul_(all.size(0)).div_(count, "floor");
  const auto fidelity = measure(call, decoder, all.index_select(0, spread));
  char psnrLine[96];
  std::snprintf(psnrLine, sizeof psnrLine, "autoencoder: PSNR %.2f dB (mean over %lld pictures), %.2f dB pooled\n",
                fidelity.mean, static_cast<long long>(count), fidelity.pooled);
  call.set(table, std::string_view(verdict.csv(data)));
  call.set(summary, std::string_view(verdict.summary() + "\n" + psnrLine));
  call.set(trained, verdict.trainedSameName);
  call.set(exact, verdict.heldOutExact);
  call.set(psnr, fidelity.mean);
}

}  // namespace weft::training::node
