#include "placement.h"

#include <algorithm>
#include <charconv>

namespace weft {
namespace {

weft_device_id deviceOf(std::string_view text) {
  int index = 0;
  if (const size_t colon = text.find(':'); colon != text.npos) {
    std::from_chars(text.data() + colon + 1, text.data() + text.size(), index);
    text = text.substr(0, colon);
  }
  if (text == "cuda") return {WEFT_DEVICE_CUDA, index};
  if (text == "vulkan") return {WEFT_DEVICE_VULKAN, index};
  return {WEFT_DEVICE_CPU, 0};
}

weft_dtype dtypeOf(std::string_view text) {
  if (text == "f32") return {WEFT_TYPE_FLOAT, 32, 1};
  if (text == "f16") return {WEFT_TYPE_FLOAT, 16, 1};
  if (text == "bf16") return {WEFT_TYPE_BFLOAT, 16, 1};
  return {};
}

bool knows(const NodeType& type, weft_device_id device) {
  if (device.type == WEFT_DEVICE_CUDA) return type.devices & WEFT_DEVICES_CUDA;
  if (device.type == WEFT_DEVICE_VULKAN) return type.devices & WEFT_DEVICES_VULKAN;
  return true;
}

}  // namespace

Placement placementOf(const PlannedNode& node, int threads, bool sideBySide) {
  Placement placement;
  placement.device = deviceOf(node.device);
  placement.dtype = dtypeOf(node.dtype);
  if (!knows(*node.type, placement.device)) placement.device = {WEFT_DEVICE_CPU, 0};
  switch (node.type->cost) {
    case WEFT_COST_HEAVY:
    case WEFT_COST_GPU:
      placement.lane.kind = LaneKind::Heavy;
      placement.threads = static_cast<uint32_t>(sideBySide ? 1 : std::max(1, threads / std::max(1, node.peers)));
      break;
    case WEFT_COST_IO:
      placement.lane.kind = LaneKind::Io;
      break;
    default:
      placement.lane.kind = LaneKind::Light;
      break;
  }
  // Whatever touches a GPU does so on that GPU's thread, where its stream and handles are.
  if (placement.device.type != WEFT_DEVICE_CPU) {
    placement.lane = {LaneKind::Gpu, placement.device.type, placement.device.index};
    placement.threads = static_cast<uint32_t>(std::max(1, threads));
  }
  return placement;
}

}  // namespace weft
