#include "nn/resident_weights.h"

#include <ATen/ATen.h>

#include "nn/state.h"

namespace weft::nn {
namespace {

Error busy() { return makeError(ErrorCode::Unsupported, "the weights are in use"); }

}  // namespace

ResidentWeights::ResidentWeights(torch::nn::Module& module, std::shared_ptr<const weights::SafetensorsFile> file,
                                 c10::Device home)
    : m_module(module), m_file(std::move(file)), m_home(home), m_nothing(at::empty({0}, at::kFloat)) {
  m_module.to(home);
  for (const auto& parameter : m_module.parameters()) {
    m_bytes += parameter.nbytes();
    m_shapes.push_back(parameter.sizes().vec());
  }
}

Result<ResidentWeights::Use> ResidentWeights::use() {
  std::unique_lock lock(m_mutex);
  m_arrived.wait(lock, [this] { return !m_moving; });
  if (m_place == Place::Home) {
    ++m_uses;
    return Use(this);
  }
  m_moving = true;
  const Place from = m_place;
  lock.unlock();

  const auto arrive = [&](bool home) {
    lock.lock();
    m_moving = false;
    m_place = home ? Place::Home : from;
    m_uses += home ? 1 : 0;
    lock.unlock();
    m_arrived.notify_all();
  };
  try {
    auto brought = bringHome(from);
    arrive(brought.ok());
    if (!brought) return std::move(brought).error();
  } catch (...) {
    arrive(false);
    throw;
  }
  return Use(this);
}

void ResidentWeights::endUse() {
  const std::lock_guard lock(m_mutex);
  --m_uses;
}

// On failure the parameters are where they were.
Result<void> ResidentWeights::bringHome(Place from) {
  if (from == Place::Host) {
    m_module.to(m_home);
    return {};
  }
  const auto parameters = m_module.parameters();
  try {
    for (size_t i = 0; i < parameters.size(); ++i) parameters[i].set_data(at::empty(m_shapes[i], at::kFloat));
    auto loaded = loadParameters(m_module, *m_file);
    if (loaded) {
      m_module.to(m_home);
    } else {
      takeOut();
    }
    return loaded;
  } catch (...) {
    takeOut();
    throw;
  }
}

std::vector<at::Tensor> ResidentWeights::takeOut() {
  std::vector<at::Tensor> taken;
  for (const auto& parameter : m_module.parameters()) {
    taken.push_back(parameter.variable_data());
    parameter.set_data(m_nothing);
  }
  return taken;
}

Result<void> ResidentWeights::drop() {
  std::vector<at::Tensor> taken;  // freed without the lock
  const std::lock_guard lock(m_mutex);
  if (m_uses > 0 || m_moving) return busy();
  if (!m_file) return makeError(ErrorCode::Unsupported, "the weights are in no file that they could come back from");
  if (m_place == Place::File) return {};
  taken = takeOut();
  m_place = Place::File;
  return {};
}

Result<void> ResidentWeights::moveToHost() {
  {
    const std::lock_guard lock(m_mutex);
    if (m_uses > 0 || m_moving) return busy();
    if (m_place != Place::Home || m_home.is_cpu()) return {};
    m_moving = true;
  }
  bool moved = false;
  const auto arrive = [&] {
    const std::lock_guard lock(m_mutex);
    m_moving = false;
    if (moved) m_place = Place::Host;
    m_arrived.notify_all();
  };
  try {
    m_module.to(at::kCPU);
    moved = true;
  } catch (...) {
    m_module.to(m_home);  // some of them had gone already
    arrive();
    throw;
  }
  arrive();
  return {};
}

uint64_t ResidentWeights::bytesOn(c10::DeviceType device) const {
  const std::lock_guard lock(m_mutex);
  if (m_place == Place::File) return 0;
  return device == (m_place == Place::Host ? at::kCPU : m_home.type()) ? m_bytes : 0;
}

}  // namespace weft::nn
