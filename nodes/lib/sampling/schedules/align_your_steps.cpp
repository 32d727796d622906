#include "sampling/schedules/align_your_steps.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace weft::sampling {
namespace {

using Published = std::array<double, 11>;
constexpr Published stableDiffusion1 = {14.6146412293, 6.4745760956, 3.8636745985, 2.6946151520,
                                        1.8841921177,  1.3943805092, 0.9642583904, 0.6523686016,
                                        0.3977456272,  0.1515232662, 0.0291671582};
constexpr Published stableDiffusionXl = {14.6146412293, 6.3184485287, 3.7681790315, 2.1811480769,
                                         1.3405244945,  0.8620721141, 0.5550693289, 0.3798540708,
                                         0.2332364134,  0.1114188177, 0.0291671582};
constexpr Published stableVideoDiffusion = {700, 54.5, 15.886, 7.977, 4.248, 1.789, 0.981, 0.403, 0.173, 0.034, 0.002};

const Published& publishedFor(AlignedModel model) {
  switch (model) {
    case AlignedModel::StableDiffusion1:
      return stableDiffusion1;
    case AlignedModel::StableDiffusionXL:
      return stableDiffusionXl;
    case AlignedModel::StableVideoDiffusion:
      return stableVideoDiffusion;
  }
  return stableDiffusion1;
}

}  // namespace

Times alignedSigmas(AlignedModel model, int64_t steps) {
  const Published& published = publishedFor(model);
  const double last = double(published.size() - 1);
  Times times;
  for (int64_t i = 0; i < steps; ++i) {
    const double place = last * double(i) / double(steps);
    const auto below = size_t(place);
    const double share = place - double(below);
    times.push_back(share == 0
                        ? published[below]
                        : std::exp((1 - share) * std::log(published[below]) + share * std::log(published[below + 1])));
  }
  times.push_back(0);
  return times;
}

}  // namespace weft::sampling
