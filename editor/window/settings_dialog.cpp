#include "window/settings_dialog.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QScrollArea>
#include <QSpinBox>
#include <QStackedWidget>
#include <QVBoxLayout>

#include "window/folder_list.h"
#include "window/settings.h"

namespace weft::editor {
namespace {

template <typename Value>
void change(Value Settings::*member, const Value& value) {
  Settings changed = settings();
  changed.*member = value;
  changeSettings(changed);
}

}  // namespace

SettingsDialog::SettingsDialog(QWidget* parent)
    : QDialog(parent), m_titles(new QListWidget), m_pages(new QStackedWidget) {
  setObjectName("settings");
  setWindowTitle("Settings");
  resize(720, 520);

  auto* field = new QLineEdit;
  field->setObjectName("settings-search");
  field->setAccessibleName("Search settings");
  field->setPlaceholderText("Search settings");
  field->setClearButtonEnabled(true);
  connect(field, &QLineEdit::textChanged, this, &SettingsDialog::search);
  m_titles->setObjectName("settings-pages");
  m_titles->setAccessibleName("Pages of settings");
  m_titles->setFixedWidth(160);
  connect(m_titles, &QListWidget::currentRowChanged, m_pages, &QStackedWidget::setCurrentIndex);

  auto* left = new QVBoxLayout;
  left->setSpacing(8);
  left->addWidget(field);
  left->addWidget(m_titles, 1);
  field->setFixedWidth(160);
  auto* row = new QHBoxLayout;
  row->setSpacing(16);
  row->addLayout(left);
  row->addWidget(m_pages, 1);
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::close);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(16, 16, 16, 16);
  column->setSpacing(12);
  column->addLayout(row, 1);
  column->addWidget(buttons);

  QFormLayout* look = addPage("Appearance");
  addLook(*look);
  addNumber(*look, "Text size", &Settings::fontSize, 9, 28, " px", {}, "Of all text in the window");
  QFormLayout* canvas = addPage("Canvas");
  addSwitch(*canvas, "Snap to grid", &Settings::snapToGrid, "Nodes that are dragged stop at lines of the grid");
  addSwitch(*canvas, "Minimap", &Settings::minimap, "A small picture of the whole graph in the corner");
  addSwitch(*canvas, "Time and bytes on nodes", &Settings::details, "What each took in its last run");
  QFormLayout* files = addPage("Files");
  addSwitch(*files, "Open again what was open", &Settings::restoreTabs, "At the next start");
  addNumber(*files, "Copy for a crash", &Settings::autosaveSeconds, 0, 3600, " s after a change", "before runs alone",
            "How much work a crash may cost. The copy is never written over your file.");
  QFormLayout* runs = addPage("Runs");
  addChoice(*runs, "Device", &Settings::device, {"", "cpu", "cuda", "vulkan"}, "Where nodes compute");
  addChoice(*runs, "Numbers", &Settings::dtype, {"", "f32", "bf16", "f16"}, "What models compute in");
  addNumber(*runs, "Threads", &Settings::threads, 0, 1024, {}, "one per core", "How many compute");
  addText(*runs, "Main memory", &Settings::memory, "no limit", "What runs may use of it, such as 8G");
  addText(*runs, "Device memory", &Settings::vram, "no limit", "What runs may use of each other device, such as 6G");
  addText(*runs, "Results go to", &Settings::out, "out", "The folder that nodes save pictures and files in");
  QFormLayout* folders = addPage("Folders");
  addFolders(*folders, "Models", &Settings::models, "Looked in for models and other files, beside those of Weft");
  addFolders(*folders, "Allowed", &Settings::allowedPaths, "Folders that graphs may read by absolute paths");
  addFolders(*folders, "Plugins", &Settings::plugins, "Looked in for plugins; new nodes are there after a restart");
  m_titles->setCurrentRow(0);
}

QFormLayout* SettingsDialog::addPage(const QString& title) {
  auto* page = new QWidget;
  page->setObjectName("page:" + title);
  auto* form = new QFormLayout(page);
  form->setContentsMargins(0, 0, 8, 0);
  form->setHorizontalSpacing(16);
  form->setVerticalSpacing(12);
  form->setLabelAlignment(Qt::AlignLeft);
  form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
  auto* scroll = new QScrollArea;
  scroll->setWidgetResizable(true);
  scroll->setWidget(page);
  m_pages->addWidget(scroll);
  m_titles->addItem(title);
  return form;
}

