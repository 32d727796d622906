#include "score_nodes.h"

#include <weft/sdk/numbers.h>

namespace weft::guidance {

void ClassifierGuidance::process(Call& call) {
  const auto score =
      classifierScore(call[classifier]->classifier, size_t(call[label]), call[scale], call[sees] == "x0");
  answer(call, makeScoreGuided(call[denoiser], score, intervalOf(call)));
}

void LoadClassifier::process(Call& call) {
  call.set(classifier, makeOwn<ClassifierHandle>(
                           perceptronClassifier(std::string(call[file]), call[activation], call[takesNoise])));
}

void MixtureClassifier::process(Call& call) {
  std::vector<double> shares;
  for (const auto& row : numberRows(call[weights])) shares.insert(shares.end(), row.begin(), row.end());
  call.set(classifier,
           makeOwn<ClassifierHandle>(mixtureClassifier(numberRows(call[means]), std::move(shares), call[deviation])));
}

void TargetGuidance::process(Call& call) {
  TargetLoss loss;
  loss.target = sampling::asComputed(call[target], "\"target\"");
  if (call.has(mask)) loss.mask = sampling::asComputed(call[mask], "\"mask\"");
  loss.scale = call[scale];
  loss.isNorm = call[norm];
  loss.throughDenoiser = call[through] == "denoiser";
  answer(call, makeScoreGuided(call[denoiser], targetScore(std::move(loss)), intervalOf(call)));
}

}  // namespace weft::guidance
