// Plots: what is drawn where, what the pointer is told, what the keys do.
#include <QSignalSpy>

#include "editor_test.h"
#include "preview/histogram.h"
#include "preview/plot.h"
#include "preview/plot_axis.h"
#include "theme/theme.h"

using namespace weft::editor;

namespace {

PlotSeries curve(const QString& name, int count, double (*value)(double)) {
  PlotSeries series{name, {}, false};
  for (int i = 0; i < count; ++i) series.points.append({double(i), value(i)});
  return series;
}

void wheel(QWidget& widget, QPointF at, int steps, Qt::KeyboardModifiers modifiers = {}) {
  QWheelEvent event(at, widget.mapToGlobal(at), {}, {0, 120 * steps}, Qt::NoButton, modifiers, Qt::NoScrollPhase,
                    false);
  QApplication::sendEvent(&widget, &event);
}

}  // namespace

class TestPlot : public QObject {
  Q_OBJECT

 private slots:
  void init() { test::failOnWarnings(); }

  void ticksAreRoundAndWithin_data() {
    QTest::addColumn<double>("least");
    QTest::addColumn<double>("most");
    QTest::addColumn<bool>("logarithmic");
    QTest::newRow("unit") << 0.0 << 1.0 << false;
    QTest::newRow("negative") << -7.3 << 12.9 << false;
    QTest::newRow("tiny") << 1e-9 << 3e-9 << false;
    QTest::newRow("narrow") << 1000.0 << 1000.5 << false;
    QTest::newRow("decades") << 1e-5 << 1e3 << true;
    QTest::newRow("one decade") << 0.2 << 9.0 << true;
    QTest::newRow("within a decade") << 0.2 << 0.9 << true;
    QTest::newRow("very many decades") << 1e-200 << 1e200 << true;
  }
  void ticksAreRoundAndWithin() {
    QFETCH(double, least);
    QFETCH(double, most);
    QFETCH(bool, logarithmic);
    const Axis axis{least, most, logarithmic};
    const auto ticks = axis.ticks(6);
    QVERIFY(ticks.size() >= 2 && ticks.size() <= 20);
    for (size_t i = 0; i < ticks.size(); ++i) {
      QVERIFY(axis.place(ticks[i]) > -1e-6 && axis.place(ticks[i]) < 1 + 1e-6);
      QVERIFY(i == 0 || ticks[i] > ticks[i - 1]);
    }
    for (const double place : {0.0, 0.3, 1.0}) QVERIFY(qAbs(axis.place(axis.value(place)) - place) < 1e-9);
  }

  void anyValuesHaveAnAxis() {
    const double nan = std::nan(""), inf = INFINITY;
    for (const auto& [least, most] :
         {std::pair{nan, nan}, {inf, -inf}, {0.0, 0.0}, {5.0, 5.0}, {-1e308, 1e308}, {-3.0, -1.0}}) {
      for (const bool logarithmic : {false, true}) {
        const Axis axis = axisFor(least, most, logarithmic);
        QVERIFY(axis.least < axis.most && (!logarithmic || axis.least > 0));
        QVERIFY(!axis.ticks(5).empty());
      }
    }
  }

  void numbersAreShort() {
    QCOMPARE(numberText(0.25), QString("0.25"));
    QCOMPARE(numberText(12000, 1000), QString("12,000"));
    QCOMPARE(numberText(-0.5, 0.1), QString("−0.5"));
    QCOMPARE(numberText(0.3000000001), QString("0.3"));
    QCOMPARE(numberText(100), QString("100"));
    QCOMPARE(numberText(NAN), QString("NaN"));
  }

  void curvesRunThroughTheirPoints() {
    PlotView plot;
    plot.resize(420, 300);
    plot.setSeries(
        {curve("a", 50, [](double x) { return x * x; }), curve("b", 50, [](double x) { return 2300 - 20 * x; })});
    plot.show();
    const QImage shown = plot.grab().toImage();
    for (qsizetype which = 0; which < 2; ++which) {
      for (const int i : {5, 20, 30, 45}) {
        const QPoint at = plot.fromPlot(plot.series()[which].points[i]).toPoint();
        if (at.y() < plot.plotArea().top() + 45 && at.x() > plot.plotArea().right() - 60) continue;  // the legend
        bool found = false;
        for (int dx = -1; dx <= 1; ++dx) {
          for (int dy = -1; dy <= 1; ++dy) {
            const QColor colour = shown.pixelColor(at + QPoint(dx, dy)), wanted = seriesColour(which);
            found = found || (qAbs(colour.red() - wanted.red()) < 30 && qAbs(colour.blue() - wanted.blue()) < 30);
          }
        }
        QVERIFY2(found, qPrintable(QString("series %1, point %2").arg(which).arg(i)));
      }
    }
  }

  void thePointerTellsTheValues() {
    PlotView plot;
    plot.resize(420, 300);
    plot.setLabels("step", "loss");
    plot.setSeries(
        {curve("first", 11, [](double x) { return x / 4; }), curve("second", 11, [](double) { return 2.0; })});
    plot.show();
    QTest::mouseMove(&plot, plot.fromPlot({7, 1}).toPoint());
    QTRY_COMPARE(plot.hoverText(), QString("step 7\nfirst  1.75\nsecond  2"));
    QTest::mouseMove(&plot, QPoint(1, 1));
    QTRY_VERIFY(plot.hoverText().isEmpty());
  }

