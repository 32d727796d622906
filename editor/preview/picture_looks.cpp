#include "preview/picture_looks.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include <QString>

namespace weft::editor {
namespace {

double toLight(double encoded) {
  return encoded <= 0.04045 ? encoded / 12.92 : std::pow((encoded + 0.055) / 1.055, 2.4);
}

double toEncoded(double light) { return light <= 0.0031308 ? light * 12.92 : 1.055 * std::pow(light, 1 / 2.4) - 0.055; }

template <class Function>
void forEachPixel(QImage& picture, Function function) {
  for (int y = 0; y < picture.height(); ++y) {
    uchar* pixel = picture.scanLine(y);
    for (int x = 0; x < picture.width(); ++x, pixel += 4) function(pixel);
  }
}

}  // namespace

QString channelName(PictureChannel channel) {
  switch (channel) {
    case PictureChannel::Red:
      return "Red";
    case PictureChannel::Green:
      return "Green";
    case PictureChannel::Blue:
      return "Blue";
    case PictureChannel::Alpha:
      return "Alpha";
    case PictureChannel::Luminance:
      return "Luminance";
    case PictureChannel::Colour:
      break;
  }
  return "Colour";
}

QString stopsText(double stops) {
  return QString("%1%2 EV").arg(stops > 0 ? "+" : stops < 0 ? "−" : "").arg(std::abs(stops), 0, 'f', 2);
}

std::array<uchar, 256> exposureTable(double stops) {
  std::array<uchar, 256> table;
  const double gain = std::exp2(stops);
  for (int i = 0; i < 256; ++i) {
    const double encoded = stops == 0 ? i / 255.0 : toEncoded(std::min(1.0, toLight(i / 255.0) * gain));
    table[static_cast<size_t>(i)] = static_cast<uchar>(std::lround(encoded * 255));
  }
  return table;
}

int luminanceOf(const uchar* rgba) {
  return static_cast<int>(std::lround(0.2126 * rgba[0] + 0.7152 * rgba[1] + 0.0722 * rgba[2]));
}

void applyLooks(QImage& picture, const PictureLooks& looks) {
  const auto table = exposureTable(looks.stops);
  if (looks.channel == PictureChannel::Colour) {
    if (looks.stops == 0) return;
    forEachPixel(picture, [&](uchar* pixel) {
      for (int channel = 0; channel < 3; ++channel) pixel[channel] = table[pixel[channel]];
    });
    return;
  }
  const bool isLuminance = looks.channel == PictureChannel::Luminance;
  const int which = static_cast<int>(looks.channel) - static_cast<int>(PictureChannel::Red);
  forEachPixel(picture, [&](uchar* pixel) {
    const int value = isLuminance ? luminanceOf(pixel) : pixel[which];
    std::fill_n(pixel, 3, table[static_cast<size_t>(value)]);
    pixel[3] = 255;
  });
}

QImage differenceOf(const QImage& a, const QImage& b) {
  QImage result = a;
  for (int y = 0; y < a.height(); ++y) {
    uchar* to = result.scanLine(y);
    const uchar* other = b.constScanLine(y);
    for (int x = 0; x < a.width(); ++x, to += 4, other += 4) {
      for (int channel = 0; channel < 3; ++channel)
        to[channel] = static_cast<uchar>(std::abs(to[channel] - other[channel]));
      to[3] = 255;
    }
  }
  return result;
}

}  // namespace weft::editor
