// What Files asks a person. Every dialog is open beside the event loop: runs and autosave go on behind it.
#include <QFileDialog>
#include <QFileInfo>
#include <QMessageBox>
#include <QPushButton>

#include "window/editor_window.h"
#include "window/files.h"
#include "window/graph_tab.h"
#include "window/settings.h"

namespace weft::editor {
namespace {

constexpr const char* graphFilter = "Graphs (*.json)";
constexpr const char* openFilter = "Graphs, and pictures that carry one (*.json *.png *.webp);;All files (*)";

QFileDialog* makeDialog(EditorWindow& window, const QString& title, const QString& startAt) {
  auto* dialog = new QFileDialog(&window, title, QFileInfo(startAt).absolutePath());
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setObjectName("file-dialog");
  return dialog;
}

QString nearbyPath(EditorWindow& window) {
  GraphTab* tab = window.currentTab();
  if (tab && !tab->path().isEmpty()) return tab->path();
  return window.files().recent().value(0);
}

QMessageBox* makeQuestion(EditorWindow& window, const QString& text, const QString& more) {
  auto* box = new QMessageBox(QMessageBox::NoIcon, "Weft", text, QMessageBox::NoButton, &window);
  box->setAttribute(Qt::WA_DeleteOnClose);
  box->setObjectName("question");
  box->setTextFormat(Qt::PlainText);
  box->setInformativeText(more);
  return box;
}

}  // namespace

void Files::askOpen() {
  QFileDialog* dialog = makeDialog(m_window, "Open", nearbyPath(m_window));
  dialog->setFileMode(QFileDialog::ExistingFiles);
  dialog->setNameFilters(QString(openFilter).split(";;"));
  connect(dialog, &QFileDialog::filesSelected, this, [this](const QStringList& paths) {
    for (const QString& path : paths) open(path);
  });
  dialog->open();
}

void Files::askSaveAs(GraphTab& tab, std::function<void()> then) {
  QFileDialog* dialog = makeDialog(m_window, "Save as", nearbyPath(m_window));
  dialog->setAcceptMode(QFileDialog::AcceptSave);
  dialog->setNameFilter(graphFilter);
  dialog->setDefaultSuffix("json");
  dialog->selectFile(tab.path().isEmpty() ? tab.title().toLower().replace(' ', '-') + ".json"
                                          : QFileInfo(tab.path()).fileName());
  connect(dialog, &QFileDialog::fileSelected, &tab, [this, &tab, then = std::move(then)](const QString& path) {
    if (saveTo(tab, path) && then) then();
  });
  dialog->open();
}

void Files::askExport(GraphTab& tab) {
  QFileDialog* dialog = makeDialog(m_window, "Export without layout", nearbyPath(m_window));
  dialog->setAcceptMode(QFileDialog::AcceptSave);
  dialog->setNameFilter(graphFilter);
  dialog->setDefaultSuffix("json");
  connect(dialog, &QFileDialog::fileSelected, &tab, [this, &tab](const QString& path) { exportTo(tab, path); });
  dialog->open();
}

void Files::close(GraphTab& tab) {
  const auto remove = [this, &tab] {
    if (!tab.path().isEmpty()) m_closed << tab.path();
    m_window.removeTab(tab);
  };
  if (!tab.isModified()) return remove();
  m_window.showTab(tab);
  QMessageBox* box =
      makeQuestion(m_window, QString("Save the changes to %1?").arg(tab.title()), "Without saving they are gone.");
  QPushButton* save = box->addButton("Save", QMessageBox::AcceptRole);
  QPushButton* discard = box->addButton("Discard", QMessageBox::DestructiveRole);
  box->addButton(QMessageBox::Cancel);
  box->setDefaultButton(save);
  connect(save, &QPushButton::clicked, &tab, [this, &tab, remove] {
    if (tab.path().isEmpty()) {
      askSaveAs(tab, remove);
    } else if (saveTo(tab, tab.path())) {
      remove();
    }
  });
  connect(discard, &QPushButton::clicked, &tab, remove);
  box->open();
}

bool Files::askBeforeQuit(std::function<void()> then) {
  QStringList names;
  QList<GraphTab*> unnamed;
  for (GraphTab* tab : m_window.tabs()) {
    if (!tab->isModified()) continue;
    names << tab->title();
    if (tab->path().isEmpty()) unnamed << tab;
  }
  if (names.isEmpty()) return false;
  QMessageBox* box = makeQuestion(m_window,
                                  names.size() == 1 ? QString("Save the changes to %1?").arg(names[0])
                                                    : QString("Save the changes to %1 graphs?").arg(names.size()),
                                  names.size() == 1 ? QString("Without saving they are gone.") : names.join("\n"));
  QPushButton* save = box->addButton(names.size() == 1 ? "Save" : "Save all", QMessageBox::AcceptRole);
  QPushButton* discard = box->addButton("Discard", QMessageBox::DestructiveRole);
  box->addButton(QMessageBox::Cancel);
  box->setDefaultButton(save);
  connect(save, &QPushButton::clicked, this, [this, then, unnamed] {
    for (GraphTab* tab : m_window.tabs()) {
      if (tab->isModified() && !tab->path().isEmpty() && !saveTo(*tab, tab->path())) return m_window.showTab(*tab);
    }
    if (unnamed.isEmpty()) return then();
    // One after the other; quitting is asked anew after each, for those that are left.
    m_window.showTab(*unnamed[0]);
    askSaveAs(*unnamed[0], [this] { m_window.close(); });
  });
  connect(discard, &QPushButton::clicked, this, then);
  box->open();
  return true;
}

}  // namespace weft::editor
