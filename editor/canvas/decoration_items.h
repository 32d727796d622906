// Groups and notes on the canvas, by their place in the file. Their rectangles are in the scene's coordinates.
#pragma once

#include <QGraphicsItem>
#include <QTextDocument>

#include "document/layout.h"

namespace weft::editor {

// What lies at a point of a group or a note.
enum class DecorationPart { None, Body, Title, Resize };

class DecorationItem : public QGraphicsItem {
 public:
  explicit DecorationItem(int place) : m_place(place) {}
  int place() const { return m_place; }
  const QRectF& rect() const { return m_rect; }
  void setRect(const QRectF& rect);
  void setChosen(bool chosen);
  DecorationPart hit(QPointF at) const;
  QRectF titleRect() const;
  QRectF boundingRect() const override { return m_rect.adjusted(-4, -4, 4, 4); }

 protected:
  bool isChosen() const { return m_chosen; }

 private:
  const int m_place;
  QRectF m_rect;
  bool m_chosen = false;
};

// Behind everything; nodes in it move with it, which is the tools' affair.
class GroupItem : public DecorationItem {
 public:
  enum { Type = UserType + 3 };
  int type() const override { return Type; }
  GroupItem(int place, const GroupBox& box);
  const GroupBox& box() const { return m_box; }
  void setBox(const GroupBox& box);
  void paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget* widget) override;

 private:
  GroupBox m_box;
};

// Markdown. Pictures and links in it are shown as text; nothing is read from anywhere.
class NoteItem : public DecorationItem {
 public:
  enum { Type = UserType + 4 };
  int type() const override { return Type; }
  NoteItem(int place, const Note& note);
  const Note& note() const { return m_note; }
  void setNote(const Note& note);
  void refresh() { setNote(Note(m_note)); }  // the theme has changed
  void paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget* widget) override;

 private:
  Note m_note;
  std::unique_ptr<QTextDocument> m_text;
};

}  // namespace weft::editor
