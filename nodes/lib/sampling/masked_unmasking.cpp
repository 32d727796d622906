#include "sampling/masked_unmasking.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>

#include <weft/sdk/random.h>

#include "sampling/token_distribution.h"

namespace weft::sampling {
namespace {

// Numbers of one stream, in order.
class Uniform {
 public:
  Uniform(int64_t seed, const char* stream) : m_seed(seed), m_stream(stream) {}
  double next() {
    if (m_at == m_drawn.size()) {
      m_drawn.resize(1024);
      fillUniform(m_drawn, m_seed, m_stream, m_offset);
      m_offset += m_drawn.size();
      m_at = 0;
    }
    return m_drawn[m_at++];
  }

 private:
  const int64_t m_seed;
  const char* const m_stream;
  std::vector<float> m_drawn;
  size_t m_at = 0;
  uint64_t m_offset = 0;
};

struct Candidate {
  size_t place;  // in all tokens of the batch
  int64_t token;
  double certainty;  // the more, the sooner
};

class Unmasker {
 public:
  Unmasker(const DenoiserRunRef& run, int64_t vocabulary, const Tensor& tokens, const UnmaskingOptions& options)
      : m_run(run),
        m_options(options),
        m_vocabulary(size_t(vocabulary)),
        m_rows(size_t(tokens.size(0))),
        m_length(size_t(tokens.size(1))),
        m_tokens(tokens.copy<int64_t>()),
        m_draw(options.seed, "weft.unmasking.tokens"),
        m_choice(options.seed, "weft.unmasking.order") {
    for (const int64_t token : m_tokens)
      if (token < 0 || token >= vocabulary)
        throw Failure("token " + std::to_string(token) + " is none of the vocabulary, 0 to " +
                      std::to_string(vocabulary - 1));
  }

  // Places from begin to end of each row, in so many steps.
  void fill(size_t begin, size_t end, int64_t steps, const std::function<void()>& report) {
    std::vector<size_t> atFirst(m_rows);
    for (size_t row = 0; row < m_rows; ++row) atFirst[row] = maskedIn(row, begin, end).size();
    for (int64_t step = 0; step < steps; ++step) {
      const double before = shareAfter(step, steps), after = shareAfter(step + 1, steps);
      std::vector<size_t> masked(m_rows), stay(m_rows);
      bool any = false;
      for (size_t row = 0; row < m_rows; ++row) {
        masked[row] = maskedIn(row, begin, end).size();
        stay[row] = masked[row] == 0 || step + 1 == steps ? 0 : staying(atFirst[row], masked[row], after);
        any |= m_options.order == Unmasking::Ancestral ? masked[row] > 0 : stay[row] < masked[row];
      }
      if (any) {
        const std::vector<float> probabilities = ask();
        const double noise = steps > 1 ? 1 - double(step) / double(steps - 1) : 1;
        for (size_t row = 0; row < m_rows; ++row) {
          if (masked[row] == 0) continue;
          auto candidates = drawn(row, begin, end, probabilities, noise * m_options.choiceTemperature);
          if (m_options.order == Unmasking::Ancestral)
            revealEach(candidates, (before - after) / before);
          else
            revealFirst(candidates, masked[row] - stay[row]);
        }
      }
      report();
    }
  }

  std::vector<size_t> maskedIn(size_t row, size_t begin, size_t end) const {
    std::vector<size_t> places;
    for (size_t i = row * m_length + begin; i < row * m_length + end; ++i)
      if (m_tokens[i] == m_options.maskToken) places.push_back(i);
    return places;
  }
  // The first place that is masked in any row; the length where none is.
  size_t firstMasked() const {
    size_t first = m_length;
    for (size_t i = 0; i < m_tokens.size(); ++i)
      if (m_tokens[i] == m_options.maskToken) first = std::min(first, i % m_length);
    return first;
  }
  size_t length() const { return m_length; }

  Tensor result() const {
    auto tensor = MutableTensor::make<int64_t>({int64_t(m_rows), int64_t(m_length)});
    tensor.assign(m_tokens);
    return std::move(tensor).publish();
  }

 private:
  double shareAfter(int64_t step, int64_t steps) const {
    return step == steps ? 0 : maskedShare(m_options.schedule, double(step) / double(steps));
  }
  // At least one is revealed in each step while there are two, and one waits for the last step.
  static size_t staying(size_t atFirst, size_t masked, double share) {
    const auto wanted = size_t(std::floor(double(atFirst) * share + 1e-9));
    return std::max<size_t>(1, std::min(wanted, masked - 1));
  }

