#include "looks.h"

#include <ATen/ATen.h>

#include <vector>

#include "image/encode.h"
#include "image/plot.h"
#include "pack/require.h"

namespace weft::training {
namespace {

constexpr int64_t shown = 16;
constexpr int64_t columns = 8;

std::string encode(const std::vector<at::Tensor>& pictures) {
  std::vector<const float*> planes;
  for (const auto& picture : pictures) planes.push_back(picture.const_data_ptr<float>());
  const auto& first = pictures.front();
  return require(image::encodePng(image::pictureGrid(planes, first.size(2), first.size(1), columns, 2)));
}

}  // namespace

at::Tensor shownExamples(int64_t count) {
  return at::arange(shown, at::kLong).mul_(count).div_(shown, "floor").clamp_(0, count - 1);
}

std::string gridOf(const at::Tensor& pictures) {
  const auto ready = pictures.to(at::kCPU, at::kFloat).contiguous();
  return encode(ready.unbind());
}

std::string besideEachOther(const at::Tensor& above, const at::Tensor& below) {
  const auto a = above.to(at::kCPU, at::kFloat).contiguous();
  const auto b = below.to(at::kCPU, at::kFloat).contiguous();
  std::vector<at::Tensor> pictures;
  for (int64_t row = 0; row < a.size(0); row += columns) {
    for (const auto* batch : {&a, &b})
      for (int64_t i = row; i < std::min(row + columns, a.size(0)); ++i) pictures.push_back((*batch)[i]);
  }
  return encode(pictures);
}

}  // namespace weft::training
