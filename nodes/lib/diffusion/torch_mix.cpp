#include "diffusion/torch_mix.h"

#include <stdexcept>
#include <string>

namespace weft::diffusion {

at::Tensor convert(const Coefficients& c, Target from, Target to, const at::Tensor& mixed,
                   const at::Tensor& prediction) {
  if (from == to) return prediction;
  const auto by = conversion(from, to, c);
  if (!by)
    throw std::domain_error(std::string(nameOf(from)) + " does not tell " + std::string(nameOf(to)) +
                            " where a = " + std::to_string(c.a) + " and b = " + std::to_string(c.b));
  return mixed * by->mixed + prediction * by->prediction;
}

at::Tensor logitNormalTimes(int64_t count, double mean, double deviation, double uniformShare,
                            at::Generator& generator) {
  const auto normal = at::randn({count}, generator, at::TensorOptions(at::kFloat));
  const auto uniform = at::rand({count}, generator, at::TensorOptions(at::kFloat));
  const auto choice = at::rand({count}, generator, at::TensorOptions(at::kFloat));
  return at::where(choice < uniformShare, uniform, at::sigmoid(normal * deviation + mean));
}

}  // namespace weft::diffusion
