#include "guidance/request.h"

#include <string>

#include "sampling/arithmetic.h"

namespace weft::guidance {

Request::Request(const weft_denoiser_request& request)
    : m_request(request),
      m_shape(request.shape, request.shape + request.dimensions),
      m_sigmas(Value::borrow(request.sigmas)) {
  for (size_t i = 0; i < request.conditioning_count; ++i)
    m_conditionings.push_back(Value::borrow(request.conditionings[i]));
  if (m_conditionings.empty()) m_conditionings.emplace_back();
}

DenoiserRunRef Request::begin(const DenoiserRef& denoiser, const std::vector<Value>& conditionings) const {
  return begin(denoiser, conditionings, m_shape);
}

DenoiserRunRef Request::begin(const DenoiserRef& denoiser, const std::vector<Value>& conditionings,
                              const std::vector<int64_t>& shape) const {
  std::vector<const weft_value*> pointers;
  for (const Value& conditioning : conditionings) pointers.push_back(conditioning.get());
  weft_denoiser_request request = m_request;
  request.shape = shape.data();
  request.sigmas = m_sigmas.get();
  request.conditionings = pointers.data();
  request.conditioning_count = pointers.size();
  return denoiser.begin(request);
}

std::vector<Tensor> branchesOf(const Value& prediction, size_t count) {
  const Value branches = prediction.item("branches");
  const size_t answered = branches ? branches.size() : 0;
  if (answered != count)
    throw Failure(
        "the denoiser answered with " + std::to_string(answered) + " branches instead of " + std::to_string(count),
        WEFT_ERROR_INTERNAL);
  std::vector<Tensor> all;
  for (size_t i = 0; i < count; ++i) all.push_back(sampling::asComputed(branches.item(i), "the denoiser's answer"));
  return all;
}

}  // namespace weft::guidance
