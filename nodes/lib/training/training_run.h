// One training: optimiser, moving average, schedule, checkpoints. What is trained, and on what, is the caller's.
#pragma once

#include <torch/nn/module.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "nn/state.h"
#include "training/checkpoint.h"
#include "weft/base/result.h"

namespace weft::training {

struct TrainingSettings {
  int64_t steps = 1000;        // where it ends
  int64_t batch = 64;          // examples a step
  int64_t shards = 2;          // equal parts of a batch, computed side by side by one thread each
  double learningRate = 1e-3;  // AdamW
  int64_t warmUp = 100;        // steps over which the rate rises from 0
  int64_t decay = 0;           // last steps, over which the rate falls to 0 in a line
  double weightDecay = 0.01;   // of matrices; tables and biases have none
  double beta2 = 0.99;
  double gradientLimit = 1.0;  // norm that gradients are clipped to
  double averaging = 0.999;    // decay of the moving average of the weights
  uint64_t seed = 1;
  bool bfloat16 = true;         // autocast
  int64_t checkpointSteps = 0;  // how often; 0: only when it stops or ends
};

struct TrainingStatus {
  int64_t step = 0;  // steps done
  int64_t total = 0;
  double loss = 0;  // of this step
  double rate = 0;  // examples a second, over the last few seconds
};

struct TrainingHooks {
  // Called after every step; true stops, after a checkpoint. May be empty.
  std::function<bool(const TrainingStatus&)> stop;
  // Where checkpoints go; none: nothing is kept.
  const CheckpointStore* checkpoints = nullptr;
};

// A short text that tells tensors of other shapes or contents apart: what is trained on is part of a configuration.
std::string fingerprint(const std::vector<at::Tensor>& tensors);

class TrainingRun {
 public:
  // `configuration` names all that decides the result except how long it goes on; it must be the same to resume. The
  // module has been initialised and keeps the trained weights; the average is kept beside it.
  TrainingRun(std::shared_ptr<torch::nn::Module> module, const TrainingSettings& settings, std::string configuration);

  // Goes on from this checkpoint. It must fit the module.
  Result<void> restore(const Checkpoint& checkpoint);
  Checkpoint checkpoint() const;

  // The mean loss of one shard of a step, a scalar with gradient; `generator` is for this call alone. Several shards
  // are computed at the same time.
  using LossOf = std::function<at::Tensor(int64_t step, int64_t shard, at::Generator& generator)>;

  // Trains up to the last step; false when it was stopped before. The result does not depend on how many threads there
  // are: each shard is computed by one, and their gradients are added in order.
  Result<bool> run(const LossOf& lossOf, const TrainingHooks& hooks);

  int64_t step() const { return m_step; }
  const std::string& configuration() const { return m_configuration; }
  // The loss of every step so far.
  const std::vector<float>& history() const { return m_history; }
  // Puts the moving average in the place of the module's weights, for use (training cannot go on from there).
  void takeAverage();

  // The learning rate of a step, counted from 0.
  static double learningRate(const TrainingSettings& settings, int64_t step);

 private:
  double trainStep(const LossOf& lossOf, bool parallel);
  void update(std::vector<at::Tensor>& gradients);
  Result<void> save(const TrainingHooks& hooks) const;

  std::shared_ptr<torch::nn::Module> m_module;
  TrainingSettings m_settings;
  std::string m_configuration;
  std::vector<std::string> m_names;
  std::vector<at::Tensor> m_weights, m_average, m_first, m_second, m_stepCounts;  // matrices first, then the rest
  size_t m_decayed = 0;                                                           // how many are matrices
  int64_t m_step = 0;
  std::vector<float> m_history;
};

}  // namespace weft::training
