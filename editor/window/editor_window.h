// The main window: tabs of graphs, panels about the one that is shown, and everything a person can do by name.
#pragma once

#include <memory>

#include <QMainWindow>

#include <weft/host/host.h>

#include "run/session.h"
#include "window/notice_bar.h"

class QStackedWidget;
class QTabWidget;

namespace weft::editor {

class Actions;
class AutosaveStore;
class Files;
class GraphTab;
class Panels;

struct WindowOptions {
  QStringList sessionArguments;  // of the command line; the settings' come before them
  QString autosaveRoot;          // empty: where copies are kept for a person; tests have their own
  QString runner;                // empty: the program beside this one
};

class EditorWindow : public QMainWindow {
  Q_OBJECT

 public:
  EditorWindow(const Host& host, WindowOptions options, QWidget* parent = nullptr);
  ~EditorWindow() override;

  const Host& host() const { return m_host; }
  const NodeCatalog& catalog() const { return m_host.catalog(); }
  Actions& actions() { return *m_actions; }
  Files& files() { return *m_files; }
  Panels& panels() { return *m_panels; }
  NoticeBars& notices() { return *m_notices; }

  GraphTab* currentTab() const;  // nullptr: the welcome page is shown
  QList<GraphTab*> tabs() const;
  GraphTab* newTab();
  void showTab(GraphTab& tab);
  void removeTab(GraphTab& tab);  // without a question
  void stepTab(int by);
  void showWelcome();
  void showSettings();
  void setFocusMode(bool on);  // the canvas alone
  bool isFocusMode() const { return !m_beforeFocus.isEmpty(); }
  void say(const QString& message);  // in the status bar, for a while
  // What was open at the last start's end, as far as settings want it; and what a crash left.
  void restore();

 signals:
  void currentTabChanged(GraphTab* tab);
  void tabAdded(GraphTab* tab);

 protected:
  void closeEvent(QCloseEvent* event) override;
  void dragEnterEvent(QDragEnterEvent* event) override;
  void dropEvent(QDropEvent* event) override;

 private:
  Session::Options sessionOptions() const;
  void showCurrent();
  void labelTab(GraphTab& tab);
  void followTab(GraphTab& tab);
  void followRun(GraphTab& tab, int record, int& told);  // `told`: the run whose failure was told last
  void applySettings();

  const Host& m_host;
  const WindowOptions m_options;
  std::unique_ptr<AutosaveStore> m_autosaves;
  NoticeBars* m_notices;
  QStackedWidget* m_pages;  // the welcome page, the tabs
  QTabWidget* m_tabs;
  Files* m_files;
  Actions* m_actions;
  Panels* m_panels;
  QStringList m_sessionArguments;  // of sessions as they are started now
  QByteArray m_beforeFocus;        // where panels stood
  bool m_mayClose = false;         // what was to be asked has been
};

}  // namespace weft::editor
