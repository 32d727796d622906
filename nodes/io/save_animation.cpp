#include "save_animation.h"

#include <optional>

#include "image/animation.h"
#include "output.h"
#include "pack/pictures.h"
#include "pack/require.h"

namespace weft::io {

void SaveAnimation::process(Call& call) {
  image::AnimationWriter writer(graphText(call, call[metadata]));
  const double seconds = 1 / call[rate];
  const auto add = [&](const PictureView& picture, double longer) {
    require(writer.add(picture.planes(), picture.width(), picture.height(), seconds + longer));
    call.progress(writer.frames(), 0);
  };
  std::optional<PictureView> last;  // waits for the next one, since the very last stays longer
  forEachPicture(call[frames], [&](const PictureView& picture) {
    if (last) add(*last, 0);
    last = picture;
  });
  if (last) add(*last, call[hold]);
  writeOutput(call, call[name], ".png", require(writer.finish(static_cast<uint32_t>(call[loops]))));
}

}  // namespace weft::io
