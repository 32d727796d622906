#include "label.h"

#include <cstdio>

#include "image/canvas.h"
#include "image/text.h"
#include "pack/pictures.h"
#include "pictures.h"

namespace weft::images {
namespace {

std::string filledIn(std::string_view text, double number) {
  char digits[32];
  std::snprintf(digits, sizeof(digits), "%.6g", number);
  std::string filled(text);
  for (size_t at = filled.find("{}"); at != std::string::npos; at = filled.find("{}", at))
    filled.replace(at, 2, digits);
  return filled;
}

}  // namespace

void Label::process(Call& call) {
  std::vector<PictureView> pictures;
  forEachPicture(call[image], [&](const PictureView& one) { pictures.push_back(one); });
  const int64_t width = pictures.front().width(), height = pictures.front().height(), scale = call[letters];
  const std::string_view where = call[place];
  const int64_t room = 4 * scale;  // around the letters
  const int64_t strip = (image::glyphHeight + 2) * scale + 2 * room;
  const int64_t made = height + (where == "over" ? 0 : strip);
  const std::string line = filledIn(call[text], call[number]);

  const bool dark = call[background] == "black";
  const image::Tone black{0.1F, 0.1F, 0.1F}, white{1, 1, 1};
  auto result = makePicture(width, made, static_cast<int64_t>(pictures.size()));
  const size_t stride = static_cast<size_t>(3 * width * made);
  for (size_t i = 0; i < pictures.size(); ++i) {
    call.checkCancelled();
    image::Canvas canvas(result.data<float>().subspan(i * stride, stride), width, made, dark ? black : white);
    canvas.picture(0, where == "above" ? strip : 0, pictures[i].planes(), width, height);
    const int64_t top = where == "below" ? height : 0;
    const int64_t wide = image::textWidth(line, scale);
    if (where == "over" && !line.empty()) canvas.fill(0, 0, wide + 2 * room, strip, dark ? black : white);
    canvas.text(where == "over" ? room : std::max(room, (width - wide) / 2), top + room, line, scale,
                dark ? white : black);
  }
  call.set(labelled, std::move(result));
}

}  // namespace weft::images
