// What a value is: of a tensor its shape, its range, how its values are distributed, its channels as pictures and the
// first of its values as a table; of records and lists what is in them, to be opened; of anything else its text.
#pragma once

#include <memory>

#include <QWidget>

#include "preview/value_source.h"

namespace weft::editor {

class GraphModel;
class Selection;

class TensorInspector : public QWidget {
  Q_OBJECT

 public:
  explicit TensorInspector(QWidget* parent = nullptr);
  ~TensorInspector() override;
  // The tab that is shown; null: none. They outlive it, or another call comes before they go.
  void follow(const ValueSource& source, Selection* selection, GraphModel* model);
  QString fact(const QString& name) const;  // "Shape", "Minimum", …: what is shown of it; empty: nothing

 protected:
  QSize sizeHint() const override { return {320, 480}; }

 private:
  struct State;
  void makeParts();
  void showPorts();
  void reload();
  void take(const Json& reply);
  void takeTensor(const Json& summary, const Json& numbers);
  void takeContent(const Json& summary, const Json& value);
  void fetchChannels(const std::vector<int64_t>& shape);
  void fetchValues(const std::vector<int64_t>& shape);
  void setFacts(const QList<std::pair<QString, QString>>& facts);
  void open(const Json& item);
  Json request(const char* as) const;
  std::unique_ptr<State> m_state;
};

}  // namespace weft::editor
