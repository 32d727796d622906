#include "value_picture.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "tensor_reader.h"

namespace weft::runner {
namespace {

constexpr int64_t largestPicture = int64_t{1} << 26;  // pixels, of the result

Error refuse(std::string message) { return makeError(ErrorCode::InvalidArgument, std::move(message)); }

// One plane of the tensor, or several, cut to the region.
struct Source {
  const TensorReader& tensor;
  std::vector<int64_t> planes;  // offsets of their first elements
  int64_t width = 0, height = 0;
  int64_t columnStride = 0, rowStride = 0;

  double at(size_t plane, int64_t x, int64_t y) const {
    return tensor.at(planes[plane] + y * rowStride + x * columnStride);
  }
  // The mean over [left, right) x [top, bottom).
  double mean(size_t plane, int64_t left, int64_t top, int64_t right, int64_t bottom) const {
    double sum = 0;
    for (int64_t y = top; y < bottom; ++y) {
      for (int64_t x = left; x < right; ++x) sum += at(plane, x, y);
    }
    return sum / static_cast<double>((right - left) * (bottom - top));
  }
};

Result<Source> findSource(const TensorReader& tensor, const PictureOptions& options, Picture& picture) {
  const std::vector<int64_t>&shape = tensor.shape(), &strides = tensor.strides();
  const size_t dimensions = shape.size();
  if (dimensions < 2 || dimensions > 4) {
    return refuse("a picture has 2 to 4 dimensions: batch, channels, height, width; this tensor has " +
                  std::to_string(dimensions));
  }
  const int64_t count = dimensions == 4 ? shape[0] : 1, channels = dimensions >= 3 ? shape[dimensions - 3] : 1;
  Source source{
      tensor, {}, shape[dimensions - 1], shape[dimensions - 2], strides[dimensions - 1], strides[dimensions - 2]};
  picture.fullWidth = source.width;
  picture.fullHeight = source.height;
  if (source.width < 1 || source.height < 1) return refuse("the picture is empty");
  if (options.batch < 0 || options.batch >= count) {
    return refuse("there is no picture " + std::to_string(options.batch) + "; there are " + std::to_string(count));
  }
  if (options.channel && (*options.channel < 0 || *options.channel >= channels)) {
    return refuse("there is no channel " + std::to_string(*options.channel) + "; there are " +
                  std::to_string(channels));
  }
  if (!options.channel && channels != 1 && channels != 3 && channels != 4) {
    return refuse("the tensor has " + std::to_string(channels) + " channels; \"channel\" chooses one of them");
  }
  int64_t first = dimensions == 4 ? options.batch * strides[0] : 0;
  const auto [x, y, width, height] = options.region;
  if (width != 0 || height != 0) {
    if (x < 0 || y < 0 || width < 1 || height < 1 || x > source.width - width || y > source.height - height) {
      return refuse("the region does not lie in the picture of " + std::to_string(source.width) + " x " +
                    std::to_string(source.height));
    }
    first += y * source.rowStride + x * source.columnStride;
    source.width = width;
    source.height = height;
  }
  const int64_t channelStride = dimensions >= 3 ? strides[dimensions - 3] : 0;
  const int64_t from = options.channel.value_or(0), to = options.channel ? from + 1 : channels;
  for (int64_t channel = from; channel < to; ++channel) source.planes.push_back(first + channel * channelStride);
  return source;
}

std::array<double, 2> rangeOf(const Source& source, const PictureOptions& options) {
  if (options.range) return *options.range;
  if (!options.wholeRange) return {0, source.tensor.isFloat() ? 1.0 : 255.0};
  double least = HUGE_VAL, most = -HUGE_VAL;
  for (size_t plane = 0; plane < source.planes.size(); ++plane) {
    for (int64_t y = 0; y < source.height; ++y) {
      for (int64_t x = 0; x < source.width; ++x) {
        const double value = source.at(plane, x, y);
        if (!std::isfinite(value)) continue;
        least = std::min(least, value);
        most = std::max(most, value);
      }
    }
  }
  return least < most ? std::array{least, most} : std::array{0.0, 1.0};
}

}  // namespace

Result<Picture> makePicture(const Value& value, const PictureOptions& options) {
  const Result<TensorReader> tensor = TensorReader::open(value);
  if (!tensor) return tensor.error();
  Picture picture;
  const Result<Source> found = findSource(*tensor, options, picture);
  if (!found) return found.error();
  const Source& source = *found;

  int64_t width = source.width, height = source.height;
  if (const int64_t longest = std::max(width, height); options.maximumSide > 0 && longest > options.maximumSide) {
    width = std::max<int64_t>(1, width * options.maximumSide / longest);
    height = std::max<int64_t>(1, height * options.maximumSide / longest);
  }
  if (width > largestPicture / height) return refuse("the picture is too large to hand over; \"max\" scales it down");
  picture.width = static_cast<uint32_t>(width);
  picture.height = static_cast<uint32_t>(height);
  picture.pixels.resize(static_cast<size_t>(width * height) * 4, 255);
  const auto [black, white] = rangeOf(source, options);
  const size_t channels = source.planes.size();
  uint8_t* pixel = picture.pixels.data();
  for (int64_t y = 0; y < height; ++y) {
    const int64_t top = y * source.height / height, bottom = (y + 1) * source.height / height;
    for (int64_t x = 0; x < width; ++x, pixel += 4) {
      const int64_t left = x * source.width / width, right = (x + 1) * source.width / width;
      for (size_t plane = 0; plane < channels; ++plane) {
        const double share = (source.mean(plane, left, top, right, bottom) - black) / (white - black);
        // As SaveImage rounds; written so that a NaN becomes 0.
        pixel[plane] =
            share > 0 ? static_cast<uint8_t>(static_cast<float>(std::min(share, 1.0)) * 255.0f + 0.5f) : uint8_t{0};
      }
      if (channels == 1) pixel[1] = pixel[2] = pixel[0];
    }
  }
  return picture;
}

}  // namespace weft::runner
