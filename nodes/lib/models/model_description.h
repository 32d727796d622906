// What a model's folder holds, as its model.json says: which parts, of which kind, in which files. Free of LibTorch.
//
//   { "weft-model": 1, "name": "emoji", "space": "emoji",
//     "autoencoder":  { "kind": "picture-autoencoder",   "file": "autoencoder.safetensors",  ... },
//     "text_encoder": { "kind": "word-encoder",          "file": "text_encoder.safetensors", ... },
//     "denoiser":     { "kind": "diffusion-transformer", "file": "denoiser.safetensors",     ... } }
//
// A part may be missing. Its other fields belong to its kind. Unknown fields are ignored.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "weft/base/json.h"
#include "weft/base/result.h"

namespace weft::models {

// The kinds of parts that this version knows.
inline constexpr const char* pictureAutoencoder = "picture-autoencoder";
inline constexpr const char* wordEncoder = "word-encoder";
inline constexpr const char* diffusionTransformer = "diffusion-transformer";

inline constexpr int64_t pictureAutoencoderFactor = 8;  // pixels a latent cell stands for, along one side

struct ModelPart {
  std::string name;  // "autoencoder"
  std::string kind;
  std::filesystem::path file;  // the safetensors file, which exists
  Json settings;
};

struct ModelDescription {
  std::filesystem::path path;  // of model.json
  std::string name;
  std::string space;  // of its latents: a plain word, which types carry
  std::optional<ModelPart> autoencoder, textEncoder, denoiser;
};

// From the folder, or from the model.json itself. Errors are BadFile and name file and field.
Result<ModelDescription> readModelDescription(const std::filesystem::path& path);

// Reads the fields of a part; the first one that is missing or out of range is the error.
class SettingsReader {
 public:
  SettingsReader(const ModelDescription& model, const ModelPart& part);

  int64_t integer(const char* key, int64_t minimum, int64_t maximum);
  // Exactly `count` finite numbers.
  std::vector<double> numbers(const char* key, size_t count);
  std::vector<std::string> texts(const char* key);
  void refuse(const char* key, const std::string& what);

  // The first error, if there was one.
  Result<void> finish() const;

 private:
  const Json* find(const char* key);

  std::string m_where;
  const Json& m_settings;
  std::optional<Error> m_error;
};

}  // namespace weft::models
