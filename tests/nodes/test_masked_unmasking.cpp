// Masked discrete diffusion, with a denoiser that knows the distribution of a Markov chain's sequences.
#include <QtTest>

#include "chain_denoiser.h"
#include "mixture_denoiser.h"
#include "node_harness.h"

using namespace weft;
using namespace weft::test;

namespace {

using Tokens = std::vector<int64_t>;

const Chain chain{{0.5, 0.3, 0.2}, {{0.7, 0.2, 0.1}, {0.1, 0.3, 0.6}, {0.45, 0.1, 0.45}}};
const int64_t mask = chain.mask();
constexpr int64_t rows = 4096;

using Settings = std::map<std::string, Value>;
Value text(const char* id) { return Value::string(id); }

NodeRun unmasking(const Settings& settings, std::vector<ChainQuestion>* asked = nullptr, double factor = 1) {
  NodeRun node("weft.schedulers.MaskedUnmasking");
  node.link("denoiser", Value::adopt(makeChainDenoiser(chain, asked, factor)));
  for (const auto& [name, value] : settings) node.set(name, value);
  return node;
}

Tokens tokensOf(NodeRun& node) {
  if (auto done = node.run(); !done) throw std::runtime_error(done.error().message);
  return elementsOf<int64_t>(node.output("tokens"));
}

// Many rows of four tokens.
Tokens drawn(Settings settings) {
  settings.emplace("length", Value::integer(4));
  settings.emplace("batch", Value::integer(rows));
  settings.emplace("seed", Value::integer(3));
  NodeRun node = unmasking(settings);
  return tokensOf(node);
}

// Pearson's statistic of how often each sequence comes, over its degrees of freedom: 1 in the mean, and for so many
// sequences above 1.4 only once in a hundred times where the distribution is right.
template <class Probability>
double misfit(const Tokens& tokens, size_t length, Probability&& probability) {
  size_t kinds = 1;
  for (size_t i = 0; i < length; ++i) kinds *= 3;
  std::vector<double> counts(kinds);
  const size_t drawnRows = tokens.size() / length;
  for (size_t row = 0; row < drawnRows; ++row) {
    size_t kind = 0;
    for (size_t i = 0; i < length; ++i) kind = kind * 3 + size_t(tokens[row * length + i]);
    ++counts.at(kind);
  }
  double sum = 0;
  for (size_t kind = 0; kind < kinds; ++kind) {
    Tokens sequence(length);
    size_t rest = kind;
    for (size_t i = length; i-- > 0; rest /= 3) sequence[i] = int64_t(rest % 3);
    const double expected = double(drawnRows) * probability(sequence);
    sum += (counts[kind] - expected) * (counts[kind] - expected) / expected;
  }
  return sum / double(kinds - 1);
}
double misfit(const Tokens& tokens) {
  return misfit(tokens, 4, [](const Tokens& sequence) { return chain.probability(sequence); });
}

// A step of greedy unmasking, written again: the likeliest token of the places that the measure puts first.
template <class Measure>
void revealGreedily(Tokens& tokens, size_t count, Measure&& measure) {
  const auto given = chain.given(tokens);
  for (; count > 0; --count) {
    size_t best = tokens.size();
    for (size_t i = 0; i < tokens.size(); ++i)
      if (tokens[i] == mask && (best == tokens.size() || measure(given[i]) > measure(given[best]))) best = i;
    const auto& its = given[best];
    tokens[best] = std::max_element(its.begin(), its.end()) - its.begin();
  }
}
double likeliest(const std::vector<double>& p) { return *std::max_element(p.begin(), p.end()); }
double lead(std::vector<double> p) {
  std::sort(p.rbegin(), p.rend());
  return p[0] - p[1];
}
double certainty(const std::vector<double>& p) {
  double sum = 0;
  for (const double its : p) sum += its > 0 ? its * std::log(its) : 0;
  return sum;
}

}  // namespace

class TestMaskedUnmasking : public QObject {
  Q_OBJECT

 private slots:
  void drawsAreThoseOfTheChain_data();
  void drawsAreThoseOfTheChain();
  void oneStepDrawsEachTokenAlone();
  void greedyOrdersAreAsDefined_data();
  void greedyOrdersAreAsDefined();
  void schedulesRevealAsMany_data();
  void schedulesRevealAsMany();
  void givenTokensStay();
  void blocksFollowEachOther();
  void temperatureSharpens();
  void fewOfTheLikeliest_data();
  void fewOfTheLikeliest();
  void someTokensAreDrawnAnew();
  void equalSeedsGiveEqualTokens();
  void nothingToDrawIsNothingAsked();
  void mistakesAreTold_data();
  void mistakesAreTold();
  void wrongDenoisersAreRefused();
  void cancelledWorkStops();
};

