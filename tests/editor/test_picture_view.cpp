// The picture viewer through what a person does to it, and the pixels that come of it.
#include <QClipboard>
#include <QSignalSpy>

#include "editor_test.h"
#include "preview/picture_pyramid.h"
#include "preview/picture_view.h"

using namespace weft::editor;

namespace {

// Every pixel of its own colour.
QImage pattern(int width, int height) {
  QImage image(width, height, QImage::Format_RGB32);
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x)
      image.setPixel(x, y, qRgb((x * 37 + y) % 256, (y * 53 + x) % 256, (x * y + 90) % 256));
  }
  return image;
}

QImage plain(QColor colour, QSize size = {40, 30}) {
  QImage image(size, QImage::Format_RGB32);
  image.fill(colour);
  return image;
}

void wheel(QWidget& widget, QPointF at, int steps) {
  QWheelEvent event(at, widget.mapToGlobal(at), {}, {0, 120 * steps}, Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase,
                    false);
  QApplication::sendEvent(&widget, &event);
}

}  // namespace

class TestPictureView : public QObject {
  Q_OBJECT

  std::unique_ptr<PictureView> m_view;

  QColor colourAt(QPointF at) const { return m_view->grab().toImage().pixelColor(at.toPoint()); }
  QPoint middle() const { return {m_view->width() / 2, (m_view->height() - 24) / 2}; }
  QColor shown(double x, double y) const { return colourAt(m_view->fromPicture({x, y})); }

 private slots:
  void init() {
    test::failOnWarnings();
    m_view = std::make_unique<PictureView>();
    m_view->resize(420, 324);
    m_view->show();
    QVERIFY(QTest::qWaitForWindowActive(m_view.get()));
    m_view->setFocus();
  }
  void cleanup() { m_view.reset(); }

  void theWheelKeepsThePixelUnderThePointer() {
    m_view->setPicture(pattern(300, 200));
    for (const QPointF at : {QPointF(100, 80), QPointF(300, 200), QPointF(210, 150)}) {
      for (const int steps : {2, 3, -1, 4, -3}) {
        const QPointF before = m_view->toPicture(at);
        const double zoom = m_view->zoom();
        wheel(*m_view, at, steps);
        QVERIFY(steps > 0 ? m_view->zoom() > zoom : m_view->zoom() < zoom);
        const QPointF after = m_view->toPicture(at);
        // The corner lies on a pixel of the screen: half of one at the zoom before, and half at the zoom behind.
        QVERIFY(QLineF(before, after).length() < 0.75 / zoom + 0.75 / m_view->zoom());
      }
    }
  }

  void zoomHasItsBounds() {
    m_view->setPicture(pattern(300, 200));
    wheel(*m_view, middle(), 100);
    QCOMPARE(m_view->zoom(), 32.0);
    wheel(*m_view, middle(), -200);
    QCOMPARE(m_view->zoom(), 0.05);
    QTest::keyClick(m_view.get(), Qt::Key_1);
    QCOMPARE(m_view->zoom(), 1.0);
    QTest::keyClick(m_view.get(), Qt::Key_F);
    QVERIFY(m_view->isFitted());
    m_view->resize(220, 324);
    QCOMPARE(m_view->zoom(), (220 - 24) / 300.0);
  }

  void oneToOneIsThePicture() {
    const QImage picture = pattern(61, 47);
    m_view->setPicture(picture);
    QTest::keyClick(m_view.get(), Qt::Key_1);
    const QPoint corner = m_view->fromPicture({0, 0}).toPoint();
    const QImage shown = m_view->grab().toImage().copy(QRect(corner, picture.size()));
    // The frame of the focus runs along the edges of the view, not through it.
    QCOMPARE(shown.convertToFormat(QImage::Format_RGB32), picture);
  }

  void magnifiedPixelsAreExact() {
    const QImage picture = pattern(9, 7);
    m_view->setPicture(picture);
    m_view->setZoom(11.7);  // below the zoom that shows the grid
    const QImage grabbed = m_view->grab().toImage();
    for (int y = 0; y < 7; ++y) {
      for (int x = 0; x < 9; ++x) {
        for (const QPointF within : {QPointF(0.1, 0.1), QPointF(0.5, 0.5), QPointF(0.9, 0.9)}) {
          const QPointF at = m_view->fromPicture(QPointF(x, y) + within);
          QCOMPARE(grabbed.pixelColor(int(at.x()), int(at.y())), picture.pixelColor(x, y));
        }
      }
    }
    m_view->setZoom(20);
    const QPointF edge = m_view->fromPicture({4, 3.5});
    QVERIFY(colourAt(edge) != picture.pixelColor(3, 3) && colourAt(edge) != picture.pixelColor(4, 3));
    QCOMPARE(shown(4.5, 3.5), picture.pixelColor(4, 3));
  }

