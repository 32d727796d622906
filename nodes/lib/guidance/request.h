// A request that outlives begin(): for runs that begin further ones when they are needed.
#pragma once

#include <vector>

#include <weft/sdk/denoiser.h>

namespace weft::guidance {

class Request {
 public:
  explicit Request(const weft_denoiser_request& request);

  const std::vector<Value>& conditionings() const { return m_conditionings; }  // at least one; empty: without condition
  const std::vector<int64_t>& shape() const { return m_shape; }
  // The same request with other conditionings, or of another shape.
  DenoiserRunRef begin(const DenoiserRef& denoiser, const std::vector<Value>& conditionings) const;
  DenoiserRunRef begin(const DenoiserRef& denoiser, const std::vector<Value>& conditionings,
                       const std::vector<int64_t>& shape) const;

 private:
  weft_denoiser_request m_request;  // its pointers are those below, set where it is used
  std::vector<int64_t> m_shape;
  Value m_sigmas;
  std::vector<Value> m_conditionings;
};

// The x0 of each conditioning of a prediction that was asked for WEFT_WANT_BRANCHES. Failure unless there are `count`.
std::vector<Tensor> branchesOf(const Value& prediction, size_t count);

}  // namespace weft::guidance
