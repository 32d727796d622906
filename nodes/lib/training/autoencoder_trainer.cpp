#include "training/autoencoder_trainer.h"

#include <algorithm>

#include "weft/base/text.h"

namespace weft::training {
namespace {

constexpr int64_t evaluationBatch = 64;

at::Tensor toModelRange(const at::Tensor& bytes) { return bytes.to(at::kFloat).mul_(2.0 / 255).sub_(1); }

// All that decides the weights, apart from how long the training goes on.
std::string describe(const models::AutoencoderGeometry& g, const TrainingSettings& s, const AutoencoderLoss& l,
                     const at::Tensor& pictures) {
  std::string text = "autoencoder";
  for (const double number : {double(g.latentChannels),
                              double(g.encoderMiddle),
                              double(g.encoderDeep),
                              double(g.encoderMiddleBlocks),
                              double(g.encoderDeepBlocks),
                              double(g.decoderDeep),
                              double(g.decoderMiddle),
                              double(g.decoderDeepBlocks),
                              double(g.decoderMiddleBlocks),
                              double(s.batch),
                              double(s.shards),
                              s.learningRate,
                              double(s.warmUp),
                              s.weightDecay,
                              s.beta2,
                              s.gradientLimit,
                              s.averaging,
                              double(s.seed),
                              double(s.bfloat16),
                              l.absolute,
                              l.means,
                              l.square,
                              l.divergence}) {
    text += " " + formatNumber(number);
  }
  return text + " " + fingerprint({pictures});
}

}  // namespace

AutoencoderTrainer::AutoencoderTrainer(std::shared_ptr<models::PictureAutoencoder> model, at::Tensor pictures,
                                       const TrainingSettings& settings, const AutoencoderLoss& loss)
    : m_model(std::move(model)),
      m_pictures(std::move(pictures)),
      m_loss(loss),
      m_sampler(settings.seed, m_pictures.size(0), settings.batch, settings.shards) {
  auto generator = generatorFor(settings.seed, "initial weights", 0);
  m_model->initialise(generator);
  m_run = std::make_unique<TrainingRun>(m_model, settings, describe(m_model->geometry(), settings, loss, m_pictures));
}

Result<bool> AutoencoderTrainer::train(const TrainingHooks& hooks) {
  return m_run->run(
      [this](int64_t step, int64_t shard, at::Generator& generator) { return lossOf(step, shard, generator); }, hooks);
}

at::Tensor AutoencoderTrainer::lossOf(int64_t step, int64_t shard, at::Generator& generator) {
  const auto picture = toModelRange(m_pictures.index_select(0, m_sampler.indices(step, shard)));
  const auto [mean, logVarianceRaw] = m_model->encode(picture);
  const auto mu = mean.to(at::kFloat);
  const auto logVariance = logVarianceRaw.to(at::kFloat).clamp(-20, 5);
  const auto noise = at::randn(mu.sizes(), generator, mu.options());
  const auto latent = at::addcmul(mu, noise, (logVariance * 0.5).exp());
  const auto error = (m_model->decode(latent).to(at::kFloat) - picture) * 0.5;
  const auto divergence = 0.5 * (mu.square() + logVariance.exp() - 1 - logVariance).mean();
  return m_loss.absolute * error.abs().mean() + m_loss.means * at::avg_pool2d(error, 4).abs().mean() +
         m_loss.square * error.square().mean() + m_loss.divergence * divergence;
}

Psnr peakSignalToNoise(const at::Tensor& pictures, const at::Tensor& others) {
  const auto errors = (pictures.to(at::kDouble) - others.to(at::kDouble)).square().flatten(1).mean(1).clamp_min(1e-10);
  return {-10 * errors.mean().log10().item<double>(), -10 * errors.log10().mean().item<double>()};
}

at::Tensor encodeMeans(const models::PictureAutoencoder& model, const at::Tensor& pictures) {
  at::NoGradGuard noGrad;
  std::vector<at::Tensor> parts;
  for (const auto& batch : pictures.split(evaluationBatch)) {
    parts.push_back(model.encode(toModelRange(batch)).mean.contiguous());
  }
  return at::cat(parts);
}

at::Tensor reconstruct(const models::PictureAutoencoder& model, const at::Tensor& pictures) {
  at::NoGradGuard noGrad;
  std::vector<at::Tensor> parts;
  for (const auto& batch : pictures.split(evaluationBatch)) {
    const auto decoded = model.decode(model.encode(toModelRange(batch)).mean);
    parts.push_back(decoded.add(1).mul_(0.5).clamp_(0, 1));
  }
  return at::cat(parts);
}

}  // namespace weft::training
