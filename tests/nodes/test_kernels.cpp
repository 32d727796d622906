// The ways to compute one thing: equal within rounding, and chosen by name.
#include <ATen/ATen.h>

// After LibTorch, which has members that bear the names of Qt's keywords.
#include <QtTest>

#include <set>

#include "nn/kernels.h"
#include "nn/measure_kernels.h"

using namespace weft::nn;

namespace {

bool near(const at::Tensor& a, const at::Tensor& b, double tolerance) {
  return a.sizes() == b.sizes() && a.scalar_type() == b.scalar_type() &&
         (a - b).abs().max().item<double>() <= tolerance * b.abs().max().item<double>();
}

}  // namespace

class TestKernels : public QObject {
  Q_OBJECT

 private slots:
  void linearInBothWays_data();
  void linearInBothWays();
  void attentionInBothWays_data() { tokens(); }
  void attentionInBothWays();
  void convolutionInBothWays();
  void trainingIsLeftAlone();
  void operationsChoose();
  void measuring();
  void measuringStops();

 private:
  static void tokens() {
    QTest::addColumn<int>("queries");
    QTest::addColumn<int>("keys");
    for (const auto& [queries, keys] : {std::pair{1, 1}, {7, 300}, {256, 78}, {257, 5}, {600, 600}})
      QTest::addRow("%d to %d", queries, keys) << queries << keys;
  }
};

void TestKernels::linearInBothWays_data() {
  QTest::addColumn<QList<int>>("shape");
  QTest::newRow("one row") << QList<int>{1, 24};
  QTest::newRow("rows") << QList<int>{5, 24};
  QTest::newRow("tokens") << QList<int>{2, 9, 24};
  QTest::newRow("cells") << QList<int>{2, 3, 4, 24};
}

void TestKernels::linearInBothWays() {
  QFETCH(QList<int>, shape);
  const auto x = at::randn(std::vector<int64_t>(shape.begin(), shape.end()));
  const auto weight = at::randn({40, 24}), bias = at::randn({40});
  const auto expected = at::linear(x, weight, bias);
  QVERIFY(near(linear(LinearKernel::Convolution, x, weight, bias), expected, 1e-5));
  QVERIFY(near(linear(LinearKernel::Linear, x, weight, bias), expected, 0));
  // Part of a larger weight, and a view that does not lie compactly.
  const auto parts = at::randn({80, 24}).narrow(0, 40, 40);
  const auto turned = at::randn({24, 6}).transpose(0, 1);
  QVERIFY(near(linear(LinearKernel::Convolution, turned, parts, bias), at::linear(turned, parts, bias), 1e-5));
}

void TestKernels::attentionInBothWays() {
  QFETCH(int, queries);
  QFETCH(int, keys);
  const auto q = at::randn({2, 3, queries, 16}), k = at::randn({2, 3, keys, 16}), v = at::randn({2, 3, keys, 16});
  const auto expected = at::scaled_dot_product_attention(q, k, v);
  QVERIFY(near(attention(AttentionKernel::Chunked, q, k, v), expected, 1e-5));
  QVERIFY(near(attention(AttentionKernel::Fused, q, k, v), expected, 0));
}

void TestKernels::convolutionInBothWays() {
  const auto x = at::randn({2, 8, 9, 7}), weight = at::randn({12, 8, 3, 3}), bias = at::randn({12});
  const auto expected = at::conv2d(x, weight, bias, 1, 1);
  QVERIFY(near(convolution(ConvolutionKernel::Planes, x, weight, bias, 1), expected, 1e-5));
  QVERIFY(near(convolution(ConvolutionKernel::ChannelsLast, x, weight, bias, 1), expected, 1e-5));
}

void TestKernels::trainingIsLeftAlone() {
  auto weight = at::randn({4, 6}).set_requires_grad(true);
  const auto x = at::randn({3, 6}), bias = at::randn({4});
  QVERIFY(near(linear(x, weight, bias), at::linear(x, weight, bias), 0));
  linear(x, weight, bias).sum().backward();
  QVERIFY(near(weight.grad(), x.sum(0).expand({4, 6}), 1e-5));
}

void TestKernels::operationsChoose() {
  std::set<std::string> ids;
  for (const auto& operation : kernelOperations()) {
    QVERIFY(ids.insert(operation.id).second);
    QCOMPARE(operation.kernels.size(), size_t(2));
  }
  QCOMPARE(ids.size(), size_t(6));
  KernelTables tables;
  for (const auto& operation : kernelOperations()) operation.choose(tables, 1);
  QVERIFY(tables.f32.linear == LinearKernel::Convolution && tables.bf16.attention == AttentionKernel::Chunked);
  QVERIFY(tables.bf16.convolution == ConvolutionKernel::Planes);
  kernelOperations().front().choose(tables, 0);
  QVERIFY(tables.f32.linear == LinearKernel::Linear && tables.bf16.linear == LinearKernel::Convolution);
}

void TestKernels::measuring() {
  size_t told = 0;
  const auto measured = measureKernels([&](size_t done, size_t total) {
    QCOMPARE(total, size_t(6));
    QCOMPARE(done, told++);
  });
  QCOMPARE(measured.size(), size_t(6));
  for (const auto& operation : measured) {
    QCOMPARE(operation.seconds.size(), size_t(2));
    QVERIFY(operation.seconds[0].second > 0 && operation.seconds[0].second <= operation.seconds[1].second);
  }
}

void TestKernels::measuringStops() {
  struct Stop {};
  QVERIFY_EXCEPTION_THROWN(measureKernels([](size_t, size_t) { throw Stop(); }), Stop);
}

QTEST_GUILESS_MAIN(TestKernels)
#include "test_kernels.moc"
