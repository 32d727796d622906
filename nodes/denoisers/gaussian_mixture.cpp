#include "gaussian_mixture.h"

#include <string>
#include <utility>
#include <vector>

#include "pack/require.h"
#include "sampling/mixture_denoiser.h"

namespace weft::denoisers {
namespace {

using Rows = std::vector<std::vector<double>>;

struct Texts {
  std::string_view means, weights, deviations, covariances, labels;
};

// `what` has a row for each centre, of one of two lengths.
void expectRows(const Rows& rows, size_t centres, size_t length, size_t otherLength, const std::string& what) {
  if (rows.size() != centres)
    throw Failure(what + " have " + std::to_string(rows.size()) + " rows; wanted one for each of the " +
                  std::to_string(centres) + " centres");
  for (const auto& row : rows)
    if (row.size() != length && row.size() != otherLength)
      throw Failure(what + " have a row of " + std::to_string(row.size()) + " numbers; wanted " +
                    std::to_string(length));
}

Rows covariancesFrom(const Texts& texts, size_t centres, size_t channels) {
  Rows rows = numberRows(texts.covariances);
  if (!rows.empty()) {
    expectRows(rows, centres, channels * channels, channels * channels, "covariances");
    return rows;
  }
  rows = numberRows(texts.deviations);
  if (rows.size() == 1 && rows.front().size() == 1) rows.assign(centres, rows.front());
  expectRows(rows, centres, channels, 1, "deviations");
  for (auto& row : rows) {
    std::vector<double> covariance(channels * channels, 0);
    for (size_t c = 0; c < channels; ++c) {
      const double deviation = row.size() == 1 ? row.front() : row[c];
      if (deviation < 0) throw Failure("a deviation is " + std::to_string(deviation) + "; wanted 0 or more");
      covariance[c * channels + c] = deviation * deviation;
    }
    row = std::move(covariance);
  }
  return rows;
}

std::vector<double> weightsFrom(std::string_view text, size_t centres) {
  const Rows rows = numberRows(text);
  if (rows.empty()) return std::vector<double>(centres, 1.0);
  if (rows.size() != 1 || rows.front().size() != centres)
    throw Failure("weights: wanted " + std::to_string(centres) + " numbers in one row, one for each centre");
  return rows.front();
}

diffusion::GaussianMixture mixtureFrom(const Texts& texts) {
  const Rows means = numberRows(texts.means);
  if (means.empty()) throw Failure("there is no centre; write one, such as \"0.5 0.5 0.5\"");
  for (const auto& mean : means)
    if (mean.size() != means.front().size())
      throw Failure("the centres differ in how many numbers they have; each has one for every channel");
  const auto weights = weightsFrom(texts.weights, means.size());
  const Rows covariances = covariancesFrom(texts, means.size(), means.front().size());
  std::vector<diffusion::GaussianComponent> components;
  for (size_t k = 0; k < means.size(); ++k) components.push_back({weights[k], means[k], covariances[k]});
  return require(diffusion::GaussianMixture::make(std::move(components)));
}

std::vector<std::string> labelsFrom(std::string_view text, size_t centres) {
  auto labels = sampling::wordsOf(text);
  if (!labels.empty() && labels.size() != centres)
    throw Failure("there are " + std::to_string(labels.size()) + " labels for " + std::to_string(centres) +
                  " centres; give one each, or none");
  return labels;
}

}  // namespace

void GaussianMixture::infer(Infer& question) {
  question.setBytes(denoiser, 0);
  checkProcess(question);
  if (!question.knows(means) || !question.knows(weights) || !question.knows(deviations) ||
      !question.knows(covariances) || !question.knows(labels))
    return;
  const auto mixture =
      mixtureFrom({question[means], question[weights], question[deviations], question[covariances], question[labels]});
  labelsFrom(question[labels], mixture.size());
  question.setType(denoiser, typeText("denoiser<mixture>", {int64_t(mixture.dimensions()), -1, -1}));
}

void GaussianMixture::process(Call& call) {
  auto mixture = mixtureFrom({call[means], call[weights], call[deviations], call[covariances], call[labels]});
  auto words = labelsFrom(call[labels], mixture.size());
  sampling::MixtureModel model{std::move(mixture), require(diffusion::makeProcess(read(call))), std::move(words)};
  call.set(denoiser, makeObject("denoiser", sampling::makeMixtureDenoiser(std::move(model))));
}

void MixtureCondition::process(Call& call) {
  call.set(conditioning, Value::record({{"text", Value::string(std::string(call[text]))}}));
}

}  // namespace weft::denoisers
