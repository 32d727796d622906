// How a picture is looked at: one channel of it, lighter or darker. Pictures are RGBA8888 here, in and out.
#pragma once

#include <array>

#include <QImage>

namespace weft::editor {

enum class PictureChannel { Colour, Red, Green, Blue, Alpha, Luminance };

struct PictureLooks {
  PictureChannel channel = PictureChannel::Colour;
  double stops = 0;  // of exposure: light times 2^stops, before its encoding (sRGB)
  bool operator==(const PictureLooks&) const = default;
};

// "Red", "+1.50 EV": for people.
QString channelName(PictureChannel channel);
QString stopsText(double stops);

// By what an encoded value becomes.
std::array<uchar, 256> exposureTable(double stops);
// Rec. 709 weights on the encoded values, as "luma" is in video.
int luminanceOf(const uchar* rgba);

// One channel comes out as an opaque grey.
void applyLooks(QImage& picture, const PictureLooks& looks);
// |a − b| of each channel, opaque; both have the same size. Exposure and channel apply to the difference.
QImage differenceOf(const QImage& a, const QImage& b);

}  // namespace weft::editor
