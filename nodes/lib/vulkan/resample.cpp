#include "vulkan/resample.h"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <string>

#include "vulkan/error.h"

namespace weft::vulkan {
namespace {

constexpr uint32_t code[] =
#include "vulkan/resample.comp.inc"
    ;
constexpr uint32_t groupWidth = 64;  // as the shader says

struct Push {
  uint32_t width, rows, sourceStart, targetStart, sourceWidth, along, firstPlace, firstLine, clamped;
};
const Shader shader{code, 4, sizeof(Push)};

uint64_t roundUp(uint64_t bytes, uint64_t to) { return (bytes + to - 1) / to * to; }

uint64_t spanBytes(const image::LineWeights& line) { return line.spans.size() * 3 * sizeof(uint32_t); }
uint64_t weightBytes(const image::LineWeights& line) { return line.weights.size() * sizeof(float); }

// Part of a buffer from `bytes` after a place on, cut where it may be bound; `start` is how many floats it begins
// early.
BufferRange window(const Device& device, const Place& place, uint64_t from, uint64_t bytes, uint32_t& start) {
  const uint64_t offset = place.offset + from;
  const uint64_t early = offset % device.limits().alignment;
  start = static_cast<uint32_t>(early / sizeof(float));
  return {place.buffer, offset - early, bytes + early};
}

}  // namespace

struct Resampling::Pass {
  const image::LineWeights& line;
  image::PlaneSize from, to;
  bool along = false, clamped = false;
  Place source{}, target{};
  BufferRange spans{}, weights{};

  // Target lines from source lines, each counted over all planes; across, the first of both as their plane counts.
  struct Part {
    uint64_t begin, rows, firstLine, lines, firstPlace = 0, lineOfPlace = 0;
  };
  void add(const Device& device, const Part& part, std::vector<Dispatch>& out) const {
    const uint64_t fromBytes = static_cast<uint64_t>(from.width) * sizeof(float);
    const uint64_t toBytes = static_cast<uint64_t>(to.width) * sizeof(float);
    Push push{};
    Dispatch dispatch;
    dispatch.shader = &shader;
    dispatch.buffers = {window(device, source, part.firstLine * fromBytes, part.lines * fromBytes, push.sourceStart),
                        window(device, target, part.begin * toBytes, part.rows * toBytes, push.targetStart), spans,
                        weights};
    push.width = static_cast<uint32_t>(to.width);
    push.rows = static_cast<uint32_t>(part.rows);
    push.sourceWidth = static_cast<uint32_t>(from.width);
    push.along = along ? 1 : 0;
    push.firstPlace = static_cast<uint32_t>(part.firstPlace);
    push.firstLine = static_cast<uint32_t>(part.lineOfPlace);
    push.clamped = clamped ? 1 : 0;
    dispatch.push.resize(sizeof(push));
    std::memcpy(dispatch.push.data(), &push, sizeof(push));
    dispatch.groups[0] = (push.width + groupWidth - 1) / groupWidth;
    dispatch.groups[1] = push.rows;
    out.push_back(std::move(dispatch));
  }

  // How many lines of so many bytes one dispatch may see.
  static uint64_t linesAtOnce(const Device& device, uint64_t lineBytes) {
    return (device.limits().range - device.limits().alignment) / lineBytes;
  }

  // Along the lines, planes do not matter: there is one long list of them.
  void addAlong(const Device& device, uint64_t lines, std::vector<Dispatch>& out) const {
    const auto widest = static_cast<uint64_t>(std::max(from.width, to.width)) * sizeof(float);
    const uint64_t atOnce = std::min<uint64_t>(linesAtOnce(device, widest), device.limits().groups);
    for (uint64_t begin = 0; begin < lines; begin += atOnce) {
      const uint64_t rows = std::min(atOnce, lines - begin);
      add(device, {begin, rows, begin, rows}, out);
    }
  }

