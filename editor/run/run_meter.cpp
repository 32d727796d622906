#include "run/run_meter.h"

#include <cmath>

#include <QPainter>

#include "run/run_controller.h"
#include "theme/theme.h"

namespace weft::editor {
namespace {

constexpr int barHeight = 3;
constexpr int usualWidth = 240;

// The share of the run under way that is done, by its nodes, and within the one that tells of its steps.
double shareOf(const RunController& controller) {
  const RunProgress& progress = controller.progress();
  const double part = progress.total > 0 ? static_cast<double>(progress.step) / static_cast<double>(progress.total) : 0;
  for (const RunRecord& record : controller.records()) {
    if (record.status == RunRecord::Status::Running && record.nodes > 0) return (record.done + part) / record.nodes;
  }
  return part;
}

}  // namespace

QString durationText(double seconds) {
  if (seconds < 0.0005) return "less than 1 ms";
  if (seconds < 0.95) return QString("%1 ms").arg(std::lround(seconds * 1000));
  if (seconds < 9.95) return QString::number(seconds, 'f', 1) + " s";
  const auto whole = static_cast<qint64>(std::llround(seconds));
  if (whole < 60) return QString("%1 s").arg(whole);
  if (whole < 3600) return QString("%1 min %2 s").arg(whole / 60).arg(whole % 60);
  return QString("%1 h %2 min").arg(whole / 3600).arg(whole / 60 % 60);
}

QString paceText(const RunProgress& progress) {
  QStringList parts;
  if (progress.rate >= 1) parts.append(QString::number(progress.rate, 'f', progress.rate < 10 ? 1 : 0) + "/s");
  if (progress.rate > 0 && progress.rate < 1) parts.append(durationText(1 / progress.rate) + " each");
  if (progress.secondsLeft >= 0) parts.append(durationText(progress.secondsLeft) + " left");
  return parts.join(", ");
}

RunMeter::RunMeter(QWidget* parent) : QAbstractButton(parent) {
  setAccessibleName("What runs");
  setObjectName("runMeter");
  setToolTip("Show the queue");
  setCursor(Qt::PointingHandCursor);
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  connect(&themeEvents(), &ThemeEvents::changed, this, qOverload<>(&QWidget::update));
}

void RunMeter::follow(const RunController& controller) {
  const RunProgress& progress = controller.progress();
  const bool running = controller.state().isRunning();
  const int waiting = std::max(0, controller.unfinished() - 1);
  m_share = running ? std::clamp(shareOf(controller), 0.0, 1.0) : -1;
  QStringList parts;
  if (!progress.node.isEmpty()) {
    parts.append(progress.node);
    if (progress.total > 0) parts.append(QString("%1 of %2").arg(progress.step).arg(progress.total));
    if (const QString pace = paceText(progress); !pace.isEmpty()) parts.append(pace);
  } else if (running) {
    parts.append("Running");
  }
  if (waiting > 0) parts.append(QString("%1 waiting").arg(waiting));
  setText(parts.isEmpty() ? "Ready" : parts.join("  ·  "));
  setAccessibleDescription(text());
  update();
}

QSize RunMeter::sizeHint() const { return {usualWidth, QFontMetrics(font()).height() + 12}; }
QSize RunMeter::minimumSizeHint() const { return {80, sizeHint().height()}; }

void RunMeter::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const QRectF line(0, height() - barHeight - 1, width(), barHeight);
  const QRect words = rect().adjusted(2, 0, -2, -barHeight - 2);
  painter.setPen(m_share < 0 ? theme().dimText : theme().text);
  painter.drawText(words, Qt::AlignVCenter | Qt::AlignLeft,
                   fontMetrics().elidedText(text(), Qt::ElideRight, words.width()));
  painter.setPen(Qt::NoPen);
  painter.setBrush(theme().border);
  if (m_share >= 0 || hasFocus()) painter.drawRoundedRect(line, barHeight / 2.0, barHeight / 2.0);
  painter.setBrush(theme().accent);
  const double done = std::max(0.0, m_share) * line.width();
  if (done > 0)
    painter.drawRoundedRect(QRectF(line.topLeft(), QSizeF(done, barHeight)), barHeight / 2.0, barHeight / 2.0);
}

}  // namespace weft::editor
