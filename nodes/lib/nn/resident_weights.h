// A module's weights while nobody computes with them: they may leave memory, and come back from the file that they were
// read from, the same bytes.
#pragma once

#include <c10/core/Device.h>
#include <torch/nn/module.h>

#include <condition_variable>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "weft/base/result.h"
#include "weights/safetensors.h"

namespace weft::nn {

// Any thread. Nothing is locked while weights are read or copied, so that memory that is given up for them may be asked
// of any ResidentWeights.
class ResidentWeights {
 public:
  // The parameters of the module, which lives as long: all of them float32 and read from `file`. They are brought to
  // where they are computed with. Without a file they stay in memory.
  ResidentWeights(torch::nn::Module& module, std::shared_ptr<const weights::SafetensorsFile> file, c10::Device home);

  // While it lives, the weights stay where they are computed with.
  class Use {
   public:
    Use() = default;
    explicit Use(ResidentWeights* weights) : m_weights(weights) {}
    Use(Use&& other) noexcept : m_weights(std::exchange(other.m_weights, nullptr)) {}
    Use& operator=(Use&& other) noexcept {
      std::swap(m_weights, other.m_weights);
      return *this;
    }
    ~Use() {
      if (m_weights) m_weights->endUse();
    }

   private:
    ResidentWeights* m_weights = nullptr;
  };
  // Brings them home where they are not; waits for another thread that does. An error says what is wrong with the file;
  // LibTorch's exceptions pass.
  Result<Use> use();
  void endUse();

  // To the CPU, or to the file. Never wait; Unsupported while they are used, or where there is no way.
  Result<void> moveToHost();
  Result<void> drop();

  uint64_t bytes() const { return m_bytes; }       // that they take when they are in memory
  uint64_t bytesOn(c10::DeviceType device) const;  // that lie there now
  c10::Device home() const { return m_home; }

 private:
  enum class Place { File, Host, Home };

  Result<void> bringHome(Place from);
  std::vector<at::Tensor> takeOut();

  torch::nn::Module& m_module;
  const std::shared_ptr<const weights::SafetensorsFile> m_file;
  const c10::Device m_home;
  uint64_t m_bytes = 0;
  std::vector<std::vector<int64_t>> m_shapes;
  const at::Tensor m_nothing;  // what parameters are while they are out

  mutable std::mutex m_mutex;
  std::condition_variable m_arrived;
  Place m_place = Place::Home;
  bool m_moving = false;
  int m_uses = 0;
};

}  // namespace weft::nn
