// A denoiser whose every answer is known: the rectified flow of data x ~ N(m, s^2), with m the number "mean" of a
// conditioning for even elements and its negative for odd ones, 0 without condition.
// E[x | x_t] = m + a s^2 (x_t - a m) / (a^2 s^2 + b^2), with a = 1-t and b = t.
#pragma once

#include <cmath>
#include <vector>

#include <weft/abi.h>

#include "../nodes/node_harness.h"

namespace weft::test {

struct GaussianDenoiser {
  double deviation = 0.5;
  int evaluations = 0;
  size_t conditionings = 0;  // of the last begin()

  double variance(double t) const { return std::pow((1 - t) * deviation, 2) + t * t; }
  // Where the path that passes x at time t is at time s.
  double exact(double x, double t, double s, double mean = 0) const {
    return (1 - s) * mean + (x - (1 - t) * mean) * std::sqrt(variance(s) / variance(t));
  }
  float x0(float x, double t, double mean) const {
    const double a = 1 - t;
    return static_cast<float>(mean + a * deviation * deviation * (x - a * mean) / variance(t));
  }
};

struct GaussianRun {
  GaussianDenoiser* denoiser;
  std::vector<double> means;

  static weft_status predict(void* self, const weft_value* x, double t, uint32_t wanted, const weft_value** out) {
    auto& run = *static_cast<GaussianRun*>(self);
    ++run.denoiser->evaluations;
    const Value value = Value::borrow(x);
    std::vector<Value> branches;
    for (const double mean : run.means) {
      std::vector<float> pixels = elementsOf<float>(value);
      for (size_t i = 0; i < pixels.size(); ++i) pixels[i] = run.denoiser->x0(pixels[i], t, i % 2 ? -mean : mean);
      branches.push_back(tensorOf<float>(shapeOf(value), pixels));
    }
    std::map<std::string, Value, std::less<>> answer{{"x0", branches.front()}};
    if (wanted & WEFT_WANT_BRANCHES) answer.emplace("branches", Value::list(branches));
    *out = Value::record(answer).release();
    return WEFT_OK;
  }
};

inline double meanOf(const weft_value* conditioning) {
  return conditioning ? Value::borrow(conditioning).asRecord()->at("mean").asNumber().value() : 0.0;
}

inline const weft_denoiser& gaussianTable() {
  static const weft_denoiser table = {
      sizeof(weft_denoiser),
      [](void*, weft_denoiser_info* info) -> weft_status {
        *info = {
            info->struct_size, WEFT_PREDICTS_FLOW, WEFT_PROCESS_RECTIFIED_FLOW, 1, 0, 0, 0.0, 1.0, "test", nullptr, 0};
        return WEFT_OK;
      },
      [](void*, double t, weft_coefficients* out) -> weft_status {
        *out = {1 - t, t, -1, 1};
        return WEFT_OK;
      },
      [](void* self, const weft_denoiser_request* request, weft_denoiser_run* run) -> weft_status {
        auto* denoiser = static_cast<GaussianDenoiser*>(self);
        auto* made = new GaussianRun{denoiser, {}};
        for (size_t i = 0; i < request->conditioning_count; ++i)
          made->means.push_back(meanOf(request->conditionings[i]));
        denoiser->conditionings = request->conditioning_count;
        if (made->means.empty()) made->means.push_back(0.0);
        *run = {sizeof(weft_denoiser_run), made, &GaussianRun::predict, nullptr,
                [](void* object) { delete static_cast<GaussianRun*>(object); }};
        return WEFT_OK;
      }};
  return table;
}

// A value that borrows the denoiser; it must outlive the value.
inline Value denoiserValue(GaussianDenoiser& denoiser) {
  weft_object object{};
  object.struct_size = sizeof(object);
  object.type = "denoiser";
  object.self = &denoiser;
  object.get_interface = [](void*, const char* id) -> const void* {
    return std::strcmp(id, WEFT_DENOISER) == 0 ? &gaussianTable() : nullptr;
  };
  object.destroy = [](void*) {};
  return *Value::object(object);
}

inline Value conditioningOf(double mean) { return Value::record({{"mean", Value::number(mean)}}); }

}  // namespace weft::test
