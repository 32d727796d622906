#include "training/denoiser_trainer.h"

#include "diffusion/torch_mix.h"
#include "weft/base/text.h"

namespace weft::training {
namespace {

constexpr double wordLoss = 0.25;  // the chance of each word to go, in a text that is shortened

// All that decides the weights, apart from how long the training goes on.
std::string describe(const TextDenoiser& model, const TrainingSettings& s, const DenoiserRecipe& r,
                     const LatentExamples& examples) {
  const auto& w = model.textEncoder().geometry();
  const auto& d = model.denoiser().geometry();
  std::string text = "denoiser";
  for (const double number :
       {double(w.vocabulary), double(w.words),    double(w.width),    double(w.blocks), double(w.heads),
        double(w.hidden),     double(d.channels), double(d.side),     double(d.patch),  double(d.width),
        double(d.blocks),     double(d.heads),    double(d.hidden),   double(s.batch),  double(s.shards),
        s.learningRate,       double(s.warmUp),   s.weightDecay,      s.beta2,          s.gradientLimit,
        s.averaging,          double(s.seed),     double(s.bfloat16), r.dropped,        r.shortened,
        r.timeMean,           r.timeDeviation,    r.uniformTimes}) {
    text += " " + formatNumber(number);
  }
  return text + " " + fingerprint({examples.latents, examples.tokens});
}

}  // namespace

TextDenoiser::TextDenoiser(std::shared_ptr<models::WordEncoder> textEncoder,
                           std::shared_ptr<models::DiffusionTransformer> denoiser) {
  m_textEncoder = register_module("text_encoder", std::move(textEncoder));
  m_denoiser = register_module("denoiser", std::move(denoiser));
}

void TextDenoiser::initialise(at::Generator& generator) {
  m_textEncoder->initialise(generator);
  m_denoiser->initialise(generator);
}

at::Tensor tokenizeAll(const text::Vocabulary& vocabulary, const std::vector<std::string>& texts, int64_t words) {
  auto tokens = at::empty({int64_t(texts.size()), words}, at::kLong);
  auto* row = tokens.mutable_data_ptr<int64_t>();
  for (const auto& text : texts) {
    const auto ids = vocabulary.tokenize(text, words).ids;
    row = std::copy(ids.begin(), ids.end(), row);
  }
  return tokens;
}

DenoiserTrainer::DenoiserTrainer(std::shared_ptr<TextDenoiser> model, LatentExamples examples,
                                 const TrainingSettings& settings, const DenoiserRecipe& recipe)
    : m_model(std::move(model)),
      m_examples(std::move(examples)),
      m_recipe(recipe),
      m_sampler(settings.seed, m_examples.latents.size(0), settings.batch, settings.shards) {
  auto generator = generatorFor(settings.seed, "initial weights", 0);
  m_model->initialise(generator);
  m_run = std::make_unique<TrainingRun>(m_model, settings, describe(*m_model, settings, recipe, m_examples));
}

Result<bool> DenoiserTrainer::train(const TrainingHooks& hooks) {
  return m_run->run(
      [this](int64_t step, int64_t shard, at::Generator& generator) { return lossOf(step, shard, generator); }, hooks);
}

// Leaves out the text of some examples, and single words of others: the first teaches the unconditional prediction
// that guidance needs, the second that a part of a name means something, too.
at::Tensor DenoiserTrainer::roughen(at::Tensor tokens, at::Generator& generator) const {
  const auto count = tokens.size(0), words = tokens.size(1);
  const auto rows = at::rand({count, 1}, generator, at::TensorOptions(at::kFloat));
  const auto each = at::rand({count, words}, generator, at::TensorOptions(at::kFloat));
  const auto shortened = rows.ge(1 - m_recipe.shortened).logical_and(each.lt(wordLoss));
  tokens = tokens.masked_fill(shortened, text::Vocabulary::padding);
  // What is left moves to the front, as in any text.
  const auto order = tokens.eq(text::Vocabulary::padding).to(at::kLong).argsort(true, 1, false);
  tokens = tokens.gather(1, order);
  const auto empty =
      rows.lt(m_recipe.dropped).logical_or(tokens.select(1, 0).eq(text::Vocabulary::padding).unsqueeze(1));
  auto nothing = at::full_like(tokens, text::Vocabulary::padding);
  nothing.select(1, 0).fill_(text::Vocabulary::nothing);
  return at::where(empty, nothing, tokens);
}

at::Tensor DenoiserTrainer::lossOf(int64_t step, int64_t shard, at::Generator& generator) const {
  const auto indices = m_sampler.indices(step, shard);
  const auto sample = m_examples.latents.index_select(0, indices);
  const auto tokens = roughen(m_examples.tokens.index_select(0, indices), generator);
  const auto times = diffusion::logitNormalTimes(sample.size(0), m_recipe.timeMean, m_recipe.timeDeviation,
                                                 m_recipe.uniformTimes, generator);
  const auto noise = at::randn(sample.sizes(), generator, sample.options());
  const auto mixed = at::lerp(sample, noise, times.view({-1, 1, 1, 1}));
  const auto [states, pooled] = m_model->textEncoder().forward(tokens);
  const auto& denoiser = m_model->denoiser();
  const auto prediction = denoiser.forward(mixed, times, denoiser.prepare(states, pooled));
  return at::mse_loss(prediction.to(at::kFloat), noise - sample);
}

}  // namespace weft::training
