// The viewer of a tab: shows the pictures that the selected node gives, whole, after each run; a batch as a grid. Keeps
// what the node gave before, to go back to, and one picture pinned to compare with.
#pragma once

#include <memory>

#include <QWidget>

#include "preview/picture_view.h"
#include "preview/value_source.h"

namespace weft::editor {

class FollowedNode;
class GraphModel;
class Selection;

class ViewerPanel : public QWidget {
  Q_OBJECT

 public:
  explicit ViewerPanel(QWidget* parent = nullptr);
  ~ViewerPanel() override;

  // The tab that is shown; null: none. They outlive it, or another call comes before they go.
  void follow(const ValueSource& source, Selection* selection, GraphModel* model);
  void show(const QString& path);  // a node, "outer/inner", that was activated
  using QWidget::show;

  PictureView& view();
  void compareWith(const QImage& picture, const QString& label);  // null: with nothing

 signals:
  void message(const QString& text, bool isError);

 protected:
  QSize sizeHint() const override { return {460, 420}; }

 private:
  struct State;
  void makeBar();
  void reload();
  void showPorts();
  void showPicture(const QImage& picture, const QString& label, bool isResult);
  void showProgress();
  void say(const QString& text, bool canRun);
  void showHistory();
  void pin(bool on);
  std::unique_ptr<State> m_state;
};

}  // namespace weft::editor
