#include "palette/palette_list.h"

#include <algorithm>

#include <QPainter>

#include "theme/theme.h"

namespace weft::editor {
namespace {

constexpr int rowHeight = 30;
constexpr int inset = 6;        // of the highlighted row
constexpr int portsWidth = 74;  // a column of its own, so that categories stand below one another
constexpr int mostPorts = 4;    // dots on one side

// Draws text from `x` on, with some letters emphasised; answers where it ends.
int drawLabel(QPainter& painter, const QRect& rect, const QString& text, const QList<int>& letters, const QColor& plain,
              const QColor& hit) {
  const QFont base = painter.font();
  QFont strong = base;
  strong.setWeight(QFont::DemiBold);
  int x = rect.left();
  for (qsizetype begin = 0; begin < text.size();) {
    const bool isHit = letters.contains(static_cast<int>(begin));
    qsizetype end = begin + 1;
    while (end < text.size() && letters.contains(static_cast<int>(end)) == isHit) ++end;
    const QFont& font = isHit ? strong : base;
    const QFontMetrics metrics(font);
    const QString part = text.mid(begin, end - begin);
    painter.setFont(font);
    painter.setPen(isHit ? hit : plain);
    const bool fits = x + metrics.horizontalAdvance(part) <= rect.right();
    const QString shown = fits ? part : metrics.elidedText(part, Qt::ElideRight, rect.right() - x);
    painter.drawText(QRect(x, rect.top(), rect.right() - x + 2, rect.height()), Qt::AlignVCenter | Qt::AlignLeft,
                     shown);
    x += metrics.horizontalAdvance(shown);
    if (!fits) break;
    begin = end;
  }
  painter.setFont(base);
  return x;
}

// ●●● › ●, the ports' colours, in the right half of `rect`.
void drawPorts(QPainter& painter, const QRect& rect, const PaletteEntry& entry, bool dim) {
  constexpr double step = 8, radius = 2.6;
  painter.setPen(Qt::NoPen);
  painter.setOpacity(dim ? 0.4 : 1);
  const double middle = rect.center().y() + 0.5, arrow = rect.left() + rect.width() / 2.0;
  const auto dots = [&](const std::vector<Type>& types, double x, double direction) {
    const size_t count = std::min<size_t>(types.size(), mostPorts);
    for (size_t i = 0; i < count; ++i, x += direction * step) {
      painter.setBrush(typeColour(types[direction < 0 ? count - 1 - i : i]));
      painter.drawEllipse(QPointF(x, middle), radius, radius);
    }
  };
  dots(entry.inputs, arrow - 9, -1);
  dots(entry.outputs, arrow + 9, 1);
  if (!entry.inputs.empty() || !entry.outputs.empty()) {
    painter.setPen(QPen(theme().dimText, 1.2, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.setBrush(Qt::NoBrush);
    painter.drawPolyline(QPolygonF{{arrow - 1.5, middle - 3}, {arrow + 1.5, middle}, {arrow - 1.5, middle + 3}});
  }
  painter.setOpacity(1);
}

// "Ctrl+Shift+P" as keys, from the right; answers where they begin.
int drawKeys(QPainter& painter, const QRect& rect, const QString& text) {
  QFont small = painter.font();
  small.setPixelSize(11);
  const QFontMetrics metrics(small);
  const QRect key(rect.right() - metrics.horizontalAdvance(text) - 14, rect.center().y() - 9,
                  metrics.horizontalAdvance(text) + 14, 19);
  painter.setPen(theme().border);
  painter.setBrush(theme().field);
  painter.drawRoundedRect(QRectF(key).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
  const QFont before = painter.font();
  painter.setFont(small);
  painter.setPen(theme().dimText);
  painter.drawText(key, Qt::AlignCenter, text);
  painter.setFont(before);
  return key.left() - 10;
}

// A word behind the label: the keyword that was hit, or the port that a wire would end in.
void drawAside(QPainter& painter, const QRect& rect, const QString& text, const QColor& colour) {
  const QFontMetrics metrics(painter.font());
  if (rect.width() < 40) return;
  painter.setPen(colour);
  painter.drawText(rect, Qt::AlignVCenter | Qt::AlignLeft, metrics.elidedText(text, Qt::ElideRight, rect.width()));
}

QColor markColour(const PaletteEntry& entry) {
  if (!entry.outputs.empty()) return typeColour(entry.outputs.front());
  return entry.inputs.empty() ? theme().dimText : typeColour(entry.inputs.front());
}

}  // namespace

void PaletteModel::setEntries(std::vector<PaletteEntry> entries) {
  beginResetModel();
  m_entries = std::move(entries);
  m_texts.clear();
  m_rows.clear();
  for (const PaletteEntry& entry : m_entries) {
    m_texts.emplace_back(entry.label, entry.keywords, entry.category, entry.doc);
  }
  endResetModel();
  search({});
}

void PaletteModel::search(const QString& text) {
  const FuzzyQuery query(text);
  beginResetModel();
  m_searching = !query.isEmpty();
  m_rows.clear();
  for (size_t i = 0; i < m_entries.size(); ++i) {
    const PaletteEntry& entry = m_entries[i];
    std::optional<Match> match = query.match(m_texts[i]);
    if (!match) continue;
    // What was used lately comes first while nothing is typed, and then decides between what fits about as well.
    int rank = m_searching ? match->score + entry.standing / 25 : entry.standing;
    if (entry.portIsExact) rank += m_searching ? 30 : 1500;
    if (!entry.unavailable.isEmpty()) rank -= m_searching ? 150 : 3000;
    m_rows.push_back({i, std::move(*match), rank});
  }
  std::stable_sort(m_rows.begin(), m_rows.end(), [](const Row& a, const Row& b) { return a.rank > b.rank; });
  endResetModel();
}

int PaletteModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant PaletteModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) return {};
  const PaletteEntry& shown = entry(index.row());
  if (role == Qt::DisplayRole) return shown.label;
  if (role == Qt::AccessibleTextRole) {
    return shown.unavailable.isEmpty() ? QString("%1, %2").arg(shown.label, shown.category)
                                       : QString("%1, not available").arg(shown.label);
  }
  return {};
}

Qt::ItemFlags PaletteModel::flags(const QModelIndex& index) const {
  return index.isValid() ? Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemNeverHasChildren : Qt::NoItemFlags;
}

QSize PaletteDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const {
  return {option.rect.width(), rowHeight};
}

void PaletteDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
  const PaletteEntry& entry = m_model.entry(index.row());
  const Match& match = m_model.match(index.row());
  const bool dim = !entry.unavailable.isEmpty();
  const bool current = option.state & QStyle::State_Selected;
  painter->save();
  painter->setRenderHint(QPainter::Antialiasing);
  painter->setFont(uiFont());
  const QRect row = option.rect.adjusted(inset, 0, -inset, 0);
  if (current || (option.state & QStyle::State_MouseOver)) {
    painter->setPen(Qt::NoPen);
    painter->setBrush(current ? theme().selection : theme().hover);
    painter->drawRoundedRect(QRectF(row).adjusted(0, 1, 0, -1), 6, 6);
  }

