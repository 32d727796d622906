#include "run/sweep_dialog.h"

#include <QComboBox>
#include <QCompleter>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

namespace weft::editor {
namespace {

// What a person would try first.
QString proposal(const Sweepable& of) {
  const QString now = of.value.is_string() ? QString::fromStdString(of.value.get<std::string>())
                                           : QString::fromStdString(of.value.dump());
  switch (of.type->kind) {
    case WEFT_PARAMETER_SEED:
    case WEFT_PARAMETER_INTEGER:
      if (of.value.is_number_integer()) return now + ".." + QString::number(of.value.get<int64_t>() + 3);
      return "1..4";
    case WEFT_PARAMETER_CHOICE: {
      QStringList ids;
      for (const Choice& choice : of.type->choices) ids.append(QString::fromStdString(choice.id));
      return ids.join(", ");
    }
    case WEFT_PARAMETER_BOOLEAN:
      return "false, true";
    default:
      return now;
  }
}

}  // namespace

SweepDialog::SweepDialog(RunController& controller, QWidget* parent)
    : QDialog(parent), m_controller(&controller), m_sweepables(sweepables(controller.model())) {
  setWindowTitle("Sweep");
  setObjectName("sweepDialog");
  setAttribute(Qt::WA_DeleteOnClose);
  auto* form = new QFormLayout;
  form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
  form->setVerticalSpacing(10);
  m_first = addAxis(*form, "Run through", "first", false);
  m_second = addAxis(*form, "And through", "second", true);
  auto* hint =
      new QLabel("“1, 2, 5” lists values, “0..1 in 5” divides a range, “1..4” counts; texts have | between.", this);
  hint->setProperty("role", "dim");
  hint->setWordWrap(true);
  m_say = new QLabel(this);
  m_say->setTextFormat(Qt::PlainText);
  m_say->setObjectName("sweepSay");
  m_say->setAccessibleName("What the sweep comes to");
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
  m_queue = buttons->addButton("Queue", QDialogButtonBox::AcceptRole);
  m_queue->setObjectName("sweepQueue");
  m_queue->setDefault(true);
  auto* all = new QVBoxLayout(this);
  all->setContentsMargins(20, 18, 20, 16);
  all->setSpacing(12);
  all->addLayout(form);
  all->addWidget(hint);
  all->addWidget(m_say);
  all->addWidget(buttons);
  constexpr int usualWidth = 460;
  resize(usualWidth, sizeHint().height());
  connect(buttons, &QDialogButtonBox::accepted, this, &SweepDialog::queue);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  connect(&controller, &QObject::destroyed, this, &QDialog::reject);
  update();
}

SweepDialog::Axis SweepDialog::addAxis(QFormLayout& form, const QString& label, const QString& name, bool optional) {
  Axis axis{new QComboBox(this), new QLineEdit(this)};
  if (optional) axis.parameter->addItem("nothing else", -1);
  for (size_t i = 0; i < m_sweepables.size(); ++i) {
    axis.parameter->addItem(m_sweepables[i].label, static_cast<int>(i));
    // Where there is a seed, a sweep is mostly over it.
    const bool isSeed = m_sweepables[i].type->kind == WEFT_PARAMETER_SEED;
    if (isSeed && !optional && axis.parameter->currentIndex() == 0)
      axis.parameter->setCurrentIndex(static_cast<int>(i));
  }
  axis.parameter->setAccessibleName(label);
  axis.parameter->setObjectName("sweep-" + name);
  axis.values->setAccessibleName("Values");
  axis.values->setObjectName("sweep-" + name + "-values");
  form.addRow(label, axis.parameter);
  form.addRow("", axis.values);
  const auto propose = [this, axis] {
    const Sweepable* of = chosen(axis);
    axis.values->setEnabled(of);
    axis.values->setText(of ? proposal(*of) : QString());
  };
  propose();
  connect(axis.parameter, &QComboBox::currentIndexChanged, this, [this, propose] {
    propose();
    update();
  });
  connect(axis.values, &QLineEdit::textChanged, this, &SweepDialog::update);
  return axis;
}

const Sweepable* SweepDialog::chosen(const Axis& axis) const {
  const int place = axis.parameter->count() > 0 ? axis.parameter->currentData().toInt() : -1;
  return place < 0 ? nullptr : &m_sweepables[static_cast<size_t>(place)];
}

void SweepDialog::update() {
  if (!m_queue) return;  // while it is put together
  m_runs.clear();
  const Sweepable *first = chosen(m_first), *second = chosen(m_second);
  QString say;
  std::vector<Json> values, others;
  const auto read = [&say](const Sweepable* of, const Axis& axis, std::vector<Json>& into) {
    if (!of || !say.isEmpty()) return;
    Result<std::vector<Json>> got = sweepValues(*of->type, axis.values->text());
    if (got)
      into = *std::move(got);
    else
      say = QString::fromStdString(got.error().message);
  };
  if (!first) say = "The graph has no value to run through";
  if (first && second && first->name == second->name) say = "Choose two different values";
  read(first, m_first, values);
  read(second, m_second, others);
  const size_t count = values.size() * std::max<size_t>(1, others.size());
  if (say.isEmpty() && count > mostSweepRuns)
    say = QString("%1 runs are more than the %2 that a sweep may have").arg(count).arg(mostSweepRuns);
  if (say.isEmpty()) m_runs = sweepRuns(first->name, values, second ? second->name : QString(), others);
  m_say->setText(say.isEmpty() ? (count == 1 ? QString("One run") : QString("%1 runs").arg(count)) : say);
  m_queue->setEnabled(!m_runs.empty());
}

void SweepDialog::queue() {
  if (m_controller && !m_runs.empty()) {
    RunRequest request;
    request.settings = m_runs;
    m_controller->queue(request);
  }
  accept();
}

}  // namespace weft::editor
