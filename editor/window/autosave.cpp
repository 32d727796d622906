#include "window/autosave.h"

#include <QUuid>

#include "window/graph_tab.h"
#include "window/settings.h"

namespace weft::editor {

Autosave::Autosave(GraphTab& tab, AutosaveStore& store)
    : QObject(&tab), m_tab(tab), m_store(store), m_key(QUuid::createUuid().toString(QUuid::WithoutBraces)) {
  m_timer.setSingleShot(true);
  m_runTimer.setSingleShot(true);
  m_runTimer.setInterval(200);  // a note of what runs costs a file
  connect(&m_timer, &QTimer::timeout, this, &Autosave::now);
  connect(&m_runTimer, &QTimer::timeout, this, &Autosave::noteRunning);
  connect(&tab.model(), &GraphModel::changed, this, &Autosave::follow);
  connect(&tab, &GraphTab::modifiedChanged, this, &Autosave::follow);
  connect(&tab.runs().state(), &RunState::runningChanged, this, [this](bool running) {
    if (running) now();
  });
  connect(&tab.runs().state(), &RunState::changed, this, [this](const QSet<QString>& paths) {
    for (const QString& path : paths) {
      if (m_tab.runs().state().of(path).status == NodeStatus::Running) {
        m_running.insert(path);
      } else {
        m_running.remove(path);
      }
    }
    if (!m_runTimer.isActive()) m_runTimer.start();
  });
}

Autosave::~Autosave() { m_store.remove(m_key); }

void Autosave::now() {
  m_timer.stop();
  if (!m_tab.isModified()) return;
  m_store.write(m_key,
                {m_tab.path(), m_tab.title(), QDateTime::currentDateTimeUtc(), m_tab.model().document().text(), {}});
}

void Autosave::follow() {
  if (!m_tab.isModified()) {
    m_timer.stop();
    m_store.remove(m_key);
  } else if (!m_timer.isActive() && settings().autosaveSeconds > 0) {
    m_timer.start(settings().autosaveSeconds * 1000);
  }
}

void Autosave::noteRunning() {
  // The innermost of an instance and its nodes says most.
  QString running;
  for (const QString& path : m_running) {
    if (path.size() > running.size()) running = path;
  }
  if (running == m_noted) return;
  m_noted = running;
  m_store.noteRunning(m_key, running);
}

}  // namespace weft::editor
