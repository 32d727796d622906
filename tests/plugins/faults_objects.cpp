// Objects of each interface, as simple as they can be.
#include <cmath>
#include <cstdlib>
#include <cstring>

#include <weft/abi/interface/autoencoder.h>
#include <weft/abi/interface/denoiser.h>
#include <weft/abi/interface/module.h>
#include <weft/abi/interface/patchable.h>
#include <weft/abi/interface/residency.h>
#include <weft/abi/interface/solver.h>
#include <weft/abi/interface/text_encoder.h>

#include "faults.h"

namespace {

struct Floats {
  weft_managed_tensor tensor;
  int64_t shape[4];
  float numbers[1];
};

// [1, channels, height, width] of one number.
const weft_value* filled(int64_t channels, int64_t height, int64_t width, float number) {
  const auto count = static_cast<size_t>(channels * height * width);
  auto* floats = static_cast<Floats*>(std::calloc(1, sizeof(Floats) + count * sizeof(float)));
  for (size_t i = 0; i < count; ++i) floats->numbers[i] = number;
  const int64_t shape[] = {1, channels, height, width};
  std::memcpy(floats->shape, shape, sizeof(shape));
  floats->tensor.version = {WEFT_DLPACK_MAJOR, WEFT_DLPACK_MINOR};
  floats->tensor.manager = floats;
  floats->tensor.deleter = [](weft_managed_tensor* self) { std::free(self->manager); };
  floats->tensor.tensor.data = floats->numbers;
  floats->tensor.tensor.device = {WEFT_DEVICE_CPU, 0};
  floats->tensor.tensor.dimensions = 4;
  floats->tensor.tensor.dtype = {WEFT_TYPE_FLOAT, 32, 1};
  floats->tensor.tensor.shape = floats->shape;
  return values->tensor(&floats->tensor);
}

const weft_value* recordOf(const char* name, const weft_value* item) {
  const weft_value* record = item ? values->record(&name, &item, 1) : nullptr;
  values->release(item);
  return record;
}

template <class Struct>
weft_status answer(Struct* to, Struct from) {
  from.struct_size = to->struct_size;
  std::memcpy(to, &from, to->struct_size < sizeof(from) ? to->struct_size : sizeof(from));
  return WEFT_OK;
}

weft_status predict(void*, const weft_value* x, double, uint32_t, const weft_value** prediction) {
  values->retain(x);
  if (hasFault("objects.denoiser")) {
    values->release(x);
    x = filled(1, 2, 3, 0);
  }
  *prediction = recordOf("x0", x);
  return *prediction ? WEFT_OK : refuse(WEFT_ERROR_OUT_OF_MEMORY, "out of memory");
}

const weft_denoiser denoiser = {sizeof(weft_denoiser),
                                [](void*, weft_denoiser_info* info) {
                                  weft_denoiser_info said{};
                                  said.channels = 4;
                                  said.t_maximum = 1;
                                  said.latent_space = "fault";
                                  return answer(info, said);
                                },
                                [](void*, double t, weft_coefficients* out) -> weft_status {
                                  *out = {1 - t, t, -1, 1};
                                  return WEFT_OK;
                                },
                                [](void*, const weft_denoiser_request*, weft_denoiser_run* run) {
                                  weft_denoiser_run begun{};
                                  begun.predict = predict;
                                  begun.end = [](void*) {};
                                  return answer(run, begun);
                                }};

const weft_autoencoder autoencoder = {
    sizeof(weft_autoencoder),
    [](void*, weft_autoencoder_info* info) {
      weft_autoencoder_info said{};
      said.factor = 8;
      said.channels = 4;
      said.latent_space = "fault";
      return answer(info, said);
    },
    [](void*, const weft_value* image, const weft_progress*, const weft_value** latent) -> weft_status {
      const weft_tensor* tensor = nullptr;
      if (values->as_tensor(image, &tensor) != WEFT_OK) return WEFT_ERROR_TYPE_MISMATCH;
      *latent = filled(4, tensor->shape[2] / 8, tensor->shape[3] / 8, 0.25F);
      return WEFT_OK;
    },
    [](void*, const weft_value* latent, const weft_progress*, const weft_value** image) -> weft_status {
      const weft_tensor* tensor = nullptr;
      if (values->as_tensor(latent, &tensor) != WEFT_OK) return WEFT_ERROR_TYPE_MISMATCH;
      const float number = hasFault("objects.autoencoder") ? 1.5F : 0.5F;
      *image = filled(3, tensor->shape[2] * 8, tensor->shape[3] * 8, number);
      return WEFT_OK;
    }};

const weft_text_encoder textEncoder = {sizeof(weft_text_encoder),
                                       [](void*, const char* text, const weft_value** conditioning) -> weft_status {
                                         const char* name = hasFault("objects.text-encoder") ? "word" : "pooled";
                                         *conditioning = recordOf(name, filled(1, 1, 8, static_cast<float>(text[0])));
                                         return WEFT_OK;
                                       }};

const weft_solver solver = {sizeof(weft_solver),
                            [](void*, weft_solver_info* info) {
                              weft_solver_info said{};
                              said.order = 1;
                              said.evaluations = 1;
                              return answer(info, said);
                            },
                            [](void*, const weft_solver_request*, weft_solver_run* run) {
                              weft_solver_run begun{};
                              begun.step = [](void*, const weft_value* x, double, double, uint64_t,
                                              const weft_value** out, const weft_value** x0) -> weft_status {
                                if (x0) *x0 = nullptr;
                                values->retain(x);
                                *out = x;
                                if (!hasFault("objects.solver")) return WEFT_OK;
                                values->release(x);
                                *out = filled(4, 8, 8, NAN);
                                return WEFT_OK;
                              };
                              begun.end = [](void*) {};
                              return answer(run, begun);
                            }};

const weft_module module = {sizeof(weft_module), [](void*, size_t index) { return index == 0 ? "weight" : nullptr; },
                            [](void*, const weft_value** record) -> weft_status {
                              const char* name = hasFault("objects.module") ? "bias" : "weight";
                              *record = recordOf(name, filled(1, 1, 1, 1));
                              return WEFT_OK;
                            },
                            [](void*, const weft_value*, const weft_value**) {
                              return refuse(WEFT_ERROR_UNSUPPORTED, "this module does not change");
                            }};

const weft_patchable patchable = {sizeof(weft_patchable),
                                  [](void*, size_t index) { return index == 0 ? "lora" : nullptr; },
                                  [](void*, const char* kind, const weft_value*, const weft_value** object) {
                                    if (!hasFault("objects.patchable")) {
                                      return refuse(WEFT_ERROR_UNSUPPORTED, "no such patch");
                                    }
                                    *object = values->string(kind, std::strlen(kind));
                                    return weft_status{WEFT_OK};
                                  }};

int pins;
const weft_residency residency = {sizeof(weft_residency),
                                  [](void*, weft_device_id) -> uint64_t { return 0; },
                                  [](void*, weft_device_id) -> weft_status {
                                    ++pins;
                                    return WEFT_OK;
                                  },
                                  [](void*, weft_device_id) { --pins; },
                                  [](void*, weft_device_id, weft_device_id) -> weft_status { return WEFT_OK; },
                                  [](void*) {
                                    if (pins == 0 || hasFault("objects.residency")) return weft_status{WEFT_OK};
                                    return refuse(WEFT_ERROR_UNSUPPORTED, "it is pinned");
                                  }};

struct Offer {
  const char* type;
  const char* ids[3];
  const void* tables[3];
};
const Offer offers[] = {{"denoiser", {WEFT_DENOISER}, {&denoiser}},
                        {"autoencoder", {WEFT_AUTOENCODER}, {&autoencoder}},
                        {"text_encoder", {WEFT_TEXT_ENCODER}, {&textEncoder}},
                        {"solver", {WEFT_SOLVER}, {&solver}},
                        {"module", {WEFT_MODULE, WEFT_PATCHABLE, WEFT_RESIDENCY}, {&module, &patchable, &residency}}};

const void* WEFT_CALL getInterface(void* self, const char* id) {
  const auto& offer = *static_cast<const Offer*>(self);
  for (int i = 0; i < 3; ++i) {
    if (offer.ids[i] && std::strcmp(offer.ids[i], id) == 0) return offer.tables[i];
  }
  const bool unknown = std::strncmp(id, "weft.", 5) != 0;
  return unknown && hasFault("objects.interfaces") ? offer.tables[0] : nullptr;
}

const weft_value* makeSequence() {
  weft_sequence sequence{};
  sequence.struct_size = sizeof(sequence);
  sequence.length = 3;
  sequence.get = [](void*, int64_t index, const weft_value** item) -> weft_status {
    const bool there = index >= 0 && index < 3;
    if (!there && !hasFault("objects.sequence")) return refuse(WEFT_ERROR_NOT_FOUND, "the sequence ends before");
    *item = values->integer(index);
    return *item ? weft_status{WEFT_OK} : refuse(WEFT_ERROR_OUT_OF_MEMORY, "out of memory");
  };
  sequence.destroy = [](void*) {};
  return values->sequence(&sequence);
}

}  // namespace

weft_status WEFT_CALL makeObjects(const weft_node_class*, void*, weft_call* call) {
  size_t port = 0;
  for (const Offer& offer : offers) {
    weft_object object{};
    object.struct_size = sizeof(object);
    object.type = offer.type;
    object.self = const_cast<Offer*>(&offer);
    object.get_interface = getInterface;
    object.destroy = [](void*) {};
    const weft_value* made = values->object(&object);
    if (!made) return refuse(WEFT_ERROR_OUT_OF_MEMORY, "out of memory");
    if (const weft_status status = calls->set_output(call, port++, made); status != WEFT_OK) return status;
  }
  const weft_value* sequence = makeSequence();
  if (!sequence) return refuse(WEFT_ERROR_OUT_OF_MEMORY, "out of memory");
  return calls->set_output(call, port, sequence);
}
