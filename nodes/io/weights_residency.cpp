#include "model_objects.h"
#include "torch_bridge/torch_node.h"

namespace weft::io {
namespace {

at::DeviceType typeOf(weft_device_id device) { return device.type == WEFT_DEVICE_CPU ? at::kCPU : at::kCUDA; }

bool isHome(weft_device_id device, const nn::ResidentWeights& weights) {
  const at::Device home = weights.home();
  if (device.type == WEFT_DEVICE_CPU) return home.is_cpu();
  return device.type == WEFT_DEVICE_CUDA && home.is_cuda() && home.index() == device.index;
}

}  // namespace

uint64_t WeightsResidency::bytes(weft_device_id device) const {
  const auto bytesOf = [&](const nn::ResidentWeights& weights) {
    return device.type == WEFT_DEVICE_CPU || isHome(device, weights) ? weights.bytesOn(typeOf(device)) : 0;
  };
  return bytesOf(*m_weights) + (m_helper ? bytesOf(*m_helper) : 0);
}

uint64_t WeightsResidency::bytes() const {
  const at::DeviceType home = m_weights->home().type();
  return m_weights->bytesOn(home) + (home == at::kCPU ? 0 : m_weights->bytesOn(at::kCPU));
}

void WeightsResidency::pin(weft_device_id device) {
  if (!isHome(device, *m_weights))
    throw Failure("the model computes on " + m_weights->home().str() + " only", WEFT_ERROR_UNSUPPORTED);
  torch_bridge::run(1, [&] {
    auto use = require(m_weights->use());
    const std::lock_guard lock(m_mutex);
    m_pins.push_back(std::move(use));
  });
}

void WeightsResidency::unpin(weft_device_id) {
  const std::lock_guard lock(m_mutex);
  if (!m_pins.empty()) m_pins.pop_back();
}

void WeightsResidency::move(weft_device_id from, weft_device_id to) {
  if (to.type != WEFT_DEVICE_CPU || !isHome(from, *m_weights))
    throw Failure("the model's weights move from where they are computed with to the CPU, and come back by themselves",
                  WEFT_ERROR_UNSUPPORTED);
  torch_bridge::run(1, [&] { require(m_weights->moveToHost()); });
}

void WeightsResidency::drop() {
  const auto helper = m_helper ? m_helper->drop() : Result<void>();
  require(m_weights->drop());
  require(helper);
}

double operationsOf(const nn::ResidentWeights& weights, double places) {
  return 2 * double(weights.bytes()) / sizeof(float) * places;
}

}  // namespace weft::io