  // Across the lines: as many target lines of a plane at once as their source lines allow.
  void addAcross(const Device& device, uint64_t planes, std::vector<Dispatch>& out) const {
    const uint64_t atOnce = linesAtOnce(device, static_cast<uint64_t>(to.width) * sizeof(float));
    const auto& spans = line.spans;
    std::vector<uint64_t> begins;  // the same in each plane
    for (size_t row = 0, begin = 0; row < spans.size(); ++row) {
      const auto lines = static_cast<uint64_t>(spans[row].first + spans[row].count - spans[begin].first);
      if (begins.empty() || lines > atOnce || row - begin >= std::min<uint64_t>(atOnce, device.limits().groups)) {
        begins.push_back(row);
        begin = row;
      }
      if (static_cast<uint64_t>(spans[row].count) > atOnce) {
        throw VulkanError(VulkanError::Kind::Other,
                          "the picture is too large for " + device.name() + ", whose shaders see at most " +
                              std::to_string(device.limits().range) + " bytes at once; --device cpu has no such limit");
      }
    }
    for (uint64_t plane = 0; plane < planes; ++plane) {
      for (size_t i = 0; i < begins.size(); ++i) {
        const uint64_t begin = begins[i], end = i + 1 < begins.size() ? begins[i + 1] : spans.size();
        const auto first = static_cast<uint64_t>(spans[begin].first);
        const auto last = static_cast<uint64_t>(spans[end - 1].first + spans[end - 1].count);
        add(device,
            {plane * static_cast<uint64_t>(to.height) + begin, end - begin,
             plane * static_cast<uint64_t>(from.height) + first, last - first, begin, first},
            out);
      }
    }
  }
};

Resampling::Resampling(image::PlaneSize from, image::PlaneSize to, int64_t planes, image::Filter filter, bool clamped)
    : m_from(from), m_to(to), m_planes(planes), m_clamped(clamped) {
  const bool across = from.height != to.height;
  const bool along = from.width != to.width || !across;
  // A line that keeps its length is copied.
  if (along)
    m_columns = image::lineWeights(from.width, to.width, from.width == to.width ? image::Filter::Nearest : filter);
  if (across) m_rows = image::lineWeights(from.height, to.height, filter);
}

uint64_t Resampling::betweenBytes(const Device& device) const {
  const bool both = !m_columns.spans.empty() && !m_rows.spans.empty();
  const auto pixels = static_cast<uint64_t>(m_planes * m_from.height * m_to.width);
  return both ? roundUp(pixels * sizeof(float), device.limits().alignment) : 0;
}

uint64_t Resampling::scratchBytes(const Device& device) const {
  uint64_t bytes = betweenBytes(device);
  for (const auto* line : {&m_columns, &m_rows}) {
    bytes +=
        roundUp(spanBytes(*line), device.limits().alignment) + roundUp(weightBytes(*line), device.limits().alignment);
  }
  return bytes;
}

void Resampling::run(Device& device, const void* source, void* scratch, void* target) const {
  // Tables lie behind what is between the passes, each where it may be bound.
  const uint64_t alignment = device.limits().alignment, tablesAt = betweenBytes(device);
  std::vector<std::byte> tables(scratchBytes(device) - tablesAt);
  const Place place = device.memory().place(scratch);
  uint64_t at = 0;
  const auto table = [&](uint64_t bytes, const auto& fill) {
    fill(tables.data() + at);
    const BufferRange range{place.buffer, place.offset + tablesAt + at, bytes};
    at += roundUp(bytes, alignment);
    return range;
  };
  const auto tablesOf = [&](const image::LineWeights& line, Pass& pass) {
    pass.spans = table(spanBytes(line), [&](std::byte* out) {
      for (const auto& span : line.spans) {
        const uint32_t numbers[] = {static_cast<uint32_t>(span.first), static_cast<uint32_t>(span.count),
                                    static_cast<uint32_t>(span.weights)};
        std::memcpy(out, numbers, sizeof(numbers));
        out += sizeof(numbers);
      }
    });
    pass.weights = table(weightBytes(line), [&](std::byte* out) {
      for (const double weight : line.weights) {
        const auto number = static_cast<float>(weight);
        std::memcpy(out, &number, sizeof(number));
        out += sizeof(number);
      }
    });
  };

  const bool along = !m_columns.spans.empty(), across = !m_rows.spans.empty();
  std::vector<Dispatch> dispatches;
  const Place from = device.memory().place(source), to = device.memory().place(target);
  if (along) {
    Pass pass{m_columns, m_from, {m_to.width, m_from.height}};
    pass.along = true;
    pass.clamped = m_clamped && !across;
    pass.source = from;
    pass.target = across ? place : to;
    tablesOf(m_columns, pass);
    pass.addAlong(device, static_cast<uint64_t>(m_planes * m_from.height), dispatches);
  }
  if (across) {
    Pass pass{m_rows, {m_to.width, m_from.height}, m_to};
    pass.clamped = m_clamped;
    pass.source = along ? place : from;
    pass.target = to;
    tablesOf(m_rows, pass);
    const size_t first = dispatches.size();
    pass.addAcross(device, static_cast<uint64_t>(m_planes), dispatches);
    dispatches[first].afterOthers = along;
  }
  device.copyIn(static_cast<std::byte*>(scratch) + tablesAt, tables.data(), tables.size());
  device.run(dispatches);
}

}  // namespace weft::vulkan