  void theWheelKeepsTheValueUnderThePointer() {
    PlotView plot;
    plot.resize(420, 300);
    plot.setSeries({curve("", 100, [](double x) { return std::exp(-x / 20) + 0.01; })});
    for (const bool logarithmic : {false, true}) {
      plot.setLogarithmic(Qt::Vertical, logarithmic);
      const QPointF at = plot.plotArea().center() + QPointF(40, -30), before = plot.toPlot(at);
      wheel(plot, at, 4);
      // The ticks, and with them the room for the curve, are others now.
      const QPointF now = plot.fromPlot(before);
      QVERIFY(QLineF(now, at).length() < 20);
      QVERIFY(plot.toPlot(plot.plotArea().topRight()).x() - plot.toPlot(plot.plotArea().topLeft()).x() < 60);
    }
    plot.fit();
    const double top = plot.toPlot(plot.plotArea().topLeft()).y();
    wheel(plot, plot.plotArea().center(), 3, Qt::ShiftModifier);
    QCOMPARE(plot.toPlot(plot.plotArea().topLeft()).y(), top);  // along x alone
    plot.setSeries({curve("", 200, [](double x) { return x; })});
    QVERIFY(plot.toPlot(plot.plotArea().topRight()).x() < 120);  // what a person chose stays
    QTest::keyClick(&plot, Qt::Key_F);
    QVERIFY(plot.toPlot(plot.plotArea().topRight()).x() >= 199);
  }

  void keysTurnAxes() {
    PlotView plot;
    plot.setSeries({curve("", 10, [](double x) { return x - 2; })});  // values that have no place on such an axis
    QSignalSpy axes(&plot, &PlotView::axesChanged);
    QTest::keyClick(&plot, Qt::Key_Y);
    QTest::keyClick(&plot, Qt::Key_X);
    QVERIFY(plot.isLogarithmic(Qt::Vertical) && plot.isLogarithmic(Qt::Horizontal));
    QCOMPARE(axes.count(), 2);
    QVERIFY(!plot.grab().isNull());
    QCOMPARE(plot.fromPlot({1, 1}).x() < plot.fromPlot({9, 1}).x(), true);
  }

  void strangeValuesAreSurvived() {
    PlotView plot;
    plot.resize(300, 200);
    QVERIFY(!plot.grab().isNull());
    PlotSeries odd{"odd", {{0, NAN}, {1, INFINITY}, {2, 1}, {3, -1e300}, {4, 1e300}}, true};
    plot.setSeries({odd, {"none", {}, false}});
    for (int i = 0; i < 60; ++i) QTest::keyClick(&plot, Qt::Key_Plus);
    for (int i = 0; i < 60; ++i) QTest::keyClick(&plot, Qt::Key_Minus);
    QVERIFY(!plot.grab().isNull());
    PlotSeries many{"many", {}, false};
    for (int i = 0; i < 200'000; ++i) many.points.append({double(i), i == 150'000 ? 50.0 : std::sin(i / 50.0)});
    plot.setSeries({many});
    QTest::keyClick(&plot, Qt::Key_F);
    // The one that stands out is drawn, however many share its column.
    const QImage shown = plot.grab().toImage();
    const QPoint peak = plot.fromPlot({150'000, 40}).toPoint();
    bool found = false;
    for (int dx = -2; dx <= 2; ++dx) found = found || shown.pixelColor(peak + QPoint(dx, 0)).blue() > 150;
    QVERIFY(found);
  }

  void barsAreAsHighAsTheirCounts() {
    HistogramView histogram;
    histogram.resize(320, 140);
    histogram.show();
    const QList<double> counts{1, 0, 4, 8, 2};
    histogram.setHistogram(counts, -1, 4);
    for (qsizetype i = 0; i < counts.size(); ++i) {
      QVERIFY(qAbs(histogram.barRect(i).height() * 8 - histogram.barRect(3).height() * counts[i]) < 1e-6);
    }
    const QImage shown = histogram.grab().toImage();
    QCOMPARE(shown.pixelColor(histogram.barRect(3).center().toPoint()), theme().accent);
    const QRectF lower = histogram.barRect(2);
    QCOMPARE(shown.pixelColor(QPointF(lower.center().x(), lower.top() - 6).toPoint()), theme().field);
    QTest::mouseMove(&histogram, histogram.barRect(3).center().toPoint());
    QTRY_COMPARE(histogram.hoverText(), QString("2.0 to 3.0\n8  (53.3 %)"));
    QTest::keyClick(&histogram, Qt::Key_Y);
    QVERIFY(histogram.isLogarithmic());
    QVERIFY(histogram.barRect(2).height() > histogram.barRect(3).height() / 2);
    histogram.setHistogram({}, 0, 0);
    QVERIFY(!histogram.grab().isNull());
  }
};

WEFT_EDITOR_TEST_MAIN(TestPlot)
#include "test_plot.moc"
