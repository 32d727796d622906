// Checkpoints of a training: safetensors files NAME-STEP.checkpoint.safetensors, of which the last two are kept.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "nn/state.h"
#include "weft/base/result.h"

namespace weft::training {

struct Checkpoint {
  int64_t step = 0;
  std::map<std::string, std::string> facts;  // text that is not tensors, such as the configuration
  nn::NamedTensors tensors;                  // on the CPU
};

class CheckpointStore {
 public:
  // Makes the file FOLDER/NAME appear at once and whole, flushed to the disk: `write` fills the temporary path it is
  // handed.
  using Fill = std::function<Result<void>(const std::filesystem::path& temporary)>;
  using WriteFile = std::function<Result<void>(const std::string& name, const Fill& fill)>;

  // `folder` is looked into for checkpoints of the training `name`; new ones are written through `writeFile`.
  CheckpointStore(std::filesystem::path folder, std::string name, WriteFile writeFile);

  // A store that writes into the folder itself.
  static Result<CheckpointStore> inFolder(const std::filesystem::path& folder, std::string name);

  // Writes the checkpoint, then removes all but the last two.
  Result<void> save(const Checkpoint& checkpoint) const;

  struct Loaded {
    Checkpoint checkpoint;                // step 0 without tensors when there is none
    std::vector<std::string> complaints;  // newer ones that are damaged, one line each
  };
  // The newest checkpoint that is whole and was made with this configuration. Those of another configuration are not
  // damaged, only passed over.
  Loaded loadNewest(const std::string& configuration) const;

  // One file, which must be a whole checkpoint of this configuration.
  static Result<Checkpoint> load(const std::filesystem::path& path, const std::string& configuration);

  // The checkpoints' paths, the newest first.
  std::vector<std::filesystem::path> list() const;

 private:
  std::filesystem::path m_folder;
  std::string m_name;
  WriteFile m_writeFile;
};

}  // namespace weft::training