void TestMaskedUnmasking::drawsAreThoseOfTheChain_data() {
  QTest::addColumn<QString>("order");
  QTest::addColumn<QString>("schedule");
  QTest::addColumn<int>("steps");
  QTest::addColumn<double>("choiceTemperature");
  // One token a step, whichever it is: exact. Several at once are drawn as if they knew nothing of each other.
  QTest::newRow("random") << "random"
                          << "linear" << 4 << 0.0;
  QTest::newRow("noise alone") << "confidence"
                               << "linear" << 4 << 1000.0;
  QTest::newRow("ancestral") << "ancestral"
                             << "linear" << 200 << 0.0;
  QTest::newRow("ancestral, cosine") << "ancestral"
                                     << "cosine" << 200 << 0.0;
  QTest::newRow("entropy, one by one") << "entropy"
                                       << "linear" << 4 << 0.0;
  QTest::newRow("margin, one by one") << "margin"
                                      << "linear" << 4 << 0.0;
}

void TestMaskedUnmasking::drawsAreThoseOfTheChain() {
  QFETCH(QString, order);
  QFETCH(QString, schedule);
  QFETCH(int, steps);
  QFETCH(double, choiceTemperature);
  const auto tokens = drawn({{"order", text(qPrintable(order))},
                             {"masking_schedule", text(qPrintable(schedule))},
                             {"steps", Value::integer(steps)},
                             {"choice_temperature", Value::number(choiceTemperature)}});
  QVERIFY2(misfit(tokens) <= 1.4, qPrintable(QString::number(misfit(tokens))));
}

void TestMaskedUnmasking::oneStepDrawsEachTokenAlone() {
  const auto alone = chain.given({mask, mask, mask, mask});
  const auto product = [&](const Tokens& sequence) {
    double p = 1;
    for (size_t i = 0; i < 4; ++i) p *= alone[i][size_t(sequence[i])];
    return p;
  };
  for (const char* order : {"confidence", "ancestral"}) {
    const auto tokens = drawn({{"order", text(order)}, {"steps", Value::integer(1)}});
    QVERIFY2(misfit(tokens, 4, product) <= 1.4, order);
    QVERIFY(misfit(tokens) > 10);  // and not the chain's
  }
}

void TestMaskedUnmasking::greedyOrdersAreAsDefined_data() {
  QTest::addColumn<QString>("order");
  for (const char* order : {"confidence", "margin", "entropy"}) QTest::newRow(order) << order;
}

void TestMaskedUnmasking::greedyOrdersAreAsDefined() {
  QFETCH(QString, order);
  for (const int steps : {1, 3, 5, 9}) {
    std::vector<ChainQuestion> asked;
    NodeRun node = unmasking({{"order", text(qPrintable(order))},
                              {"steps", Value::integer(steps)},
                              {"masking_schedule", text("linear")},
                              {"temperature", Value::number(0)}},
                             &asked);
    Tokens expected{mask, mask, 1, mask, mask, mask, mask, mask, 0, mask, mask};
    const size_t places = 9;
    node.link("tokens", tensorOf<int64_t>({1, 11}, expected));
    const auto found = tokensOf(node);
    QCOMPARE(asked.size(), size_t(steps));
    size_t masked = places;
    for (int step = 1; step <= steps; ++step) {
      QCOMPARE(asked[size_t(step) - 1].tokens, expected);
      QCOMPARE(asked[size_t(step) - 1].t, double(masked) / 11);
      const size_t stay = places * size_t(steps - step) / size_t(steps);
      const auto measure = [&](const std::vector<double>& p) {
        return order == "margin" ? lead(p) : order == "entropy" ? certainty(p) : likeliest(p);
      };
      revealGreedily(expected, masked - stay, measure);
      masked = stay;
    }
    QCOMPARE(found, expected);
  }
}

void TestMaskedUnmasking::schedulesRevealAsMany_data() {
  QTest::addColumn<QString>("schedule");
  QTest::addColumn<int>("steps");
  QTest::addColumn<QList<int>>("masked");  // of 16 tokens, when it is asked
  // floor(16 cos(pi r / 2)) and floor(16 (1 - r)), by AmusedScheduler
  QTest::newRow("cosine") << "cosine" << 6 << QList<int>{16, 15, 13, 11, 8, 4};
  QTest::newRow("linear") << "linear" << 5 << QList<int>{16, 12, 9, 6, 3};
  QTest::newRow("more steps than tokens: not asked in vain")
      << "linear" << 40 << QList<int>{16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1};
}

