#include "run/meters_panel.h"

#include <QLabel>
#include <QVBoxLayout>

#include "run/json_members.h"
#include "run/meter.h"
#include "run/run_controller.h"
#include "run/run_meter.h"

namespace weft::editor {
namespace {

QString laneText(const Json& running) {
  QString text = textIn(running, "node") + "  –  " + textIn(running, "lane");
  const auto step = numberIn<quint64>(running, "step"), total = numberIn<quint64>(running, "total");
  if (total > 0) text += QString(", %1 of %2").arg(step).arg(total);
  return text;
}

}  // namespace

MetersPanel::MetersPanel(QWidget* parent) : QWidget(parent), m_rows(new QVBoxLayout) {
  setObjectName("metersPanel");
  m_state = new QLabel(this);
  m_state->setProperty("role", "dim");
  m_state->setTextFormat(Qt::PlainText);
  m_state->setWordWrap(true);
  m_running = new QLabel(this);
  m_running->setTextFormat(Qt::PlainText);
  m_running->setAccessibleName("What the lanes do");
  m_running->setObjectName("metersRunning");
  m_running->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
  auto* all = new QVBoxLayout(this);
  all->setContentsMargins(12, 8, 12, 8);
  all->setSpacing(8);
  all->addWidget(m_state);
  m_rows->setSpacing(4);
  all->addLayout(m_rows);
  all->addWidget(m_running);
  all->addStretch(1);
  constexpr int second = 1000;
  m_second.setInterval(second);
  connect(&m_second, &QTimer::timeout, this, &MetersPanel::ask);
}

void MetersPanel::setController(RunController* controller) {
  m_controller = controller;
  for (Meter* meter : std::as_const(m_meters)) meter->deleteLater();
  m_meters.clear();
  m_running->clear();
  if (isVisible()) ask();
}

void MetersPanel::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  m_second.start();
  ask();
}

void MetersPanel::hideEvent(QHideEvent* event) {
  QWidget::hideEvent(event);
  m_second.stop();
}

void MetersPanel::ask() {
  const bool runs = m_controller && m_controller->session().isRunning();
  m_state->setText(!m_controller ? "No graph is open" : runs ? "" : "No session runs; the first run starts one");
  m_state->setVisible(!runs);
  for (Meter* meter : std::as_const(m_meters)) meter->setVisible(runs);
  m_running->setVisible(runs);
  // A slow session is asked again when it has answered.
  if (!runs || m_controller->session().unanswered() > 0) return;
  const auto once = [this](void (MetersPanel::*show)(const Json&)) {
    return [guard = QPointer<MetersPanel>(this), of = m_controller, show](const Json& reply) {
      if (guard && of == guard->m_controller && isOk(reply)) (guard->*show)(reply);
    };
  };
  m_controller->session().request({{"do", "memory"}}, once(&MetersPanel::showMemory));
  m_controller->session().request({{"do", "lanes"}}, once(&MetersPanel::showLanes));
}

Meter* MetersPanel::meter(const QString& name) {
  Meter*& meter = m_meters[name];
  if (!meter) {
    meter = new Meter(name, this);
    m_rows->addWidget(meter);
  }
  return meter;
}

void MetersPanel::showMemory(const Json& memory) {
  for (const Json& device : arrayIn(memory, "devices")) {
    const auto bytes = numberIn<quint64>(device, "bytes"), peak = numberIn<quint64>(device, "peak"),
               budget = numberIn<quint64>(device, "budget");
    const auto whole = static_cast<double>(budget);
    if (peak == 0) continue;  // nothing has been there yet
    Meter* row = meter(textIn(device, "device"));
    if (budget > 0) {
      row->set(bytesText(bytes) + " of " + bytesText(budget), static_cast<double>(bytes) / whole,
               static_cast<double>(peak) / whole);
    } else {
      row->set(bytesText(bytes) + ", at most " + bytesText(peak), -1);
    }
    row->setToolTip(textIn(device, "table"));
  }
  const Json& cache = objectIn(memory, "cache");
  const auto kept = numberIn<quint64>(cache, "bytes"), budget = numberIn<quint64>(cache, "budget");
  meter("Kept results")
      ->set(bytesText(kept) + " of " + bytesText(budget),
            budget > 0 ? static_cast<double>(kept) / static_cast<double>(budget) : -1);
  meter("The whole process")->set(bytesText(numberIn<quint64>(memory, "resident")), -1);
}

void MetersPanel::showLanes(const Json& lanes) {
  QStringList lines;
  for (const Json& running : arrayIn(lanes, "running")) lines.append(laneText(running));
  m_running->setText(lines.join(u'\n'));
  const double seconds = numberIn<double>(lanes, "seconds");
  for (const Json& lane : arrayIn(lanes, "lanes")) {
    const double busy = numberIn<double>(lane, "busy");
    const QString name = textIn(lane, "lane");
    meter(name)->set(durationText(busy) + " busy", seconds > 0 ? busy / seconds : 0);
    meter(name)->setToolTip("Last: " + textIn(lane, "node"));
  }
}

}  // namespace weft::editor