void SettingsDialog::addRow(QFormLayout& page, const QString& label, QWidget* field, const QString& help) {
  field->setObjectName("setting:" + label);
  field->setAccessibleName(label);
  field->setAccessibleDescription(help);
  auto* both = new QWidget;
  both->setObjectName("row:" + label + ' ' + help);
  auto* column = new QVBoxLayout(both);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(4);
  column->addWidget(field);
  auto* text = new QLabel(help);
  text->setProperty("role", "dim");
  text->setWordWrap(true);
  column->addWidget(text);
  page.addRow(label, both);
}

void SettingsDialog::addSwitch(QFormLayout& page, const QString& label, bool Settings::*member, const QString& help) {
  auto* box = new QCheckBox;
  box->setChecked(settings().*member);
  connect(box, &QCheckBox::toggled, this, [member](bool on) { change(member, on); });
  connect(&settingsEvents(), &SettingsEvents::changed, box, [box, member] { box->setChecked(settings().*member); });
  addRow(page, label, box, help);
}

void SettingsDialog::addNumber(QFormLayout& page, const QString& label, int Settings::*member, int low, int high,
                               const QString& unit, const QString& atLowest, const QString& help) {
  auto* box = new QSpinBox;
  box->setRange(low, high);
  box->setSuffix(unit);
  box->setSpecialValueText(atLowest);
  box->setKeyboardTracking(false);
  box->setValue(settings().*member);
  connect(box, &QSpinBox::valueChanged, this, [member](int value) { change(member, value); });
  addRow(page, label, box, help);
}

void SettingsDialog::addChoice(QFormLayout& page, const QString& label, QString Settings::*member,
                               const QStringList& choices, const QString& help) {
  auto* box = new QComboBox;
  box->setEditable(true);
  box->addItems(choices);
  box->setCurrentText(settings().*member);
  box->lineEdit()->setPlaceholderText("auto");
  connect(box->lineEdit(), &QLineEdit::editingFinished, this, [box, member] { change(member, box->currentText()); });
  connect(box, &QComboBox::activated, this, [box, member] { change(member, box->currentText()); });
  addRow(page, label, box, help);
}

void SettingsDialog::addText(QFormLayout& page, const QString& label, QString Settings::*member,
                             const QString& placeholder, const QString& help) {
  auto* field = new QLineEdit(settings().*member);
  field->setPlaceholderText(placeholder);
  connect(field, &QLineEdit::editingFinished, this, [field, member] { change(member, field->text().trimmed()); });
  addRow(page, label, field, help);
}

void SettingsDialog::addFolders(QFormLayout& page, const QString& label, QStringList Settings::*member,
                                const QString& help) {
  auto* list = new FolderList(settings().*member);
  connect(list, &FolderList::changed, this, [list, member] { change(member, list->folders()); });
  addRow(page, label, list, help);
}

void SettingsDialog::addLook(QFormLayout& page) {
  auto* box = new QComboBox;
  box->addItems({"Dark", "Light", "As the system"});
  box->setCurrentIndex(static_cast<int>(settings().look));
  connect(box, &QComboBox::activated, this,
          [](int place) { change(&Settings::look, static_cast<Settings::Look>(place)); });
  connect(&settingsEvents(), &SettingsEvents::changed, box,
          [box] { box->setCurrentIndex(static_cast<int>(settings().look)); });
  addRow(page, "Theme", box, "Colours of the whole window");
}

void SettingsDialog::search(const QString& text) {
  int first = -1;
  for (int i = 0; i < m_pages->count(); ++i) {
    auto* page = static_cast<QScrollArea*>(m_pages->widget(i))->widget();
    auto* form = static_cast<QFormLayout*>(page->layout());
    bool any = m_titles->item(i)->text().contains(text, Qt::CaseInsensitive);
    const bool all = any;
    for (int row = 0; row < form->rowCount(); ++row) {
      QWidget* field = form->itemAt(row, QFormLayout::FieldRole)->widget();
      const bool fits = all || field->objectName().contains(text, Qt::CaseInsensitive);
      field->setVisible(fits);
      form->itemAt(row, QFormLayout::LabelRole)->widget()->setVisible(fits);
      any = any || fits;
    }
    m_titles->item(i)->setHidden(!any);
    if (any && first < 0) first = i;
  }
  if (first >= 0 && (m_titles->currentRow() < 0 || m_titles->currentItem()->isHidden())) m_titles->setCurrentRow(first);
}

}  // namespace weft::editor