void TestMaskedUnmasking::schedulesRevealAsMany() {
  QFETCH(QString, schedule);
  QFETCH(int, steps);
  QFETCH(QList<int>, masked);
  std::vector<ChainQuestion> asked;
  NodeRun node = unmasking({{"masking_schedule", text(qPrintable(schedule))},
                            {"steps", Value::integer(steps)},
                            {"length", Value::integer(16)}},
                           &asked);
  const auto found = tokensOf(node);
  QCOMPARE(std::count(found.begin(), found.end(), mask), 0);
  QList<int> counts;
  for (const auto& question : asked)
    counts.push_back(int(std::count(question.tokens.begin(), question.tokens.end(), mask)));
  QCOMPARE(counts, masked);
}

void TestMaskedUnmasking::givenTokensStay() {
  const Tokens given{2, mask, mask, 0, mask, 1, 1, 0};
  NodeRun node = unmasking({{"steps", Value::integer(3)}});
  node.link("tokens", tensorOf<int64_t>({2, 4}, given));
  const auto found = tokensOf(node);
  QCOMPARE(shapeOf(node.output("tokens")), (std::vector<int64_t>{2, 4}));
  for (size_t i = 0; i < given.size(); ++i)
    QVERIFY(given[i] == mask ? found[i] >= 0 && found[i] < mask : found[i] == given[i]);
}

void TestMaskedUnmasking::blocksFollowEachOther() {
  std::vector<ChainQuestion> asked;
  NodeRun node = unmasking({{"steps", Value::integer(6)},
                            {"block_length", Value::integer(3)},
                            {"masking_schedule", text("linear")},
                            {"order", text("random")}},
                           &asked);
  node.link("tokens", tensorOf<int64_t>({1, 9}, {0, 1, mask, mask, mask, mask, mask, mask, mask}));
  tokensOf(node);
  // Blocks from place 2 on, of 3, 3 and 1; the last has one token to reveal, and is not asked for twice.
  QCOMPARE(asked.size(), size_t(5));
  for (size_t i = 0; i < asked.size(); ++i) {
    const size_t block = i / 2;
    for (size_t place = 2; place < 2 + 3 * block; ++place) QVERIFY(asked[i].tokens[place] != mask);
    for (size_t place = 2 + 3 * (block + 1); place < 9; ++place) QCOMPARE(asked[i].tokens[place], mask);
  }
}

void TestMaskedUnmasking::temperatureSharpens() {
  for (const double temperature : {0.5, 2.0}) {
    double total = 0;
    for (const double p : chain.first) total += std::pow(p, 1 / temperature);
    const auto tokens = drawn({{"length", Value::integer(1)}, {"temperature", Value::number(temperature)}});
    const double misfits = misfit(tokens, 1, [&](const Tokens& sequence) {
      return std::pow(chain.first[size_t(sequence[0])], 1 / temperature) / total;
    });
    QVERIFY2(misfits < 3,
             qPrintable(QString::number(misfits)));  // two degrees of freedom: above 3 once in twenty times
  }
}

void TestMaskedUnmasking::fewOfTheLikeliest_data() {
  QTest::addColumn<int>("topK");
  QTest::addColumn<double>("topP");
  QTest::addColumn<QList<double>>("expected");
  QTest::newRow("one") << 1 << 1.0 << QList<double>{1, 0, 0};
  QTest::newRow("two") << 2 << 1.0 << QList<double>{0.625, 0.375, 0};
  QTest::newRow("less than half") << 0 << 0.45 << QList<double>{1, 0, 0};
  QTest::newRow("more than half") << 0 << 0.6 << QList<double>{0.625, 0.375, 0};
  QTest::newRow("more than there are") << 9 << 1.0 << QList<double>{0.5, 0.3, 0.2};
}

void TestMaskedUnmasking::fewOfTheLikeliest() {
  QFETCH(int, topK);
  QFETCH(double, topP);
  QFETCH(QList<double>, expected);
  const auto tokens =
      drawn({{"length", Value::integer(1)}, {"top_k", Value::integer(topK)}, {"top_p", Value::number(topP)}});
  for (int token = 0; token < 3; ++token) {
    const double share = double(std::count(tokens.begin(), tokens.end(), token)) / double(rows);
    const double error = std::sqrt(expected[token] * (1 - expected[token]) / double(rows));
    QVERIFY2(std::abs(share - expected[token]) <= 2.5 * error, qPrintable(QString::number(share)));
  }
}

