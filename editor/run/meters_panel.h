// What the session of the tab that is shown takes: memory by device, kept results, and what its lanes do. Asked once a
// second, and only while somebody looks and a session runs.
#pragma once

#include <QPointer>
#include <QTimer>
#include <QWidget>

#include <weft/base/json.h>

class QLabel;
class QVBoxLayout;

namespace weft::editor {

class RunController;

class MetersPanel : public QWidget {
  Q_OBJECT

 public:
  explicit MetersPanel(QWidget* parent = nullptr);
  void setController(RunController* controller);  // nullptr: no tab is shown

 protected:
  void showEvent(QShowEvent* event) override;
  void hideEvent(QHideEvent* event) override;

 private:
  void ask();
  void showMemory(const Json& memory);
  void showLanes(const Json& lanes);
  class Meter* meter(const QString& name);  // made when it is first told of

  QPointer<RunController> m_controller;
  QTimer m_second;
  QVBoxLayout* m_rows;
  QLabel* m_state;
  QHash<QString, class Meter*> m_meters;
  QLabel* m_running;
};

}  // namespace weft::editor
