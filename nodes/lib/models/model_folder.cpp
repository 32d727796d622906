#include "models/model_folder.h"

#include <fstream>

#include "nn/state.h"
#include "weft/base/text.h"

namespace weft::models {
namespace {

constexpr int64_t largestWidth = 65536;
constexpr int64_t mostBlocks = 512;

// A whole number of a geometry, and what it is called in model.json.
template <class Geometry>
struct Field {
  const char* key;
  int64_t Geometry::*member;
  int64_t minimum, maximum;
};

constexpr Field<AutoencoderGeometry> autoencoderFields[] = {
    {"latent_channels", &AutoencoderGeometry::latentChannels, 1, largestWidth},
    {"encoder_middle", &AutoencoderGeometry::encoderMiddle, 1, largestWidth},
    {"encoder_deep", &AutoencoderGeometry::encoderDeep, 1, largestWidth},
    {"encoder_middle_blocks", &AutoencoderGeometry::encoderMiddleBlocks, 0, mostBlocks},
    {"encoder_deep_blocks", &AutoencoderGeometry::encoderDeepBlocks, 0, mostBlocks},
    {"decoder_deep", &AutoencoderGeometry::decoderDeep, 4, largestWidth},
    {"decoder_middle", &AutoencoderGeometry::decoderMiddle, 1, largestWidth},
    {"decoder_deep_blocks", &AutoencoderGeometry::decoderDeepBlocks, 0, mostBlocks},
    {"decoder_middle_blocks", &AutoencoderGeometry::decoderMiddleBlocks, 0, mostBlocks},
};
constexpr Field<WordEncoderGeometry> textEncoderFields[] = {
    {"tokens", &WordEncoderGeometry::words, 1, 4096},          {"width", &WordEncoderGeometry::width, 1, largestWidth},
    {"blocks", &WordEncoderGeometry::blocks, 0, mostBlocks},   {"heads", &WordEncoderGeometry::heads, 1, 1024},
    {"hidden", &WordEncoderGeometry::hidden, 1, largestWidth},
};
constexpr Field<DiffusionTransformerGeometry> denoiserFields[] = {
    {"channels", &DiffusionTransformerGeometry::channels, 1, largestWidth},
    {"side", &DiffusionTransformerGeometry::side, 1, 4096},
    {"patch", &DiffusionTransformerGeometry::patch, 1, 64},
    {"width", &DiffusionTransformerGeometry::width, 1, largestWidth},
    {"blocks", &DiffusionTransformerGeometry::blocks, 0, mostBlocks},
    {"heads", &DiffusionTransformerGeometry::heads, 1, 1024},
    {"hidden", &DiffusionTransformerGeometry::hidden, 1, largestWidth},
    {"text_width", &DiffusionTransformerGeometry::textWidth, 1, largestWidth},
};

template <class Geometry, size_t N>
Geometry readGeometry(SettingsReader& reader, const Field<Geometry> (&fields)[N]) {
  Geometry geometry;
  for (const auto& field : fields) geometry.*field.member = reader.integer(field.key, field.minimum, field.maximum);
  return geometry;
}

template <class Geometry, size_t N>
Json partJson(const char* kind, const std::string& file, const Geometry& geometry, const Field<Geometry> (&fields)[N]) {
  Json json = {{"kind", kind}, {"file", file}};
  for (const auto& field : fields) json[field.key] = geometry.*field.member;
  return json;
}

Result<void> checkKind(const ModelDescription& model, const ModelPart& part, const char* kind) {
  if (part.kind == kind) return {};
  return makeError(ErrorCode::BadFile, model.path.string() + ": " + part.name + ".kind is " + inQuotes(part.kind) +
                                           "; this version of Weft knows \"" + kind + "\"");
}

Result<WeightsFile> loadWeights(torch::nn::Module& module, const ModelPart& part) {
  auto file = weights::SafetensorsFile::open(part.file);
  if (!file) return std::move(file).error();
  module.eval();
  for (auto& parameter : module.parameters()) parameter.set_requires_grad(false);
  if (auto loaded = nn::loadParameters(module, *file); !loaded) return std::move(loaded).error();
  return WeightsFile(std::make_shared<weights::SafetensorsFile>(std::move(*file)));
}

template <class Part>
Result<Part> withWeights(Part out, const ModelPart& part) {
  auto file = loadWeights(*out.model, part);
  if (!file) return std::move(file).error();
  out.file = std::move(*file);
  return out;
}

at::Tensor perChannel(const std::vector<double>& numbers) {
  auto tensor = at::empty({1, int64_t(numbers.size()), 1, 1}, at::kFloat);
  std::copy(numbers.begin(), numbers.end(), tensor.mutable_data_ptr<float>());
  return tensor;
}

Json listOf(const at::Tensor& tensor) {
  const auto flat = tensor.flatten().to(at::kCPU, at::kDouble);
  Json list = Json::array();
  for (int64_t i = 0; i < flat.numel(); ++i) list.push_back(flat.const_data_ptr<double>()[i]);
  return list;
}

Result<void> writeWeights(const torch::nn::Module& module, const std::string& file, const WriteFile& writeFile) {
  auto tensors = nn::parametersOf(module);
  for (auto& [name, tensor] : tensors) tensor = tensor.detach().to(at::kCPU, at::kBFloat16).contiguous();
  return writeFile(file, [&](const std::filesystem::path& temporary) {
    return weights::writeSafetensors(temporary, nn::viewsOf(tensors));
  });
}

}  // namespace

Result<AutoencoderPart> loadAutoencoder(const ModelDescription& model) {
  const auto& part = *model.autoencoder;
  if (auto known = checkKind(model, part, pictureAutoencoder); !known) return std::move(known).error();
  SettingsReader reader(model, part);
  const auto geometry = readGeometry(reader, autoencoderFields);
  if (geometry.decoderDeep % 4 != 0) reader.refuse("decoder_deep", "must be a multiple of 4");
  const auto mean = reader.numbers("mean", size_t(geometry.latentChannels));
  const auto deviation = reader.numbers("deviation", size_t(geometry.latentChannels));
  for (const double number : deviation) {
    if (!(number > 0)) reader.refuse("deviation", "must hold numbers above 0");
  }
  if (auto read = reader.finish(); !read) return std::move(read).error();
  return withWeights(
      AutoencoderPart{std::make_shared<PictureAutoencoder>(geometry), perChannel(mean), perChannel(deviation)}, part);
}

Result<TextEncoderPart> loadTextEncoder(const ModelDescription& model) {
  const auto& part = *model.textEncoder;
  if (auto known = checkKind(model, part, wordEncoder); !known) return std::move(known).error();
  SettingsReader reader(model, part);
  auto geometry = readGeometry(reader, textEncoderFields);
  if (geometry.width % geometry.heads != 0) reader.refuse("heads", "must divide the width");
  auto words = reader.texts("vocabulary");
  if (auto read = reader.finish(); !read) return std::move(read).error();
  auto vocabulary = text::Vocabulary::create(std::move(words));
  if (!vocabulary) {
    return makeError(ErrorCode::BadFile,
                     model.path.string() + ": text_encoder.vocabulary: " + vocabulary.error().message);
  }
  geometry.vocabulary = vocabulary->size();
  return withWeights(TextEncoderPart{std::make_shared<WordEncoder>(geometry),
                                     std::make_shared<const text::Vocabulary>(std::move(*vocabulary))},
                     part);
}

Result<DenoiserPart> loadDenoiser(const ModelDescription& model) {
  const auto& part = *model.denoiser;
  if (auto known = checkKind(model, part, diffusionTransformer); !known) return std::move(known).error();
  SettingsReader reader(model, part);
  const auto geometry = readGeometry(reader, denoiserFields);
  if (geometry.width % geometry.heads != 0) reader.refuse("heads", "must divide the width");
  if (geometry.side % geometry.patch != 0) reader.refuse("patch", "must divide the side");
  if (auto read = reader.finish(); !read) return std::move(read).error();
  return withWeights(DenoiserPart{std::make_shared<DiffusionTransformer>(geometry)}, part);
}

Result<void> writeModel(const std::string& name, const std::string& space, const AutoencoderPart* autoencoder,
                        const TextEncoderPart* textEncoder, const DenoiserPart* denoiser, const WriteFile& writeFile) {
  Json json = {{"weft-model", 1}, {"name", name}, {"space", space}};
  const auto add = [&](const char* part, Json settings, const torch::nn::Module& module) {
    const std::string file = settings["file"];
    json[part] = std::move(settings);
    return writeWeights(module, file, writeFile);
  };
  if (autoencoder) {
    auto settings =
        partJson(pictureAutoencoder, "autoencoder.safetensors", autoencoder->model->geometry(), autoencoderFields);
    settings["mean"] = listOf(autoencoder->mean);
    settings["deviation"] = listOf(autoencoder->deviation);
    if (auto written = add("autoencoder", std::move(settings), *autoencoder->model); !written) return written;
  }
  if (textEncoder) {
    auto settings =
        partJson(wordEncoder, "text_encoder.safetensors", textEncoder->model->geometry(), textEncoderFields);
    settings["vocabulary"] = textEncoder->vocabulary->words();
    if (auto written = add("text_encoder", std::move(settings), *textEncoder->model); !written) return written;
  }
  if (denoiser) {
    auto settings = partJson(diffusionTransformer, "denoiser.safetensors", denoiser->model->geometry(), denoiserFields);
    if (auto written = add("denoiser", std::move(settings), *denoiser->model); !written) return written;
  }
  return writeFile("model.json", [&](const std::filesystem::path& temporary) -> Result<void> {
    std::ofstream out(temporary, std::ios::binary | std::ios::trunc);
    out << dumpJson(json) << '\n';
    out.close();
    if (out) return {};
    return makeError(ErrorCode::Io, temporary.string() + ": cannot be written");
  });
}

}  // namespace weft::models
