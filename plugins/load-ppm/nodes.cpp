// A file format from outside: pictures from PPM files, and back.
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <span>
#include <string>
#include <vector>

#include <weft/sdk.h>

#include "ppm.h"

namespace {

// A file with its header read and its size looked at, before any memory is asked for.
struct OpenedPpm {
  std::ifstream file;
  PpmHeader header;
};

// Puts the file's name before what is wrong with it.
template <class Function>
decltype(auto) naming(const std::string& path, Function&& function) {
  try {
    return function();
  } catch (const weft::Cancelled&) {
    throw;
  } catch (const weft::Failure& failure) {
    throw weft::Failure(path + ": " + failure.what(), failure.status());
  }
}

OpenedPpm openPpm(const std::string& path, int64_t mostPixels) {
  if (path.empty()) throw weft::Failure("no file is named; write the path of a PPM file");
  return naming(path, [&] {
    OpenedPpm opened{std::ifstream(path, std::ios::binary), {}};
    if (!opened.file) throw weft::Failure(std::strerror(errno), WEFT_ERROR_BAD_FILE);
    const PpmHeader header = opened.header = readPpmHeader(opened.file);
    if (header.width * header.height > mostPixels)
      throw weft::Failure("it has " + std::to_string(header.width) + " x " + std::to_string(header.height) +
                              " pixels; at most " + std::to_string(mostPixels) +
                              " are allowed (raise \"max_pixels\" for more)",
                          WEFT_ERROR_BAD_FILE);
    std::error_code error;
    const uint64_t bytes = std::filesystem::file_size(path, error);
    const auto begin = static_cast<uint64_t>(std::max<std::streamoff>(0, opened.file.tellg()));
    if (!error && bytes < begin + header.leastBytes())
      throw weft::Failure("it is cut off: " + std::to_string(header.width) + " x " + std::to_string(header.height) +
                              " pixels take " + std::to_string(header.leastBytes()) + " bytes, and " +
                              std::to_string(bytes > begin ? bytes - begin : 0) + " follow its header",
                          WEFT_ERROR_BAD_FILE);
    return opened;
  });
}

}  // namespace

struct LoadPPM : weft::Node<LoadPPM> {
  using Picture = weft::As<"image[1, 3, h, w]", weft::Tensor>;
  static constexpr weft::About about{
      "Load PPM", "Files",
      "Reads a picture from a portable pixmap: P3 (text) or P6 (bytes), of 8 or 16 bits a sample, with comments. Of "
      "several pictures in one file, the first is read.",
      "open read netpbm pnm pixmap"};
  static constexpr weft::Traits traits{.cost = WEFT_COST_IO, .reentrancy = WEFT_REENTRANCY_PARALLEL};
  // The host resolves the path, and looks at the file itself to know when it has changed.
  static constexpr auto file = weft::param("path", "", weft::path, "The picture: a PPM file");
  static constexpr auto mostPixels =
      weft::param("max_pixels", int64_t{1} << 26, weft::range(1, 281474976710656.0), weft::unit("px"), weft::advanced,
                  "The most pixels (width times height) that are accepted; a file that claims more is refused before "
                  "memory is asked for");
  static constexpr auto image = weft::output<Picture>(
      "image", "The picture, [1, 3, height, width]: red, green and blue as float32 in 0..1, as they stand in the file");
  static constexpr auto ports = weft::ports(file, mostPixels, image);

  // The size, so that what follows is checked before anything runs; and a broken file is found there too.
  static void infer(weft::Infer& question) {
    if (!question.knows(file) || !question.knows(mostPixels)) return;
    try {
      const PpmHeader header = openPpm(std::string(question[file]), question[mostPixels]).header;
      question.setType(image, weft::typeText("image", {1, 3, header.height, header.width}));
    } catch (const weft::Failure& failure) {
      question.fail(file, failure.what());
    }
  }

  void process(weft::Call& call) {
    const std::string path(call[file]);
    OpenedPpm opened = openPpm(path, call[mostPixels]);
    auto picture = weft::MutableTensor::make<float>({1, 3, opened.header.height, opened.header.width});
    naming(path,
           [&] { readPpmPixels(opened.file, opened.header, picture.data<float>(), [&] { call.checkCancelled(); }); });
    call.set(image, std::move(picture));
  }
};

struct SavePPM : weft::Node<SavePPM> {
  static constexpr weft::About about{"Save PPM", "Files",
                                     "Writes pictures as portable pixmaps (P6) below the output folder. Values are "
                                     "clamped to 0..1 and rounded to the nearest of 256 or 65536 steps.",
                                     "write export netpbm pnm pixmap"};
  static constexpr weft::Traits traits{.cost = WEFT_COST_IO, .flags = WEFT_NODE_SIDE_EFFECTS | WEFT_NODE_OUTPUT};
  static constexpr auto image = weft::input<weft::Image>(
      "image", "The pictures, [N, 3, height, width], float32; each of the N becomes a file of its own");
  static constexpr auto name = weft::param("name", "image", weft::outputName,
                                           "The file's name below the output folder, without its ending; when it is "
                                           "taken, -2, -3 ... is added");
  static constexpr auto bits =
      weft::param("bits", "8",
                  weft::choices(weft::choice("8", "256 steps, a byte a sample"),
                                weft::choice("16", "65536 steps, two bytes a sample, which few programs read")),
                  "How finely a sample is stored");
  static constexpr auto ports = weft::ports(image, name, bits);

  void process(weft::Call& call) {
    const weft::Tensor pictures = call[image];
    if (pictures.rank() != 4 || pictures.size(1) != 3 || pictures.elements() == 0)
      throw weft::Failure("expected pictures [N, 3, height, width] with pixels", WEFT_ERROR_TYPE_MISMATCH);
    const PpmHeader header{false, pictures.size(3), pictures.size(2), call[bits] == "16" ? 65535U : 255U};
    const std::vector<float> all = pictures.copy<float>();
    const size_t samples = all.size() / static_cast<size_t>(pictures.size(0));
    for (size_t begin = 0; begin < all.size(); begin += samples) {
      call.checkCancelled();
      weft::OutputFile output(call, std::string(call[name]), ".ppm");
      std::ofstream file(output.path(), std::ios::binary | std::ios::trunc);
      writePpm(file, header, std::span(all).subspan(begin, samples));
      file.close();
      if (!file) throw weft::Failure(output.path() + ": " + std::strerror(errno), WEFT_ERROR_IO);
      output.commit();
    }
  }
};

WEFT_PLUGIN("org.example.ppm", "1.0.0", LoadPPM, SavePPM)