  const QColor mark = dim ? theme().dimText : markColour(entry);
  const QRectF square(row.left() + 12, row.center().y() - 3.5, 9, 9);
  painter->setPen(dim ? QPen(mark, 1.2) : QPen(Qt::NoPen));
  painter->setBrush(dim ? QBrush(Qt::NoBrush) : QBrush(mark));
  painter->drawRoundedRect(square, 2.5, 2.5);

  int right = row.right() - 10;
  if (!entry.hint.isEmpty())
    right = drawKeys(*painter, QRect(row.left(), row.top(), right - row.left(), row.height()), entry.hint);
  if (!entry.inputs.empty() || !entry.outputs.empty()) {
    drawPorts(*painter, QRect(right - portsWidth, row.top(), portsWidth, row.height()), entry, dim);
    right -= portsWidth + 10;
  }
  QFont small = uiFont();
  small.setPixelSize(12);
  const int categoryWidth = QFontMetrics(small).horizontalAdvance(entry.category);
  painter->setFont(small);
  painter->setPen(theme().dimText);
  painter->drawText(QRect(right - categoryWidth, row.top(), categoryWidth + 1, row.height()),
                    Qt::AlignVCenter | Qt::AlignRight, entry.category);
  right -= categoryWidth + 14;

  painter->setFont(uiFont());
  const QRect labelRect(row.left() + 32, row.top(), right - row.left() - 32, row.height());
  const QColor plain = dim ? theme().dimText : theme().text;
  const QColor hit = theme().dark || current ? theme().accent.lighter(theme().dark ? 140 : 100) : theme().accent;
  const int end = drawLabel(*painter, labelRect, entry.label, match.letters, plain, dim ? plain : hit);
  painter->setFont(small);
  const QRect aside(end + 10, row.top(), right - end - 10, row.height());
  if (!entry.portLabel.isEmpty()) {
    drawAside(*painter, aside, QString(QChar(0x2192)) + ' ' + entry.portLabel, theme().dimText);
  } else if (!match.keyword.isEmpty()) {
    drawAside(*painter, aside, match.keyword, theme().dimText);
  }
  painter->restore();
}

}  // namespace weft::editor
