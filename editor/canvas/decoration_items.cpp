#include "canvas/decoration_items.h"

#include <QAbstractTextDocumentLayout>
#include <QPainter>
#include <QTextBlock>
#include <QTextCursor>

#include "canvas/node_fonts.h"

namespace weft::editor {
namespace {

constexpr double titleHeight = 28, handle = 14, corner = 8;

// Never opens what a text names: no file, no address.
class ClosedDocument : public QTextDocument {
 protected:
  QVariant loadResource(int, const QUrl&) override { return {}; }
};

// A picture is shown as its name, a link in the theme's colours.
void disarm(QTextDocument& document, const QColor& linkColour) {
  QTextCursor cursor(&document);
  for (QTextBlock block = document.begin(); block.isValid(); block = block.next()) {
    for (auto it = block.begin(); !it.atEnd();) {
      const QTextFragment fragment = it.fragment();
      const QTextCharFormat format = fragment.charFormat();
      cursor.setPosition(fragment.position());
      cursor.setPosition(fragment.position() + fragment.length(), QTextCursor::KeepAnchor);
      if (format.isImageFormat()) {
        const QString name = format.property(QTextFormat::ImageAltText).toString();
        cursor.insertText(name.isEmpty() ? format.toImageFormat().name() : name, QTextCharFormat());
        it = block.begin();
        continue;
      }
      if (format.isAnchor()) {
        QTextCharFormat coloured;
        coloured.setForeground(linkColour);
        cursor.mergeCharFormat(coloured);
      }
      ++it;
    }
  }
}

void paintHandle(QPainter& painter, const QRectF& rect, const QColor& colour) {
  painter.setPen(QPen(colour, 1.5));
  for (const double d : {5.0, 9.0})
    painter.drawLine(rect.bottomRight() - QPointF(d, 3), rect.bottomRight() - QPointF(3, d));
}

}  // namespace

void DecorationItem::setRect(const QRectF& rect) {
  if (rect == m_rect) return;
  prepareGeometryChange();
  m_rect = rect;
  update();
}

void DecorationItem::setChosen(bool chosen) {
  if (chosen == m_chosen) return;
  m_chosen = chosen;
  update();
}

QRectF DecorationItem::titleRect() const { return {m_rect.topLeft(), QSizeF(m_rect.width(), titleHeight)}; }

DecorationPart DecorationItem::hit(QPointF at) const {
  if (!m_rect.contains(at)) return DecorationPart::None;
  if (QRectF(m_rect.bottomRight() - QPointF(handle, handle), QSizeF(handle, handle)).contains(at)) {
    return DecorationPart::Resize;
  }
  return titleRect().contains(at) ? DecorationPart::Title : DecorationPart::Body;
}

GroupItem::GroupItem(int place, const GroupBox& box) : DecorationItem(place) {
  setZValue(-30);
  setBox(box);
}

void GroupItem::setBox(const GroupBox& box) {
  m_box = box;
  setRect(box.rect);
  update();
}

void GroupItem::paint(QPainter* painter, const QStyleOptionGraphicsItem*, QWidget*) {
  const Theme& t = theme();
  const QColor base = m_box.colour.isValid() ? m_box.colour : t.group;
  const double zoom = painter->worldTransform().m11();
  QColor fill = base, head = base;
  fill.setAlphaF(t.dark ? 0.16f : 0.20f);
  head.setAlphaF(t.dark ? 0.34f : 0.42f);
  painter->setRenderHint(QPainter::Antialiasing, zoom > 0.3);
  painter->setPen(isChosen() ? QPen(t.nodeSelected, 2 / std::min(zoom, 1.0)) : QPen(head, 1 / std::min(zoom, 1.0)));
  painter->setBrush(fill);
  painter->drawRoundedRect(rect(), corner, corner);
  painter->save();
  painter->setClipRect(titleRect(), Qt::IntersectClip);
  painter->setPen(Qt::NoPen);
  painter->setBrush(head);
  painter->drawRoundedRect(titleRect().adjusted(0, 0, 0, corner), corner, corner);
  painter->restore();
  // From afar the name grows beyond its bar, and stays readable.
  QFont font = nodeFonts().title;
  font.setPixelSize(static_cast<int>(std::clamp(13 / zoom, 14.0, std::max(14.0, rect().height() / 4))));
  const double height = std::max(titleHeight, font.pixelSize() * 1.5);
  painter->setFont(font);
  painter->setPen(mixed(t.text, base, 0.25));
  const QRectF room(rect().left() + 12, rect().top(), rect().width() - 24, height);
  painter->drawText(room, Qt::AlignVCenter | Qt::AlignLeft,
                    QFontMetricsF(font).elidedText(m_box.title, Qt::ElideRight, room.width()));
  if (zoom > 0.4) paintHandle(*painter, rect(), head);
}

NoteItem::NoteItem(int place, const Note& note) : DecorationItem(place) {
  setZValue(-20);
  setNote(note);
}

void NoteItem::setNote(const Note& note) {
  m_note = note;
  m_text = std::make_unique<ClosedDocument>();
  m_text->setUndoRedoEnabled(false);
  m_text->setDefaultFont(uiFont());
  m_text->setDocumentMargin(12);
  m_text->setMarkdown(
      note.text, QTextDocument::MarkdownFeatures(QTextDocument::MarkdownDialectGitHub) | QTextDocument::MarkdownNoHTML);
  m_text->setIndentWidth(20);
  disarm(*m_text, mixed(theme().noteText, theme().accent, 0.6));
  m_text->setTextWidth(note.rect.width());
  setRect(note.rect);
  update();
}

void NoteItem::paint(QPainter* painter, const QStyleOptionGraphicsItem*, QWidget*) {
  const Theme& t = theme();
  const QColor ground = m_note.colour.isValid() ? mixed(t.note, m_note.colour, 0.35) : t.note;
  const double zoom = painter->worldTransform().m11();
  painter->setRenderHint(QPainter::Antialiasing, zoom > 0.3);
  painter->setPen(isChosen() ? QPen(t.nodeSelected, 2 / std::min(zoom, 1.0))
                             : QPen(mixed(ground, t.noteText, 0.2), 1 / std::min(zoom, 1.0)));
  painter->setBrush(ground);
  painter->drawRoundedRect(rect(), 6, 6);
  if (zoom < 0.25) return;
  painter->save();
  painter->setClipRect(rect(), Qt::IntersectClip);
  painter->translate(rect().topLeft());
  if (m_text->textWidth() != rect().width()) m_text->setTextWidth(rect().width());
  QAbstractTextDocumentLayout::PaintContext context;
  context.palette.setColor(QPalette::Text, t.noteText);
  m_text->documentLayout()->draw(painter, context);
  painter->restore();
  paintHandle(*painter, rect(), mixed(ground, t.noteText, 0.35));
}

}  // namespace weft::editor
