#include "inspector/path_editor.h"

#include <QDropEvent>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QMenu>
#include <QMimeData>
#include <QToolButton>

#include "document/graph_model.h"
#include "inspector/field_painting.h"
#include "theme/icons.h"

namespace weft::editor {

PathEditor::PathEditor(const ParameterType& type, const GraphModel& model, QWidget* parent)
    : LineEditor(type, Tells::Finished, parent), m_model(model) {
  auto* button = new QToolButton(this);
  button->setObjectName("pick");
  button->setIcon(icon(Icon::Open));
  button->setAccessibleName("Pick a file");
  button->setToolTip("Pick a file");
  button->setFocusPolicy(Qt::TabFocus);
  button->setFixedSize(24, fieldHeight(*button));
  layout()->addWidget(button);
  if (!type.has(WEFT_PARAMETER_FOLDER)) {
    connect(button, &QToolButton::clicked, this, [this] { pick(false); });
    return;
  }
  auto* menu = new QMenu(button);
  connect(menu->addAction("File…"), &QAction::triggered, this, [this] { pick(false); });
  connect(menu->addAction("Folder…"), &QAction::triggered, this, [this] { pick(true); });
  button->setMenu(menu);
  button->setPopupMode(QToolButton::InstantPopup);
}

QString PathEditor::folder() const {
  const QString file = QString::fromStdString(m_model.document().fileName());
  return file.isEmpty() ? QString() : QFileInfo(file).absolutePath();
}

void PathEditor::pick(bool folder) {
  auto* dialog = new QFileDialog(this, folder ? "Pick a folder" : "Pick a file");
  dialog->setObjectName("pickFile");
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setFileMode(folder ? QFileDialog::Directory : QFileDialog::ExistingFile);
  const QFileInfo now(QDir(this->folder()), line().text());
  if (now.exists())
    dialog->setDirectory(now.absolutePath());
  else if (!this->folder().isEmpty())
    dialog->setDirectory(this->folder());
  connect(dialog, &QFileDialog::fileSelected, this, &PathEditor::take);
  dialog->open();
}

void PathEditor::take(const QString& path) {
  const QString folder = this->folder();
  const QString relative = QDir(folder).relativeFilePath(path);
  const bool isBeside = !folder.isEmpty() && !relative.startsWith("..") && QDir::isRelativePath(relative);
  const QString taken = isBeside ? relative : path;
  line().setText(taken);
  put(taken, true);
}

bool PathEditor::eventFilter(QObject* watched, QEvent* event) {
  const bool isDrop = event->type() == QEvent::Drop;
  if (watched == &line() && (isDrop || event->type() == QEvent::DragEnter || event->type() == QEvent::DragMove)) {
    auto* drop = static_cast<QDropEvent*>(event);
    const QList<QUrl> urls = drop->mimeData()->urls();
    if (urls.size() == 1 && urls.first().isLocalFile()) {
      drop->acceptProposedAction();
      if (isDrop) take(urls.first().toLocalFile());
      return true;
    }
  }
  return LineEditor::eventFilter(watched, event);
}

}  // namespace weft::editor
