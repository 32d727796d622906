#include "masked_unmasking.h"

#include <algorithm>
#include <array>
#include <string>

#include "sampling/masked_unmasking.h"

namespace weft::schedulers {
namespace {

using Unmasking = sampling::Unmasking;

Unmasking orderOf(std::string_view name) {
  if (name == "margin") return Unmasking::Margin;
  if (name == "entropy") return Unmasking::Entropy;
  if (name == "random") return Unmasking::Random;
  if (name == "ancestral") return Unmasking::Ancestral;
  return Unmasking::Confidence;
}

int64_t maskOf(const Call& call, int64_t vocabulary) {
  const int64_t given = call[MaskedUnmasking::maskToken];
  if (vocabulary < 2)
    throw Failure("the denoiser has " + std::to_string(vocabulary) +
                  " channels; a discrete one has a channel for each token and one for the mask");
  if (given >= vocabulary)
    throw Failure("mask_token is " + std::to_string(given) + "; the denoiser's tokens are 0 to " +
                  std::to_string(vocabulary - 1));
  return given < 0 ? vocabulary - 1 : given;
}

Tensor allMasked(int64_t rows, int64_t length, int64_t mask) {
  if (length <= 0) throw Failure("the length is not known: set \"length\", or link \"tokens\"");
  auto tokens = MutableTensor::make<int64_t>({rows, length});
  std::ranges::fill(tokens.data<int64_t>(), mask);
  return std::move(tokens).publish();
}

Tensor checkedTokens(const Tensor& tokens) {
  if (!tokens.is<int64_t>() || tokens.rank() != 2 || tokens.elements() == 0)
    throw Failure("\"tokens\" is a tensor of " + dtypeName(tokens.dtype()) + " with " + std::to_string(tokens.rank()) +
                      " dimensions and " + std::to_string(tokens.elements()) + " elements; wanted int64 [N, L]",
                  WEFT_ERROR_TYPE_MISMATCH);
  return tokens;
}

}  // namespace

void MaskedUnmasking::process(Call& call) {
  const DenoiserRef model = call[denoiser];
  const auto info = model.info();
  if (info.process != WEFT_PROCESS_RECTIFIED_FLOW)
    throw Failure("this is no discrete denoiser: its process is not that of a rectified flow",
                  WEFT_ERROR_TYPE_MISMATCH);
  const auto vocabulary = int64_t(info.channels);
  const sampling::UnmaskingOptions options{.order = orderOf(call[order]),
                                           .schedule = call[maskingSchedule] == "linear"
                                                           ? sampling::MaskingSchedule::Linear  //
                                                           : sampling::MaskingSchedule::Cosine,
                                           .steps = call[steps],
                                           .blockLength = call[blockLength],
                                           .temperature = call[temperature],
                                           .choiceTemperature = call[choiceTemperature],
                                           .topK = call[topK],
                                           .topP = call[topP],
                                           .maskToken = maskOf(call, vocabulary),
                                           .seed = call[seed]};
  Tensor start = call.has(given)
                     ? checkedTokens(call[given])
                     : allMasked(call[batch], call[length] > 0 ? call[length] : int64_t(info.width), options.maskToken);
  if (call[startingMaskRatio] > 0)
    start = sampling::maskAtRandom(start, call[startingMaskRatio], options.maskToken, options.seed);

  const Value condition = call.has(conditioning) ? call[conditioning] : Value();
  const weft_value* conditions[] = {condition.get()};
  const std::array<int64_t, 4> shape{start.size(0), vocabulary, 1, start.size(1)};
  weft_denoiser_request request{};
  request.struct_size = sizeof(request);
  request.dimensions = int32_t(shape.size());
  request.shape = shape.data();
  request.conditionings = conditions;
  request.conditioning_count = 1;
  request.device = {WEFT_DEVICE_CPU, 0};
  request.threads = call.threads();
  const DenoiserRunRef run = model.begin(request);
  call.set(tokens, sampling::unmask(run, vocabulary, start, options,
                                    [&](uint64_t step, uint64_t total) { call.progress(step, total, "unmasking"); }));
}

}  // namespace weft::schedulers