  void fromAfarPixelsAreMeans() {
    QImage checks(400, 300, QImage::Format_RGB32);
    for (int y = 0; y < 300; ++y) {
      for (int x = 0; x < 400; ++x) checks.setPixel(x, y, (x + y) % 2 ? qRgb(255, 255, 255) : qRgb(0, 0, 0));
    }
    PicturePyramid pyramid(checks);
    for (const double step : {2.0, 3.3, 8.0}) {
      const QImage small = pyramid.sample({20, 20}, {step, step}, {30, 20});
      for (int x = 0; x < 30; ++x) QVERIFY(std::abs(small.pixelColor(x, 10).red() - 128) <= 2);
    }
    QCOMPARE(pyramid.sample({-5, 0}, {1, 1}, {10, 1}).pixelColor(2, 0).alpha(), 0);
  }

  void thePointerTellsThePixel() {
    const QImage picture = pattern(50, 40);
    m_view->setPicture(picture);
    QTest::mouseMove(m_view.get(), m_view->fromPicture({12.5, 34.5}).toPoint());
    const QColor there = picture.pixelColor(12, 34);
    const QString expected =
        QString("x 12  y 34   R %1  G %2  B %3").arg(there.red()).arg(there.green()).arg(there.blue());
    QTRY_VERIFY2(m_view->statusText().startsWith(expected), qPrintable(m_view->statusText()));
    QVERIFY(m_view->statusText().contains("50 × 40"));
    m_view->setCompared(plain(QColor(1, 2, 3), {100, 80}));
    QVERIFY2(m_view->statusText().contains("B:  R 1  G 2  B 3"), qPrintable(m_view->statusText()));
  }

  void aDragPans() {
    m_view->setPicture(pattern(300, 200));
    m_view->setZoom(3);
    const QPointF before = m_view->toPicture(middle());
    QTest::mousePress(m_view.get(), Qt::LeftButton, {}, middle());
    QTest::mouseMove(m_view.get(), middle() + QPoint(30, -12));
    QTest::mouseRelease(m_view.get(), Qt::LeftButton, {}, middle() + QPoint(30, -12));
    QVERIFY(QLineF(m_view->toPicture(middle()), before - QPointF(10, -4)).length() < 1e-9);
    for (int i = 0; i < 200; ++i) QTest::keyClick(m_view.get(), Qt::Key_Left);
    QVERIFY(m_view->fromPicture({0, 0}).x() < m_view->width() - 16);  // still in sight
    QTest::mouseDClick(m_view.get(), Qt::LeftButton, {}, middle());
    QVERIFY(m_view->isFitted());
  }

  void theWipeHasOnePictureOnEachSide() {
    m_view->setPicture(plain(Qt::red));
    m_view->setCompared(plain(Qt::blue, {80, 60}));
    QCOMPARE(shown(10, 20), QColor(Qt::red));
    QCOMPARE(shown(30, 20), QColor(Qt::blue));
    const QPoint grip = middle();
    QTest::mousePress(m_view.get(), Qt::LeftButton, {}, grip);
    QTest::mouseMove(m_view.get(), grip + QPoint(126, 0));
    QTest::mouseRelease(m_view.get(), Qt::LeftButton, {}, grip + QPoint(126, 0));
    QVERIFY(qAbs(m_view->wipe() - 0.8) < 0.003);
    QCOMPARE(shown(28, 20), QColor(Qt::red));
    QCOMPARE(colourAt(QPointF(m_view->wipe() * 420 - 4, 60)), QColor(Qt::red));
    QCOMPARE(colourAt(QPointF(m_view->wipe() * 420 + 4, 60)), QColor(Qt::blue));
    QTest::keyClick(m_view.get(), Qt::Key_Left, Qt::ShiftModifier);
    QVERIFY(qAbs(m_view->wipe() - 0.79) < 0.003);
    m_view->setCompared({});
    QCOMPARE(shown(38, 20), QColor(Qt::red));
  }

  void keysChooseTheComparison() {
    m_view->setPicture(plain(QColor(200, 100, 50)));
    m_view->setCompared(plain(QColor(180, 130, 50)));
    QTest::keyClick(m_view.get(), Qt::Key_D);
    QCOMPARE(shown(20, 15), QColor(20, 30, 0));
    QTest::keyClick(m_view.get(), Qt::Key_S);
    QCOMPARE(colourAt({105, 150}), QColor(200, 100, 50));
    QCOMPARE(colourAt({315, 150}), QColor(180, 130, 50));
    // One point lies in both halves.
    QVERIFY(QLineF(m_view->toPicture({315.5, 150}), m_view->toPicture({105, 150})).length() < 1 / m_view->zoom());
    QTest::keyClick(m_view.get(), Qt::Key_K);
    QTRY_COMPARE(shown(20, 15), QColor(180, 130, 50));
    QTRY_COMPARE(shown(20, 15), QColor(200, 100, 50));
    QTest::keyClick(m_view.get(), Qt::Key_W);
    QTest::keyPress(m_view.get(), Qt::Key_Space);
    QCOMPARE(shown(5, 15), QColor(180, 130, 50));
    QTest::keyRelease(m_view.get(), Qt::Key_Space);
    QCOMPARE(shown(5, 15), QColor(200, 100, 50));
  }

