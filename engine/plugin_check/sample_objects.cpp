#include "sample_objects.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <weft/abi/interface/autoencoder.h>
#include <weft/abi/interface/denoiser.h>
#include <weft/abi/interface/solver.h>
#include <weft/abi/interface/text_encoder.h>
#include <weft/value/foreign_call.h>
#include <weft/value/make_tensor.h>

namespace weft {
namespace {

constexpr const char* space = "check";

weft_status refuse(weft_status status, const char* message) {
  setThreadError(message);
  return status;
}

struct Floats {
  std::vector<int64_t> shape;
  std::vector<float> numbers;
};

// Any float32 tensor of the CPU, whatever its strides.
bool read(const weft_value* pointer, Floats& out) {
  const Value value = Value::borrow(pointer);
  const weft_tensor* tensor = value.asTensor();
  if (!tensor || tensor->device.type != WEFT_DEVICE_CPU || tensor->dtype.code != WEFT_TYPE_FLOAT ||
      tensor->dtype.bits != 32) {
    return false;
  }
  out.shape.assign(tensor->shape, tensor->shape + tensor->dimensions);
  size_t count = 1;
  for (const int64_t size : out.shape) count *= static_cast<size_t>(size);
  out.numbers.resize(count);
  if (count > 0) gather(*tensor, static_cast<const char*>(tensor->data) + tensor->byte_offset, out.numbers.data());
  return true;
}

const weft_value* write(const Floats& floats) {
  auto made = makeTensor({WEFT_TYPE_FLOAT, 32, 1}, floats.shape);
  if (!made) return nullptr;
  if (!floats.numbers.empty()) {
    std::memcpy((*made)->tensor.data, floats.numbers.data(), floats.numbers.size() * sizeof(float));
  }
  auto value = Value::tensor(*made);
  return value ? value->release() : nullptr;
}

template <typename Self>
Value makeObject(const char* type, Self* self, const void*(WEFT_CALL* getInterface)(void* self, const char* id)) {
  weft_object object{};
  object.struct_size = sizeof(object);
  object.type = type;
  object.self = self;
  object.get_interface = getInterface;
  object.destroy = [](void* pointer) { delete static_cast<Self*>(pointer); };
  auto made = Value::object(object);
  return made ? *made : Value();
}

// Of the caller's struct as much as it has room for.
template <typename Struct>
weft_status fill(Struct* to, Struct from) {
  if (!to || to->struct_size < sizeof(uint32_t)) return refuse(WEFT_ERROR_INVALID_ARGUMENT, "no place for the answer");
  from.struct_size = to->struct_size;
  std::memcpy(to, &from, std::min<size_t>(to->struct_size, sizeof(from)));
  return WEFT_OK;
}

struct Denoiser {
  int64_t channels, height, width;
};

weft_status WEFT_CALL describeDenoiser(void* self, weft_denoiser_info* info) {
  const auto& denoiser = *static_cast<Denoiser*>(self);
  weft_denoiser_info answer{};
  answer.predicts = WEFT_PREDICTS_FLOW;
  answer.process = WEFT_PROCESS_RECTIFIED_FLOW;
  answer.channels = static_cast<uint32_t>(denoiser.channels);
  answer.width = static_cast<uint32_t>(denoiser.width);
  answer.height = static_cast<uint32_t>(denoiser.height);
  answer.t_maximum = 1;
  answer.latent_space = space;
  return fill(info, answer);
}

weft_status WEFT_CALL coefficientsOfDenoiser(void*, double t, weft_coefficients* out) {
  *out = {1 - t, t, -1, 1};
  return WEFT_OK;
}

struct DenoiserRun {
  size_t conditionings;
};

// E[x | x_t] = a v / (a² v + b²) x_t, where x has the variance v.
double factorAt(double t) {
  const double a = 1 - t, v = 0.25;
  return a * v / (a * a * v + t * t);
}

weft_status WEFT_CALL predict(void* self, const weft_value* x, double t, uint32_t wanted,
                              const weft_value** prediction) {
  Floats floats;
  if (!read(x, floats)) return refuse(WEFT_ERROR_TYPE_MISMATCH, "x must be a float32 tensor on the CPU");
  if (!std::isfinite(t)) return refuse(WEFT_ERROR_INVALID_ARGUMENT, "the time is not finite");
  for (float& number : floats.numbers) number *= static_cast<float>(factorAt(t));
  const Value x0 = Value::adopt(write(floats));
  if (!x0) return refuse(WEFT_ERROR_OUT_OF_MEMORY, "out of memory");
  std::map<std::string, Value, std::less<>> items{{"x0", x0}};
  if (wanted & WEFT_WANT_UNCONDITIONAL) items["unconditional"] = x0;
  if (wanted & WEFT_WANT_BRANCHES) {
    items["branches"] = Value::list(std::vector<Value>(static_cast<DenoiserRun*>(self)->conditionings, x0));
  }
  *prediction = Value::record(std::move(items)).release();
  return WEFT_OK;
}

weft_status WEFT_CALL gradient(void*, const weft_value*, double t, const weft_value* cotangent,
                               const weft_value** out) {
  Floats floats;
  if (!read(cotangent, floats)) return refuse(WEFT_ERROR_TYPE_MISMATCH, "the cotangent must be a float32 tensor");
  for (float& number : floats.numbers) number *= static_cast<float>(factorAt(t));
  *out = write(floats);
  return *out ? WEFT_OK : refuse(WEFT_ERROR_OUT_OF_MEMORY, "out of memory");
}

weft_status WEFT_CALL beginDenoiser(void* self, const weft_denoiser_request* request, weft_denoiser_run* run) {
  const auto& denoiser = *static_cast<Denoiser*>(self);
  if (request->dimensions != 4 || request->shape[1] != denoiser.channels) {
    return refuse(WEFT_ERROR_INVALID_ARGUMENT, "x must be [N, C, H, W] with the denoiser's channels");
  }
  weft_denoiser_run answer{};
  answer.self = new DenoiserRun{std::max<size_t>(1, request->conditioning_count)};
  answer.predict = predict;
  answer.gradient = gradient;
  answer.end = [](void* pointer) { delete static_cast<DenoiserRun*>(pointer); };
  return fill(run, answer);  // NOLINT(clang-analyzer-cplusplus.NewDeleteLeaks): end() deletes it
}

constexpr weft_denoiser denoiserTable = {sizeof(weft_denoiser), describeDenoiser, coefficientsOfDenoiser,
                                         beginDenoiser};

struct Autoencoder {
  int64_t channels, factor;
};

weft_status WEFT_CALL describeAutoencoder(void* self, weft_autoencoder_info* info) {
  const auto& coder = *static_cast<Autoencoder*>(self);
  weft_autoencoder_info answer{};
  answer.factor = static_cast<uint32_t>(coder.factor);
  answer.channels = static_cast<uint32_t>(coder.channels);
  answer.latent_space = space;
  return fill(info, answer);
}

weft_status WEFT_CALL encodeImage(void* self, const weft_value* image, const weft_progress*,
                                  const weft_value** latent) {
  const auto& coder = *static_cast<Autoencoder*>(self);
  Floats in;
  if (!read(image, in) || in.shape.size() != 4 || in.shape[1] != 3 || in.shape[2] % coder.factor != 0 ||
      in.shape[3] % coder.factor != 0) {
    return refuse(WEFT_ERROR_TYPE_MISMATCH, "the image must be [N, 3, H, W] with sides that the factor divides");
  }
  const int64_t f = coder.factor, height = in.shape[2] / f, width = in.shape[3] / f;
  Floats out{{in.shape[0], coder.channels, height, width}, {}};
  for (int64_t n = 0; n < in.shape[0]; ++n) {
    for (int64_t c = 0; c < coder.channels; ++c) {
      for (int64_t cell = 0; cell < height * width; ++cell) {
        float sum = 0;
        for (int64_t i = 0; i < f * f; ++i) {
          const int64_t y = cell / width * f + i / f, x = cell % width * f + i % f;
          sum += in.numbers[static_cast<size_t>(((n * 3 + c % 3) * in.shape[2] + y) * in.shape[3] + x)];
        }
        out.numbers.push_back(4 * (sum / static_cast<float>(f * f)) - 2);
      }
    }
  }
  *latent = write(out);
  return *latent ? WEFT_OK : refuse(WEFT_ERROR_OUT_OF_MEMORY, "out of memory");
}

weft_status WEFT_CALL decodeLatent(void* self, const weft_value* latent, const weft_progress*,
                                   const weft_value** image) {
  const auto& coder = *static_cast<Autoencoder*>(self);
  Floats in;
  if (!read(latent, in) || in.shape.size() != 4 || in.shape[1] != coder.channels) {
    return refuse(WEFT_ERROR_TYPE_MISMATCH, "the latent must be [N, C, H, W] with the autoencoder's channels");
  }
  const int64_t f = coder.factor, height = in.shape[2] * f, width = in.shape[3] * f;
  Floats out{{in.shape[0], 3, height, width}, {}};
  for (int64_t n = 0; n < in.shape[0]; ++n) {
    for (int64_t c = 0; c < 3; ++c) {
      for (int64_t y = 0; y < height; ++y) {
        for (int64_t x = 0; x < width; ++x) {
          const int64_t plane = n * coder.channels + c % coder.channels;
          const auto at = static_cast<size_t>((plane * in.shape[2] + y / f) * in.shape[3] + x / f);
          out.numbers.push_back(std::clamp((in.numbers[at] + 2) / 4, 0.0F, 1.0F));
        }
      }
    }
  }
  *image = write(out);
  return *image ? WEFT_OK : refuse(WEFT_ERROR_OUT_OF_MEMORY, "out of memory");
}

constexpr weft_autoencoder autoencoderTable = {sizeof(weft_autoencoder), describeAutoencoder, encodeImage,
                                               decodeLatent};

struct TextEncoder {
  int64_t tokens, width;
};

Value conditioningOf(const TextEncoder& encoder, std::string_view text) {
  Floats states{{1, encoder.tokens, encoder.width}, {}}, pooled{{1, encoder.width}, {}}, mask{{1, encoder.tokens}, {}};
  for (int64_t i = 0; i < encoder.tokens * encoder.width; ++i) {
    const auto letter = text.empty() ? 0 : static_cast<unsigned char>(text[static_cast<size_t>(i) % text.size()]);
    states.numbers.push_back(static_cast<float>(letter % 17) / 17 - 0.5F);
  }
  pooled.numbers.assign(states.numbers.begin(), states.numbers.begin() + encoder.width);
  mask.numbers.assign(static_cast<size_t>(encoder.tokens), 1);
  return Value::record({{"states", Value::adopt(write(states))},
                        {"pooled", Value::adopt(write(pooled))},
                        {"mask", Value::adopt(write(mask))},
                        {"text", Value::string(std::string(text))}});
}

weft_status WEFT_CALL encodeText(void* self, const char* text, const weft_value** conditioning) {
  *conditioning = conditioningOf(*static_cast<TextEncoder*>(self), text ? text : "").release();
  return WEFT_OK;
}

constexpr weft_text_encoder textEncoderTable = {sizeof(weft_text_encoder), encodeText};

struct Solver {};
struct SolverRun {
  weft_solver_request request;
};

weft_status WEFT_CALL describeSolver(void*, weft_solver_info* info) {
  weft_solver_info answer{};
  answer.order = 1;
  answer.evaluations = 1;
  return fill(info, answer);
}

// From t to s along the line through x0: x_s = a_s x0 + b_s (x_t - a_t x0) / b_t.
weft_status WEFT_CALL step(void* self, const weft_value* x, double t, double s, uint64_t, const weft_value** out,
                           const weft_value** x0) {
  const weft_solver_request& request = static_cast<SolverRun*>(self)->request;
  const weft_value* prediction = nullptr;
  if (const weft_status status = request.run->predict(request.run->self, x, t, 0, &prediction); status != WEFT_OK) {
    return status;
  }
  const Value record = Value::adopt(prediction);
  const auto* items = record.asRecord();
  const auto found = items ? items->find("x0") : decltype(items->end()){};
  weft_coefficients at{}, to{};
  request.denoiser->coefficients(request.denoiser_self, t, &at);
  request.denoiser->coefficients(request.denoiser_self, s, &to);
  Floats now, clean;
  if (!items || found == items->end() || !read(x, now) || !read(found->second.get(), clean) ||
      now.numbers.size() != clean.numbers.size()) {
    return refuse(WEFT_ERROR_TYPE_MISMATCH, "the denoiser's prediction has no \"x0\" like x");
  }
  for (size_t i = 0; i < now.numbers.size(); ++i) {
    const double z = at.b > 0 ? (now.numbers[i] - at.a * clean.numbers[i]) / at.b : 0;
    now.numbers[i] = static_cast<float>(to.a * clean.numbers[i] + to.b * z);
  }
  if (x0) *x0 = Value(found->second).release();
  *out = write(now);
  return *out ? WEFT_OK : refuse(WEFT_ERROR_OUT_OF_MEMORY, "out of memory");
}

weft_status WEFT_CALL beginSolver(void*, const weft_solver_request* request, weft_solver_run* run) {
  weft_solver_run answer{};
  answer.self = new SolverRun{*request};
  answer.step = step;
  answer.end = [](void* pointer) { delete static_cast<SolverRun*>(pointer); };
  return fill(run, answer);  // NOLINT(clang-analyzer-cplusplus.NewDeleteLeaks): end() deletes it
}

constexpr weft_solver solverTable = {sizeof(weft_solver), describeSolver, beginSolver};

struct Sequence {
  std::vector<Value> items;
};

}  // namespace

Value makeSampleDenoiser(int64_t channels, int64_t height, int64_t width) {
  return makeObject("denoiser", new Denoiser{channels, height, width}, [](void*, const char* id) -> const void* {
    return std::string_view(id) == WEFT_DENOISER ? &denoiserTable : nullptr;
  });
}

Value makeSampleAutoencoder(int64_t channels, int64_t factor) {
  return makeObject("autoencoder", new Autoencoder{channels, factor}, [](void*, const char* id) -> const void* {
    return std::string_view(id) == WEFT_AUTOENCODER ? &autoencoderTable : nullptr;
  });
}

Value makeSampleTextEncoder(int64_t tokens, int64_t width) {
  return makeObject("text_encoder", new TextEncoder{tokens, width}, [](void*, const char* id) -> const void* {
    return std::string_view(id) == WEFT_TEXT_ENCODER ? &textEncoderTable : nullptr;
  });
}

Value makeSampleSolver() {
  return makeObject("solver", new Solver, [](void*, const char* id) -> const void* {
    return std::string_view(id) == WEFT_SOLVER ? &solverTable : nullptr;
  });
}

Value makeSampleConditioning(int64_t tokens, int64_t width) { return conditioningOf({tokens, width}, "a red apple"); }

Value makeSampleSequence(std::vector<Value> items, bool known) {
  weft_sequence sequence{};
  sequence.struct_size = sizeof(sequence);
  sequence.length = known ? static_cast<int64_t>(items.size()) : -1;
  sequence.self = new Sequence{std::move(items)};
  sequence.get = [](void* self, int64_t index, const weft_value** item) -> weft_status {
    const auto& all = static_cast<Sequence*>(self)->items;
    if (index < 0 || static_cast<size_t>(index) >= all.size()) {
      return refuse(WEFT_ERROR_NOT_FOUND, "the sequence ends before");
    }
    *item = Value(all[static_cast<size_t>(index)]).release();
    return WEFT_OK;
  };
  sequence.destroy = [](void* self) { delete static_cast<Sequence*>(self); };
  auto made = Value::sequence(sequence);
  return made ? *made : Value();
}

}  // namespace weft
