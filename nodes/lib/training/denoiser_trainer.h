// Trains a word encoder and a diffusion transformer together, as rectified flow on standardised latents.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "models/diffusion_transformer.h"
#include "models/word_encoder.h"
#include "text/vocabulary.h"
#include "training/sampler.h"
#include "training/training_run.h"

namespace weft::training {

struct DenoiserRecipe {
  double dropped = 0.1;     // share of examples that are trained without their text
  double shortened = 0.05;  // share of examples whose words are dropped, each with one chance in four
  double timeMean = 0.0;    // of the normal numbers whose sigmoid the times are
  double timeDeviation = 1.0;
  double uniformTimes = 0.1;  // share of times that are uniform instead
};

// The two modules that are trained together. Their parameters are "text_encoder." and "denoiser." in checkpoints.
class TextDenoiser : public torch::nn::Module {
 public:
  TextDenoiser(std::shared_ptr<models::WordEncoder> textEncoder,
               std::shared_ptr<models::DiffusionTransformer> denoiser);

  const models::WordEncoder& textEncoder() const { return *m_textEncoder; }
  const models::DiffusionTransformer& denoiser() const { return *m_denoiser; }
  void initialise(at::Generator& generator);

 private:
  std::shared_ptr<models::WordEncoder> m_textEncoder;
  std::shared_ptr<models::DiffusionTransformer> m_denoiser;
};

struct LatentExamples {
  at::Tensor latents;  // float [N, C, H, W], standardised
  at::Tensor tokens;   // int64 [N, words]
};

// The tokens of texts, one row each. The words must all be in the vocabulary.
at::Tensor tokenizeAll(const text::Vocabulary& vocabulary, const std::vector<std::string>& texts, int64_t words);

class DenoiserTrainer {
 public:
  // Initialises the model.
  DenoiserTrainer(std::shared_ptr<TextDenoiser> model, LatentExamples examples, const TrainingSettings& settings,
                  const DenoiserRecipe& recipe = {});

  TrainingRun& run() { return *m_run; }
  // Up to the last step; false when it was stopped before.
  Result<bool> train(const TrainingHooks& hooks);

 private:
  at::Tensor lossOf(int64_t step, int64_t shard, at::Generator& generator) const;
  at::Tensor roughen(at::Tensor tokens, at::Generator& generator) const;

  std::shared_ptr<TextDenoiser> m_model;
  LatentExamples m_examples;
  DenoiserRecipe m_recipe;
  EpochSampler m_sampler;
  std::unique_ptr<TrainingRun> m_run;
};

}  // namespace weft::training
