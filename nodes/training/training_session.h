// What the training nodes have in common: where checkpoints lie and which to go on from, progress, the loss curve.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include <weft/sdk/call.h>

#include "models/model_folder.h"
#include "training/training_run.h"

namespace weft::training {

class TrainingSession {
 public:
  // Restores `run` as `resume` says. `name` is the outputs' name, which may hold folders.
  TrainingSession(Call& call, std::string name, const std::string& resume, TrainingRun& run);

  // `look` shows how far it has come: called every so many steps, after the loss curve, and at the end.
  void everySteps(int64_t steps, std::function<void()> look);

  // Trains with `train` until the end. A run that is stopped leaves a checkpoint and throws Cancelled.
  using Train = std::function<Result<bool>(const TrainingHooks&)>;
  void run(const Train& train);

  // Writes a small PNG in the place of the last of this name ("-loss").
  void savePng(const char* suffix, const std::string& bytes);

  // The folder of a finished model, which no earlier run has written to; models::writeModel writes through it.
  std::string freeFolder() const;
  models::WriteFile writerInto(const std::string& folder);

 private:
  void resume(const std::string& how);
  CheckpointStore storeNamed(const std::string& base);
  std::string seriesName(int number) const;
  bool onStep(const TrainingStatus& status);
  void plotLoss();

  Call& m_call;
  std::string m_parent, m_base;  // of the name
  std::filesystem::path m_folder;
  TrainingRun& m_run;
  std::string m_series;  // of the checkpoints that are written
  int64_t m_lookSteps = 0;
  std::function<void()> m_look;
};

}  // namespace weft::training