  // The probabilities [N, V, L] for the tokens as they are; the time is the share of all that is masked.
  std::vector<float> ask() const {
    auto x = MutableTensor::make<float>({int64_t(m_rows), int64_t(m_vocabulary), 1, int64_t(m_length)});
    const auto out = x.data<float>();
    std::ranges::fill(out, 0.0f);
    size_t masked = 0;
    for (size_t i = 0; i < m_tokens.size(); ++i) {
      out[at(i, size_t(m_tokens[i]))] = 1;
      masked += m_tokens[i] == m_options.maskToken;
    }
    const double t = double(masked) / double(m_tokens.size());
    const Tensor x0(m_run.predict(std::move(x).publish(), t).item("x0"));
    if (x0.elements() != out.size())
      throw Failure("the denoiser answers with another shape than it was asked with", WEFT_ERROR_TYPE_MISMATCH);
    return x0.copyAs<float>();
  }
  // Of the place i in all tokens, a token's element in [N, V, 1, L].
  size_t at(size_t i, size_t token) const { return (i / m_length * m_vocabulary + token) * m_length + i % m_length; }

  std::vector<Candidate> drawn(size_t row, size_t begin, size_t end, const std::vector<float>& probabilities,
                               double noise) {
    std::vector<Candidate> candidates;
    std::vector<double> its(m_vocabulary);
    for (const size_t place : maskedIn(row, begin, end)) {
      for (size_t token = 0; token < m_vocabulary; ++token) its[token] = double(probabilities[at(place, token)]);
      // Nothing is masked in a sample: the mask's own probability counts as 0 (SUBS of MDLM).
      its[size_t(m_options.maskToken)] = 0;
      const TokenDistribution distribution(its);
      const size_t token = distribution.draw({m_options.temperature, m_options.topK, m_options.topP}, m_draw.next());
      double certainty = certaintyOf(distribution, token);
      if (noise > 0) certainty -= noise * std::log(-std::log(std::clamp(m_choice.next(), 1e-20, 1 - 1e-7)));
      candidates.push_back({place, int64_t(token), certainty});
    }
    return candidates;
  }
  double certaintyOf(const TokenDistribution& distribution, size_t token) {
    switch (m_options.order) {
      case Unmasking::Confidence:
        return std::log(std::max(distribution[token], 1e-20));
      case Unmasking::Margin:
        return distribution.margin();
      case Unmasking::Entropy:
        return -distribution.entropy();
      case Unmasking::Random:
      case Unmasking::Ancestral:
        return m_choice.next();
    }
    return 0;
  }

  void revealFirst(std::vector<Candidate>& candidates, size_t count) {
    std::ranges::stable_sort(candidates, std::greater(), &Candidate::certainty);
    for (size_t i = 0; i < count; ++i) m_tokens[candidates[i].place] = candidates[i].token;
  }
  void revealEach(const std::vector<Candidate>& candidates, double probability) {
    for (const Candidate& candidate : candidates)
      if (candidate.certainty < probability) m_tokens[candidate.place] = candidate.token;
  }

  const DenoiserRunRef& m_run;
  const UnmaskingOptions m_options;
  const size_t m_vocabulary, m_rows, m_length;
  std::vector<int64_t> m_tokens;
  Uniform m_draw, m_choice;
};

}  // namespace

double maskedShare(MaskingSchedule schedule, double progress) {
  return schedule == MaskingSchedule::Cosine ? std::cos(progress * std::numbers::pi / 2) : 1 - progress;
}

Tensor unmask(const DenoiserRunRef& run, int64_t vocabulary, const Tensor& tokens, const UnmaskingOptions& options,
              const ReportUnmasking& report) {
  Unmasker unmasker(run, vocabulary, tokens, options);
  const size_t first = unmasker.firstMasked(), left = unmasker.length() - first;
  const size_t block =
      options.blockLength > 0 ? std::min(size_t(options.blockLength), std::max<size_t>(1, left)) : left;
  const size_t blocks = left == 0 ? 0 : (left + block - 1) / block;
  if (blocks > 0 && size_t(options.steps) % blocks != 0)
    throw Failure("there are " + std::to_string(blocks) + " blocks of " + std::to_string(block) +
                  " tokens, among which " + std::to_string(options.steps) +
                  " steps cannot be shared out; give a multiple of " + std::to_string(blocks));
  uint64_t done = 0;
  for (size_t i = 0; i < blocks; ++i)
    unmasker.fill(first + i * block, std::min(first + (i + 1) * block, unmasker.length()),
                  options.steps / int64_t(blocks), [&] {
                    if (report) report(++done, uint64_t(options.steps));
                  });
  return unmasker.result();
}

Tensor maskAtRandom(const Tensor& tokens, double share, int64_t maskToken, int64_t seed) {
  std::vector<int64_t> masked = tokens.copy<int64_t>();
  Uniform uniform(seed, "weft.unmasking.start");
  for (int64_t& token : masked)
    if (uniform.next() < share) token = maskToken;
  auto tensor = MutableTensor::make<int64_t>(tokens.shape());
  tensor.assign(masked);
  return std::move(tensor).publish();
}

}  // namespace weft::sampling
