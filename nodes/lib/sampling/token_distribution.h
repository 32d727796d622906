// The probabilities of the tokens at one place.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace weft::sampling {

struct TokenDraw {
  double temperature = 1;  // p^(1 / temperature) is drawn from; 0: the likeliest token
  int64_t topK = 0;        // of the likeliest so many; 0: any
  double topP = 1;         // of the likeliest that together have at least this probability
};

class TokenDistribution {
 public:
  // Not necessarily normalised. Failure where one is negative or not finite, or all are 0.
  explicit TokenDistribution(std::vector<double> probabilities);

  double operator[](size_t token) const { return m_probabilities[token]; }
  // By a number in [0, 1): temperature first, then the likeliest k, then those that make up p. Equal tokens count in
  // the order of their ids.
  size_t draw(const TokenDraw& how, double uniform) const;
  double margin() const;   // of the likeliest token over the second
  double entropy() const;  // in nats

 private:
  std::vector<double> m_probabilities;
};

}  // namespace weft::sampling