  void keysChooseTheChannel() {
    QImage picture(40, 30, QImage::Format_ARGB32);
    picture.fill(QColor(200, 100, 50, 128));
    m_view->setPicture(picture);
    QSignalSpy looks(m_view.get(), &PictureView::looksChanged);
    const auto grey = [](int level) { return QColor(level, level, level); };
    QTest::keyClick(m_view.get(), Qt::Key_R);
    QCOMPARE(shown(20, 15), grey(200));
    QTest::keyClick(m_view.get(), Qt::Key_G);
    QCOMPARE(shown(20, 15), grey(100));
    QTest::keyClick(m_view.get(), Qt::Key_B);
    QCOMPARE(shown(20, 15), grey(50));
    QTest::keyClick(m_view.get(), Qt::Key_A);
    QCOMPARE(shown(20, 15), grey(128));
    QTest::keyClick(m_view.get(), Qt::Key_L);
    QCOMPARE(shown(20, 15), grey(qRound(0.2126 * 200 + 0.7152 * 100 + 0.0722 * 50)));
    QCOMPARE(looks.count(), 5);
    QTest::keyClick(m_view.get(), Qt::Key_L);
    QCOMPARE(m_view->looks().channel, PictureChannel::Colour);
    // Half clear, over squares of two colours.
    QSet<QRgb> found;
    for (int x = 4; x < 400; x += 8) found.insert(colourAt({double(x), 150}).rgb());
    QVERIFY(found.size() >= 2);
  }

  void exposureIsOfLight() {
    m_view->setPicture(plain(QColor(100, 0, 250)));
    for (int i = 0; i < 4; ++i) QTest::keyClick(m_view.get(), Qt::Key_BracketRight);
    QCOMPARE(m_view->looks().stops, 1.0);
    // Twice the light of 100: 0.1274 becomes 0.2548.
    const double expected = (1.055 * std::pow(2 * std::pow((100 / 255.0 + 0.055) / 1.055, 2.4), 1 / 2.4) - 0.055) * 255;
    QCOMPARE(shown(20, 15), QColor(qRound(expected), 0, 255));
    QVERIFY(m_view->statusText().contains("+1.00 EV"));
    QTest::keyClick(m_view.get(), Qt::Key_0);
    QCOMPARE(shown(20, 15), QColor(100, 0, 250));
    for (int i = 0; i < 256; ++i) QCOMPARE(int(exposureTable(0)[size_t(i)]), i);
  }

  void placeIsKeptForPicturesOfOneSize() {
    m_view->setPicture(pattern(300, 200));
    m_view->setZoom(4);
    const QPointF before = m_view->toPicture(middle());
    m_view->setPicture(plain(Qt::green, {300, 200}));
    QCOMPARE(m_view->toPicture(middle()), before);
    m_view->setPicture(plain(Qt::green, {30, 20}));
    QVERIFY(m_view->isFitted());
  }

  void copiesAndSteps() {
    const QImage picture = pattern(20, 10);
    m_view->setPicture(picture);
    QTest::keyClick(m_view.get(), Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(QGuiApplication::clipboard()->image().convertToFormat(QImage::Format_RGB32), picture);
    QCOMPARE(m_view->looks().channel, PictureChannel::Colour);
    QSignalSpy stepped(m_view.get(), &PictureView::stepped), left(m_view.get(), &PictureView::left);
    QTest::keyClick(m_view.get(), Qt::Key_PageDown);
    QTest::keyClick(m_view.get(), Qt::Key_Escape);
    QCOMPARE(stepped.value(0), QVariantList{1});
    QCOMPARE(left.count(), 1);
  }

  void nothingIsShownOfNothing() {
    m_view->setCompared(plain(Qt::blue));
    m_view->setPicture({});
    QVERIFY(!m_view->grab().isNull());
    for (const Qt::Key key : {Qt::Key_F, Qt::Key_1, Qt::Key_D, Qt::Key_S, Qt::Key_Plus}) {
      QTest::keyClick(m_view.get(), key);
      QVERIFY(!m_view->grab().isNull());
    }
    wheel(*m_view, middle(), 1);
    QTest::mouseMove(m_view.get(), middle());
    QVERIFY(m_view->statusText().isEmpty());
  }
};

WEFT_EDITOR_TEST_MAIN(TestPictureView)
#include "test_picture_view.moc"
