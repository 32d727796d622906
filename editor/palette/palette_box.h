// A search that lies over the window: a field, what fits, what the current entry is. Searches for nodes and for
// commands are this. The keyboard alone is enough: type, Up and Down, PageUp and PageDown, Tab to the next, Enter,
// Escape.
#pragma once

#include <memory>
#include <vector>

#include <QFrame>

#include "palette/palette_entry.h"

namespace weft::editor {

class PaletteBox : public QFrame {
  Q_OBJECT

 public:
  // Lies over the window of `parent` once it is opened, and takes its focus until it closes. Goes with `parent`.
  explicit PaletteBox(QWidget* parent);
  ~PaletteBox() override;

  void setEntries(std::vector<PaletteEntry> entries);
  void setPlaceholder(const QString& text);
  // Beside the field: what the entries were chosen by, with a colour; empty: nothing.
  void setBadge(const QString& text, const QColor& colour = {});

  void openAt(QPoint global);  // the field's upper left corner, if there is room
  void openInMiddle();         // in the upper part of the window
  void dismiss();              // closes and tells dismissed()

  int count() const;                    // entries that fit
  const PaletteEntry* current() const;  // nullptr: none fits
  const PaletteEntry& entryAt(int row) const;

 signals:
  void accepted(const weft::editor::PaletteEntry& entry);
  void dismissed();                    // closed without an answer
  void helpWanted(const QString& id);  // F1

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;
  void paintEvent(QPaintEvent* event) override;

 private:
  bool takeKey(class QKeyEvent& key);
  void step(int rows, bool wrap);
  void accept();
  void showCurrent();
  void restyle();
  void open(QPoint corner);

  struct State;
  std::unique_ptr<State> m_state;
};

}  // namespace weft::editor
