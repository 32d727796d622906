#include "training/evaluate_emoji.h"

#include <algorithm>
#include <cstdio>

#include "training/emoji_names.h"
#include "training/sampler.h"

namespace weft::training {

at::Tensor picturesOf(const EmojiDataset& dataset) {
  return at::from_blob(const_cast<uint8_t*>(dataset.pictures.data()),
                       {int64_t(dataset.names.size()), 3, EmojiDataset::size, EmojiDataset::size}, at::kByte);
}

std::vector<int64_t> evaluationNames(const EmojiDataset& dataset, int64_t trained, uint64_t seed) {
  const auto count = int64_t(dataset.trained.size());
  const auto order = at::randperm(count, generatorFor(seed, "evaluation", 0), at::TensorOptions(at::kLong));
  std::vector<int64_t> asked;
  for (int64_t i = 0; i < std::min(trained, count); ++i) {
    asked.push_back(dataset.trained[size_t(order.const_data_ptr<int64_t>()[i])]);
  }
  asked.insert(asked.end(), dataset.heldOut.begin(), dataset.heldOut.end());
  return asked;
}

EmojiEvaluation judgeEmoji(const EmojiDataset& dataset, const std::vector<int64_t>& asked, const at::Tensor& pictures) {
  at::NoGradGuard noGrad;
  const auto all = picturesOf(dataset).flatten(1).to(at::kFloat).div_(255);
  const auto made = pictures.to(at::kCPU, at::kFloat).clamp(0, 1).flatten(1);
  const auto nearest = (all.square().sum(1) - 2 * at::mm(made, all.t())).argmin(1);

  EmojiEvaluation evaluation;
  int64_t counts[2] = {}, same[2] = {}, exact[2] = {};
  for (size_t i = 0; i < asked.size(); ++i) {
    EmojiVerdict verdict;
    verdict.asked = asked[i];
    verdict.nearest = nearest.const_data_ptr<int64_t>()[i];
    verdict.heldOut = std::binary_search(dataset.heldOut.begin(), dataset.heldOut.end(), asked[i]);
    verdict.exact = verdict.nearest == verdict.asked;
    verdict.sameName = splitName(dataset.names[size_t(verdict.nearest)]).person ==
                       splitName(dataset.names[size_t(verdict.asked)]).person;
    ++counts[verdict.heldOut];
    same[verdict.heldOut] += verdict.sameName;
    exact[verdict.heldOut] += verdict.exact;
    evaluation.verdicts.push_back(verdict);
  }
  const auto share = [&](int64_t part, bool heldOut) {
    return counts[heldOut] ? double(part) / double(counts[heldOut]) : 0.0;
  };
  evaluation.trainedSameName = share(same[0], false);
  evaluation.trainedExact = share(exact[0], false);
  evaluation.heldOutSameName = share(same[1], true);
  evaluation.heldOutExact = share(exact[1], true);
  return evaluation;
}

std::string EmojiEvaluation::csv(const EmojiDataset& dataset) const {
  const auto quoted = [](const std::string& text) {
    std::string out = "\"";
    for (const char c : text) out += c == '"' ? "\"\"" : std::string(1, c);
    return out + "\"";
  };
  std::string table = "asked,nearest,group,exact,same_name\n";
  for (const auto& verdict : verdicts) {
    table += quoted(dataset.names[size_t(verdict.asked)]) + "," + quoted(dataset.names[size_t(verdict.nearest)]) + "," +
             (verdict.heldOut ? "held out" : "trained") + "," + (verdict.exact ? "1" : "0") + "," +
             (verdict.sameName ? "1" : "0") + "\n";
  }
  return table;
}

std::string EmojiEvaluation::summary() const {
  char line[160];
  std::snprintf(line, sizeof line,
                "trained: %.1f %% the name asked for, %.1f %% exact; held out: %.1f %% the name, %.1f %% exact",
                trainedSameName * 100, trainedExact * 100, heldOutSameName * 100, heldOutExact * 100);
  return line;
}

}  // namespace weft::training
