// Watches a model while a test edits it, and fails the test where the model, its text, what it tells of a change, or a
// copy that follows its operations come apart.
#pragma once

#include <optional>
#include <set>

#include <QObject>

#include "document/layout.h"
#include "document/links.h"
#include "document/node_face.h"
#include "document/selection.h"

namespace weft::editor::test {

class ModelChecker : public QObject {
  Q_OBJECT

 public:
  // Looks at all after each `every`th edit, which costs as much as reading the file; the copy follows each one.
  explicit ModelChecker(GraphModel& model, const Selection* selection = nullptr, int every = 1);
  void check();  // now
  int changes() const { return m_changes; }
  const QString& found() const { return m_found; }  // what came apart first; the test has failed then

 private:
  struct Looks {
    QHash<QString, NodeFace> faces;
    std::vector<Link> links;
    std::vector<GroupBox> groups;
    std::vector<Note> notes;
  };
  using LooksByGraph = QHash<QString, Looks>;

  void edited(const Json& operations);
  void changed(const Change& change);
  void reset();
  QString findFault();
  QString textAndView() const;
  QString whatChanged(const LooksByGraph& now) const;
  QString layout() const;
  QString selected() const;
  LooksByGraph read() const;
  std::set<std::string> strays() const;

  GraphModel& m_model;
  const Selection* m_selection;
  const int m_every;
  int m_changes = 0;
  Document m_mirror;
  LooksByGraph m_before;
  Change m_told;                        // since `m_before`
  std::set<std::string> m_firstStrays;  // positions and looks of nodes that were not there in the file
  QString m_found;
};

}  // namespace weft::editor::test
