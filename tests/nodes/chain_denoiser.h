// A discrete denoiser whose answers are known: sequences of a Markov chain, and the probability of each token given
// those that are not masked.
#pragma once

#include <weft/abi/value.h>

#include <cstdint>
#include <vector>

namespace weft::test {

struct Chain {
  std::vector<double> first;              // of the first token
  std::vector<std::vector<double>> next;  // of a token after each
  int64_t mask() const { return int64_t(first.size()); }
  int64_t vocabulary() const { return mask() + 1; }

  double probability(const std::vector<int64_t>& sequence) const {
    double p = first[size_t(sequence[0])];
    for (size_t i = 1; i < sequence.size(); ++i) p *= next[size_t(sequence[i - 1])][size_t(sequence[i])];
    return p;
  }

  // Of each place, the probability of each token given what is known: [L][V], by messages from both ends.
  std::vector<std::vector<double>> given(const std::vector<int64_t>& tokens) const {
    const size_t length = tokens.size(), count = first.size();
    const auto fits = [&](size_t i, size_t token) { return tokens[i] == mask() || tokens[i] == int64_t(token); };
    std::vector forth(length, std::vector<double>(count)), back(length, std::vector<double>(count, 1.0));
    for (size_t i = 0; i < length; ++i) {
      for (size_t v = 0; v < count; ++v) {
        double sum = i == 0 ? first[v] : 0;
        for (size_t u = 0; i > 0 && u < count; ++u) sum += forth[i - 1][u] * next[u][v];
        forth[i][v] = fits(i, v) ? sum : 0;
      }
      normalise(forth[i]);
    }
    for (size_t i = length - 1; i-- > 0;) {
      for (size_t u = 0; u < count; ++u) {
        back[i][u] = 0;
        for (size_t v = 0; v < count; ++v)
          if (fits(i + 1, v)) back[i][u] += next[u][v] * back[i + 1][v];
      }
      normalise(back[i]);
    }
    std::vector out(length, std::vector<double>(count));
    for (size_t i = 0; i < length; ++i) {
      for (size_t v = 0; v < count; ++v) out[i][v] = forth[i][v] * back[i][v];
      normalise(out[i]);
    }
    return out;
  }

 private:
  static void normalise(std::vector<double>& numbers) {
    double sum = 0;
    for (const double number : numbers) sum += number;
    for (double& number : numbers) number /= sum;
  }
};

// What the denoiser was asked: the tokens of the first row, and the time.
struct ChainQuestion {
  std::vector<int64_t> tokens;
  double t;
};

// A new reference to an object of type "denoiser". Its answers are times `factor`; the questions of all its runs are
// added to `asked`, which outlives it, or may be NULL.
const weft_value* makeChainDenoiser(const Chain& chain, std::vector<ChainQuestion>* asked = nullptr, double factor = 1);

}  // namespace weft::test