void TestMaskedUnmasking::someTokensAreDrawnAnew() {
  std::vector<ChainQuestion> asked;
  NodeRun node = unmasking({{"starting_mask_ratio", Value::number(0.25)}, {"steps", Value::integer(1)}}, &asked);
  node.link("tokens", tensorOf<int64_t>({1, 4096}, Tokens(4096, 1)));
  const auto found = tokensOf(node);
  QCOMPARE(asked.size(), size_t(1));
  QVERIFY(std::abs(asked[0].t - 0.25) <= 2.5 * std::sqrt(0.25 * 0.75 / 4096));
  for (size_t i = 0; i < found.size(); ++i) QVERIFY(asked[0].tokens[i] == mask || found[i] == 1);
}

void TestMaskedUnmasking::equalSeedsGiveEqualTokens() {
  const Settings settings{{"length", Value::integer(64)}, {"seed", Value::integer(5)}};
  NodeRun first = unmasking(settings), second = unmasking(settings);
  const auto tokens = tokensOf(first);
  QCOMPARE(tokensOf(second), tokens);
  QVERIFY(tokensOf(second.set("seed", Value::integer(6))) != tokens);
}

void TestMaskedUnmasking::nothingToDrawIsNothingAsked() {
  std::vector<ChainQuestion> asked;
  NodeRun node = unmasking({}, &asked);
  node.link("tokens", tensorOf<int64_t>({1, 3}, {0, 2, 1}));
  QCOMPARE(tokensOf(node), (Tokens{0, 2, 1}));
  QVERIFY(asked.empty());
}

void TestMaskedUnmasking::mistakesAreTold_data() {
  QTest::addColumn<QString>("parameter");
  QTest::addColumn<int>("value");
  QTest::addColumn<QList<qint64>>("tokens");
  QTest::addColumn<QString>("message");
  QTest::newRow("no length") << "" << 0 << QList<qint64>{} << "set \"length\"";
  QTest::newRow("no such token") << "" << 0 << QList<qint64>{0, 4} << "token 4 is none of the vocabulary, 0 to 3";
  QTest::newRow("below 0") << "" << 0 << QList<qint64>{-1, 3} << "token -1 is none of the vocabulary";
  QTest::newRow("no such mask") << "mask_token" << 7 << QList<qint64>{0, 3} << "mask_token is 7";
  QTest::newRow("uneven blocks") << "block_length" << 1 << QList<qint64>(5, 3) << "give a multiple of 5";
}

void TestMaskedUnmasking::mistakesAreTold() {
  QFETCH(QString, parameter);
  QFETCH(int, value);
  QFETCH(QList<qint64>, tokens);
  QFETCH(QString, message);
  NodeRun node = unmasking({});
  if (!parameter.isEmpty()) node.set(parameter.toStdString(), Value::integer(value));
  if (!tokens.isEmpty())
    node.link("tokens", tensorOf<int64_t>({1, tokens.size()}, Tokens(tokens.begin(), tokens.end())));
  const std::string failure = node.failure();
  QVERIFY2(failure.find(message.toStdString()) != std::string::npos, failure.c_str());
}

void TestMaskedUnmasking::wrongDenoisersAreRefused() {
  NodeRun continuous("weft.schedulers.MaskedUnmasking");
  const Mixture mixture{{{1, {}, {1, 0, 1}}}, 2, WEFT_PROCESS_VARIANCE_EXPLODING, 80};
  continuous.link("denoiser", Value::adopt(makeMixtureDenoiser(mixture))).set("length", Value::integer(4));
  QVERIFY2(continuous.failure().find("no discrete denoiser") != std::string::npos, continuous.failure().c_str());
  NodeRun negative = unmasking({{"length", Value::integer(4)}}, nullptr, -1);
  QVERIFY2(negative.failure().find("not with probabilities") != std::string::npos, negative.failure().c_str());
  NodeRun nothing = unmasking({{"length", Value::integer(4)}}, nullptr, 0);
  QVERIFY2(nothing.failure().find("no token for possible") != std::string::npos, nothing.failure().c_str());
  NodeRun floats = unmasking({});
  floats.link("tokens", tensorOf<float>({1, 2}, {0, 3}));
  QVERIFY2(floats.failure().find("wanted int64 [N, L]") != std::string::npos, floats.failure().c_str());
}

void TestMaskedUnmasking::cancelledWorkStops() {
  std::vector<ChainQuestion> asked;
  NodeRun node = unmasking({{"length", Value::integer(64)}, {"steps", Value::integer(64)}}, &asked);
  node.call().cancelledAfter = 3;
  const auto outcome = node.run();
  QVERIFY(!outcome.ok());
  QCOMPARE(int(outcome.error().code), int(ErrorCode::Cancelled));
  QVERIFY(asked.size() <= 4);
}

QTEST_GUILESS_MAIN(TestMaskedUnmasking)
#include "test_masked_unmasking.moc"
