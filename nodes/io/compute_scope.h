// The element type that a model computes in, as LibTorch's autocast: weights stay as they are.
#pragma once

#include <ATen/autocast_mode.h>

#include "model_objects.h"

namespace weft::io {

class ComputeScope {
 public:
  explicit ComputeScope(const Placement& where) : m_device(where.device.type()) {
    if (where.dtype.lanes == 0 || where.dtype.bits != 16) return;
    m_on = true;
    m_typeBefore = at::autocast::get_autocast_dtype(m_device);
    at::autocast::set_autocast_enabled(m_device, true);
    at::autocast::set_autocast_dtype(m_device, where.dtype.code == WEFT_TYPE_BFLOAT ? at::kBFloat16 : at::kHalf);
    at::autocast::increment_nesting();
  }
  ~ComputeScope() {
    if (!m_on) return;
    if (at::autocast::decrement_nesting() == 0) at::autocast::clear_cache();
    at::autocast::set_autocast_enabled(m_device, false);
    at::autocast::set_autocast_dtype(m_device, m_typeBefore);
  }
  ComputeScope(const ComputeScope&) = delete;
  ComputeScope& operator=(const ComputeScope&) = delete;

 private:
  at::DeviceType m_device;
  bool m_on = false;
  at::ScalarType m_typeBefore = at::kBFloat16;
};

}  // namespace weft::io
