#include "log_likelihood.h"

#include <numbers>
#include <string>

#include "sampling/likelihood.h"
#include "sampling/parts.h"

namespace weft::schedulers {
namespace {

Tensor rowOf(const std::vector<double>& numbers) {
  auto tensor = MutableTensor::make<double>({int64_t(numbers.size())});
  tensor.assign(numbers);
  return std::move(tensor).publish();
}

sampling::LikelihoodOptions optionsOf(const Call& call) {
  const auto kind = call[LogLikelihood::divergence];
  return {.divergence = kind == "exact"      ? sampling::Divergence::Exact
                        : kind == "gaussian" ? sampling::Divergence::Gaussian
                                             : sampling::Divergence::Rademacher,
          .probes = call[LogLikelihood::probes],
          .seed = call[LogLikelihood::seed],
          .sigmaMin = call[LogLikelihood::sigmaMin],
          .tolerance = {.rtol = call[LogLikelihood::rtol], .atol = call[LogLikelihood::atol]}};
}

}  // namespace

void LogLikelihood::infer(Infer& question) {
  const auto shape = question.inputShape(latent, 4);
  question.setType(logLikelihood, typeText("tensor<float64>", {shape[0]}));
  question.setType(bitsPerDimension, typeText("tensor<float64>", {shape[0]}));
}

void LogLikelihood::process(Call& call) {
  const DenoiserRef model = call[denoiser];
  const Tensor x = sampling::checkedLatent(call[latent], "the latent", model.info());
  const Value condition = call.has(conditioning) ? call[conditioning] : Value();
  const DenoiserRunRef run = sampling::beginDenoiser(model, x.shape(), {}, condition, call.threads());

  weft_solver_request parts{};
  parts.struct_size = sizeof(parts);
  parts.denoiser = model.table();
  parts.denoiser_self = model.self();
  parts.run = &run.get();
  const auto found = sampling::likelihoodOf(sampling::Model(parts), x, optionsOf(call), [&](double share) {
    call.progress(uint64_t(share * 1000), 1000, "following the flow");
  });

  const double dimensions = double(x.elements()) / double(x.size(0));
  std::vector<double> bits;
  for (const double nats : found.logLikelihood) bits.push_back(-nats / (dimensions * std::numbers::ln2));
  call.set(logLikelihood, rowOf(found.logLikelihood));
  call.set(bitsPerDimension, rowOf(bits));
  call.set(noise, found.noise);
}

}  // namespace weft::schedulers
