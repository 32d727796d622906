#include "train_denoiser.h"

#include <ATen/ATen.h>

#include <map>
#include <string>

#include "dataset_value.h"
#include "looks.h"
#include "pack/require.h"
#include "training/autoencoder_trainer.h"
#include "training/denoiser_trainer.h"
#include "training/evaluate_emoji.h"
#include "training/sample_flow.h"
#include "training_session.h"

namespace weft::training::node {
namespace {

constexpr int64_t headWidth = 64;
constexpr int64_t wordsOfText = 14;

models::AutoencoderPart loadAutoencoder(const std::string& folder) {
  const auto description = require(models::readModelDescription(folder));
  if (!description.autoencoder)
    throw Failure(description.path.string() + ": this model has no autoencoder", WEFT_ERROR_BAD_FILE);
  return require(models::loadAutoencoder(description));
}

struct Model {
  Model(const models::WordEncoderGeometry& words, const models::DiffusionTransformerGeometry& transformer)
      : textEncoder(std::make_shared<models::WordEncoder>(words)),
        denoiser(std::make_shared<models::DiffusionTransformer>(transformer)),
        both(std::make_shared<TextDenoiser>(textEncoder, denoiser)) {}

  std::shared_ptr<models::WordEncoder> textEncoder;
  std::shared_ptr<models::DiffusionTransformer> denoiser;
  std::shared_ptr<TextDenoiser> both;
};

// The weights' moving average of a run that goes on, in a model of its own.
void copyAverage(const TrainingRun& run, Model& into) {
  const auto checkpoint = run.checkpoint();
  const std::map<std::string, at::Tensor> tensors(checkpoint.tensors.begin(), checkpoint.tensors.end());
  for (auto& [name, parameter] : nn::parametersOf(*into.both)) parameter.copy_(tensors.at("average." + name));
}

}  // namespace

void TrainDenoiser::process(Call& call) {
  const auto data = datasetOf(call[dataset]);
  const auto part = loadAutoencoder(std::string(call[autoencoder]));
  call.progress(0, uint64_t(call[steps]), "encoding the pictures");
  const auto latents = (encodeMeans(*part.model, picturesOf(data)) - part.mean) / part.deviation;
  auto vocabulary = std::make_shared<const text::Vocabulary>(text::Vocabulary::fromTexts(data.names));
  const auto tokens = tokenizeAll(*vocabulary, data.names, wordsOfText);

  models::WordEncoderGeometry words;
  words.vocabulary = vocabulary->size();
  words.words = wordsOfText;
  words.hidden = call[textHidden];
  models::DiffusionTransformerGeometry transformer;
  transformer.channels = latents.size(1);
  transformer.side = latents.size(2);
  transformer.patch = call[patch];
  transformer.width = call[width];
  transformer.heads = call[width] / headWidth;
  transformer.blocks = call[blocks];
  transformer.hidden = call[hidden];
  transformer.textWidth = words.width;
  if (transformer.width % headWidth != 0)
    throw Failure("width is " + std::to_string(transformer.width) + "; wanted a multiple of 64");
  if (transformer.side % transformer.patch != 0)
    throw Failure("patch is " + std::to_string(transformer.patch) + "; it must divide " +
                  std::to_string(transformer.side));

  TrainingSettings settings;
  settings.steps = call[steps];
  settings.batch = call[batch];
  settings.learningRate = call[rate];
  settings.warmUp = 300;
  settings.decay = call[decay];
  settings.seed = uint64_t(call[seed]);
  settings.checkpointSteps = call[checkpoint];
  DenoiserRecipe recipe;
  recipe.dropped = call[dropped];
  recipe.timeMean = call[timeMean];

  const auto trained = at::tensor(balancedTraining(data));
  const Model model(words, transformer);
  DenoiserTrainer trainer(model.both, {latents.index_select(0, trained), tokens.index_select(0, trained)}, settings,
                          recipe);
  TrainingSession session(call, std::string(call[name]), std::string(call[resume]), trainer.run());
  Model averaged(words, transformer);
  session.everySteps(call[look], [&] {
    copyAverage(trainer.run(), averaged);
    const auto shown = shownExamples(tokens.size(0));
    auto generator = generatorFor(settings.seed, "samples", 0);
    const auto noise = at::randn({shown.size(0), transformer.channels, transformer.side, transformer.side}, generator,
                                 at::TensorOptions(at::kFloat));
    const auto made = sampleFlow(*averaged.textEncoder, *averaged.denoiser, tokens.index_select(0, shown), noise,
                                 {call[guidance], 30});
    const auto pictures = part.model->decode(made * part.deviation + part.mean).add(1).mul(0.5).clamp(0, 1);
    session.savePng("-samples", gridOf(pictures));
  });
  session.run([&](const TrainingHooks& hooks) { return trainer.train(hooks); });

  copyAverage(trainer.run(), averaged);
  const models::TextEncoderPart textPart{averaged.textEncoder, vocabulary};
  const models::DenoiserPart denoiserPart{averaged.denoiser};
  const std::string written = session.freeFolder();
  require(models::writeModel("emoji", "emoji", &part, &textPart, &denoiserPart, session.writerInto(written)));
  call.set(folder, std::string_view(written));
}

}  // namespace weft::training::node
