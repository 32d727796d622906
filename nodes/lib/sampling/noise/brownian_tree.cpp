#include "sampling/noise/brownian_tree.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "sampling/noise/seed_sequence.h"
#include "sampling/noise/torch_random.h"

namespace weft::sampling {
namespace {

constexpr size_t poolSize = 24;
constexpr int decimals = 6;
constexpr double latest = 1e12;  // a tree of 60 levels

// The nearest number with so many decimals; of two that are as near, the even one.
double rounded(double time) {
  char text[400];
  const auto written = std::to_chars(text, text + sizeof(text), time, std::chars_format::fixed, decimals);
  double number = time;
  std::from_chars(text, written.ptr, number);
  return number;
}

struct Node {
  double start, end;
  uint64_t key, depth;
};

}  // namespace

class BrownianMotion {
 public:
  virtual ~BrownianMotion() = default;
  virtual Tensor noise(double sigma, double sigmaNext) = 0;
};

namespace {

// In T, operation by operation, since the reference computes so.
template <class T>
class MotionOf : public BrownianMotion {
 public:
  MotionOf(const Tensor& like, double sigmaMin, double sigmaMax, uint64_t entropy)
      : m_like(like), m_entropy(entropy), m_sign(sigmaMin < sigmaMax ? 1 : -1) {
    const auto [from, to] = std::minmax({timeOf(sigmaMin), timeOf(sigmaMax)});
    m_root = {rounded(from), rounded(to), 0, 0};
    m_whole = normal({});
    for (T& number : m_whole) number *= T(std::sqrt(to - from));
  }

  Tensor noise(double sigma, double sigmaNext) override {
    const double a = timeOf(sigma), b = timeOf(sigmaNext);
    const auto within = [&](double time) { return rounded(std::clamp(time, m_root.start, m_root.end)); };
    const double from = within(std::min(a, b)), to = within(std::max(a, b));
    auto result = MutableTensor::make<T>(m_like.shape());
    const auto sum = result.template data<T>();
    std::ranges::fill(sum, T(0));
    if (from < to) {
      add(m_root, m_whole, from, to, sum);
      m_last = std::exchange(m_now, {});
      const T sign = T(m_sign * (a < b ? 1 : -1)), deviation = std::sqrt(std::abs(T(b) - T(a)));
      for (T& number : sum) number = number * sign / deviation;
    }
    return std::move(result).publish();
  }

 private:
  using Numbers = std::vector<T>;
  using Place = std::pair<uint64_t, uint64_t>;  // depth, key

  static double timeOf(double time) {
    const double number = double(T(time));
    if (!(std::abs(number) <= latest))
      throw Failure("Brownian noise at the time " + std::to_string(time) + "; wanted one up to 1e12");
    return number;
  }

  // Adds the increment from one time to another, both within the node, whose own increment is given.
  void add(const Node& node, const Numbers& increment, double from, double to, std::span<T> sum) {
    if (from == node.start && to == node.end) {
      for (size_t i = 0; i < sum.size(); ++i) sum[i] += increment[i];
      return;
    }
    const double middle = rounded(0.5 * (node.end + node.start));
    const Numbers& left = leftHalf(node, middle, increment);
    if (from < middle) add({node.start, middle, 2 * node.key, node.depth + 1}, left, from, std::min(to, middle), sum);
    if (to <= middle) return;
    Numbers right(increment.size());
    for (size_t i = 0; i < right.size(); ++i) right[i] = increment[i] - left[i];
    add({middle, node.end, 2 * node.key + 1, node.depth + 1}, right, std::max(from, middle), to, sum);
  }

  const Numbers& leftHalf(const Node& node, double middle, const Numbers& increment) {
    const Place place{node.depth, node.key};
    if (auto known = m_last.extract(place)) return m_now.insert(std::move(known)).position->second;
    const double left = middle - node.start, right = node.end - middle, reciprocal = 1 / (node.end - node.start);
    const double deviation = std::sqrt(left * right * reciprocal);
    const uint64_t key[] = {node.key, node.depth};
    Numbers numbers = normal(key);
    for (size_t i = 0; i < numbers.size(); ++i)
      numbers[i] = T(left) * increment[i] * T(reciprocal) + T(deviation) * numbers[i];
    return m_now.emplace(place, std::move(numbers)).first->second;
  }

  Numbers normal(std::span<const uint64_t> key) const {
    Numbers numbers(m_like.elements());
    TorchGenerator(seedSequence(m_entropy, key, poolSize, 1).front()).randn(std::span(numbers));
    return numbers;
  }

  const Tensor m_like;
  const uint64_t m_entropy;
  const int m_sign;
  Node m_root;
  Numbers m_whole;  // the root's increment
  // Increments of left halves by the place of the node that was halved: those that the last noise needed, and those of
  // the one that is being made, which mostly begins where the last one ended.
  std::map<Place, Numbers> m_last, m_now;
};

}  // namespace

BrownianTree::BrownianTree(const Tensor& like, double sigmaMin, double sigmaMax, int64_t seed) {
  if (like.is<double>())
    m_motion = std::make_unique<MotionOf<double>>(like, sigmaMin, sigmaMax, uint64_t(seed));
  else
    m_motion = std::make_unique<MotionOf<float>>(like, sigmaMin, sigmaMax, uint64_t(seed));
}
BrownianTree::BrownianTree(BrownianTree&&) noexcept = default;
BrownianTree& BrownianTree::operator=(BrownianTree&&) noexcept = default;
BrownianTree::~BrownianTree() = default;

Tensor BrownianTree::noise(double sigma, double sigmaNext) { return m_motion->noise(sigma, sigmaNext); }

}  // namespace weft::sampling
