// What is known of a model before anything is loaded; part of both of the pack's libraries.
#include <algorithm>
#include <string>

#include "load_model.h"
#include "models/model_description.h"
#include "weights/safetensors.h"

namespace weft::io {
namespace {

using models::ModelDescription;
using models::ModelPart;

constexpr uint64_t number = sizeof(float);

// Weights are float32 in memory, however the file has them. unknownBytes: not known.
uint64_t weightsOf(const ModelPart& part) {
  const auto file = weights::SafetensorsFile::open(part.file);
  if (!file) return unknownBytes;
  uint64_t elements = 0;
  for (const auto& tensor : file->tensors()) {
    uint64_t product = 1;
    for (const int64_t side : tensor.shape) product *= static_cast<uint64_t>(side);
    elements += product;
  }
  return elements * number;
}

// A part's settings, with what follows from them. `known`: all of them are there, and the kind is one that is known.
struct Figures {
  bool known = false;
  std::string shape;  // behind the type: "[16, 8, 8]"
  uint64_t work = unknownBytes;
};

// The widest place of a transformer: the input, queries, keys, values and what comes of them beside each other, and the
// feed-forward part, before and after its activation.
uint64_t transformerWork(int64_t rows, int64_t width, int64_t hidden) {
  return static_cast<uint64_t>(rows) * static_cast<uint64_t>(8 * width + 2 * hidden) * number;
}

Figures denoiserFigures(const ModelDescription& model, const ModelPart& part) {
  models::SettingsReader reader(model, part);
  const auto read = [&](const char* key) { return reader.integer(key, 0, 65536); };
  const int64_t channels = read("channels"), side = read("side"), patch = std::max<int64_t>(1, read("patch"));
  const int64_t width = read("width"), hidden = read("hidden");
  if (part.kind != models::diffusionTransformer || !reader.finish()) return {};
  const std::string sides = std::to_string(side);
  const int64_t rows = 2 * (side / patch) * (side / patch);  // with a condition and without one, in one batch
  return {true, "[" + std::to_string(channels) + ", " + sides + ", " + sides + "]",
          transformerWork(rows, width, hidden)};
}

Figures textEncoderFigures(const ModelDescription& model, const ModelPart& part) {
  models::SettingsReader reader(model, part);
  const auto read = [&](const char* key) { return reader.integer(key, 0, 65536); };
  const int64_t tokens = read("tokens"), width = read("width"), hidden = read("hidden");
  if (part.kind != models::wordEncoder || !reader.finish()) return {};
  return {true, "[" + std::to_string(tokens) + ", " + std::to_string(width) + "]",
          transformerWork(tokens, width, hidden)};
}

// For pictures of the size that the denoiser makes.
Figures autoencoderFigures(const ModelDescription& model, const ModelPart& part) {
  models::SettingsReader reader(model, part);
  const auto read = [&](const char* key) { return reader.integer(key, 0, 65536); };
  const int64_t channels = read("latent_channels");
  const int64_t quarter = std::max(read("encoder_middle"), read("decoder_middle"));
  const int64_t eighth = std::max(read("encoder_deep"), read("decoder_deep"));
  if (part.kind != models::pictureAutoencoder || !reader.finish()) return {};
  Figures figures{true, "[" + std::to_string(channels) + ", " + std::to_string(models::pictureAutoencoderFactor) + "]"};
  if (!model.denoiser) return figures;
  models::SettingsReader sizes(model, *model.denoiser);
  const int64_t side = sizes.integer("side", 0, 65536);
  if (!sizes.finish()) return figures;
  // In a block stand what it adds to, what goes through it, and a convolution's input in the kernel's own layout.
  figures.work = static_cast<uint64_t>(side * side * std::max(4 * quarter, eighth)) * 4 * number;
  return figures;
}

}  // namespace

void LoadModel::infer(Infer& question) {
  if (!question.knows(model)) return;
  if (question[model].empty())
    question.fail(model, "no model is named; write the path of a model's folder, such as \"emoji\"");
  const auto description = models::readModelDescription(std::string(question[model]));
  if (!description) question.fail(model, description.error().message);

  // Of a kind that is not known only the space is told: loading it says what is wrong.
  const auto tell = [&](const auto& output, const std::string& type, const std::optional<ModelPart>& part,
                        const auto& figuresOf) {
    const Figures figures = part ? figuresOf(*description, *part) : Figures{};
    question.setType(output, type + figures.shape);
    question.setBytes(output, part ? weightsOf(*part) : 0, part ? figures.work : 0);
  };
  const std::string space = "<" + description->space + ">";
  tell(denoiser, "denoiser" + space, description->denoiser, denoiserFigures);
  tell(autoencoder, "autoencoder" + space, description->autoencoder, autoencoderFigures);
  tell(textEncoder, "text_encoder", description->textEncoder, textEncoderFigures);
}

// Each tensor is read as the file has it before it becomes one of float32.
uint64_t LoadModel::estimate(Infer& question) {
  if (!question.knows(model)) return unknownBytes;
  const auto description = models::readModelDescription(std::string(question[model]));
  if (!description) return unknownBytes;
  uint64_t largest = 0;
  for (const auto* part : {&description->denoiser, &description->autoencoder, &description->textEncoder}) {
    if (!*part) continue;
    const auto file = weights::SafetensorsFile::open((*part)->file);
    if (!file) return unknownBytes;
    for (const auto& tensor : file->tensors()) largest = std::max(largest, tensor.bytes());
  }
  return largest;
}

}  // namespace weft::io
