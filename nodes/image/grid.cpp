#include "grid.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "image/canvas.h"
#include "image/text.h"
#include "pack/parts.h"
#include "pack/pictures.h"
#include "pictures.h"

namespace weft::images {
namespace {

using Row = std::vector<PictureView>;

std::vector<Row> broken(const Row& all, int64_t columns) {
  const auto count = static_cast<int64_t>(all.size());
  if (columns == 0) columns = static_cast<int64_t>(std::ceil(std::sqrt(static_cast<double>(count))));
  std::vector<Row> rows;
  for (int64_t at = 0; at < count; at += columns)
    rows.emplace_back(all.begin() + at, all.begin() + std::min(at + columns, count));
  return rows;
}

std::vector<Row> rowsOf(const Value& value, int64_t columns) {
  const bool nested = value.kind() == WEFT_KIND_LIST && value.size() > 0 && value.item(0).kind() == WEFT_KIND_LIST;
  std::vector<Row> rows(nested ? value.size() : 1);
  for (size_t i = 0; i < rows.size(); ++i)
    forEachPicture(nested ? value.item(i) : value, [&](const PictureView& one) { rows[i].push_back(one); });
  if (std::all_of(rows.begin(), rows.end(), [](const Row& row) { return row.empty(); }))
    throw Failure("there are no pictures to put side by side");
  return nested ? rows : broken(rows.front(), columns);
}

struct Style {
  int64_t gap, scale;
  image::Tone background, ink;
};

// Where everything goes. Sizes of columns and rows in pixels, without gaps.
class Sheet {
 public:
  Sheet(std::vector<Row> rows, std::vector<std::string> columnLabels, std::vector<std::string> rowLabels,
        std::string title, const Style& style)
      : m_rows(std::move(rows)),
        m_columnLabels(std::move(columnLabels)),
        m_rowLabels(std::move(rowLabels)),
        m_title(std::move(title)),
        m_style(style),
        m_line(image::lineHeight * style.scale) {
    measure();
  }

  Tensor draw() const {
    auto made = makePicture(m_width, m_height);
    image::Canvas canvas(made.data<float>(), m_width, m_height, m_style.background);
    if (!m_title.empty()) canvas.text(m_style.gap, m_style.gap, m_title, m_style.scale, m_style.ink);
    drawColumnLabels(canvas);
    int64_t top = m_top;
    for (size_t i = 0; i < m_rows.size(); ++i) {
      drawRow(canvas, i, top);
      top += m_rowHeights[i] + m_style.gap;
    }
    return Tensor(std::move(made).publish());
  }

 private:
  void measure() {
    size_t columns = 0;
    for (const Row& row : m_rows) columns = std::max(columns, row.size());
    expectAtMost(columns, m_columnLabels.size(), "column");
    expectAtMost(m_rows.size(), m_rowLabels.size(), "row");
    m_columnWidths.resize(columns);
    for (size_t i = 0; i < m_columnLabels.size(); ++i)  // with room for a sign between two of them
      m_columnWidths[i] = widthOf(m_columnLabels[i]) + image::glyphAdvance * m_style.scale;
    for (const Row& row : m_rows) {
      m_rowHeights.push_back(m_rowLabels.empty() ? 1 : image::lineHeight * m_style.scale);
      for (size_t i = 0; i < row.size(); ++i) {
        m_columnWidths[i] = std::max(m_columnWidths[i], row[i].width());
        m_rowHeights.back() = std::max(m_rowHeights.back(), row[i].height());
      }
    }
    int64_t labels = 0;
    for (const std::string& label : m_rowLabels) labels = std::max(labels, widthOf(label));
    const int64_t gap = m_style.gap;
    m_left = gap + (m_rowLabels.empty() ? 0 : labels + std::max<int64_t>(gap, image::glyphAdvance * m_style.scale));
    m_top = gap + (m_title.empty() ? 0 : m_line + gap) + (m_columnLabels.empty() ? 0 : m_line);
    m_width = std::max(m_left + sum(m_columnWidths) + gap * static_cast<int64_t>(columns),
                       m_title.empty() ? 0 : 2 * gap + widthOf(m_title));
    m_height = m_top + sum(m_rowHeights) + gap * static_cast<int64_t>(m_rows.size());
  }

  void drawColumnLabels(image::Canvas& canvas) const {
    int64_t left = m_left;
    for (size_t i = 0; i < m_columnLabels.size(); ++i) {
      const int64_t room = m_columnWidths[i] - widthOf(m_columnLabels[i]);
      canvas.text(left + room / 2, m_top - m_line, m_columnLabels[i], m_style.scale, m_style.ink);
      left += m_columnWidths[i] + m_style.gap;
    }
  }

  void drawRow(image::Canvas& canvas, size_t index, int64_t top) const {
    const int64_t height = m_rowHeights[index];
    if (index < m_rowLabels.size())
      canvas.text(m_style.gap, top + (height - image::glyphHeight * m_style.scale) / 2, m_rowLabels[index],
                  m_style.scale, m_style.ink);
    int64_t left = m_left;
    for (size_t i = 0; i < m_rows[index].size(); ++i) {
      const PictureView& one = m_rows[index][i];
      canvas.picture(left + (m_columnWidths[i] - one.width()) / 2, top + (height - one.height()) / 2, one.planes(),
                     one.width(), one.height());
      left += m_columnWidths[i] + m_style.gap;
    }
  }

  int64_t widthOf(const std::string& text) const { return image::textWidth(text, m_style.scale); }
  static int64_t sum(const std::vector<int64_t>& sizes) {
    return std::accumulate(sizes.begin(), sizes.end(), int64_t{0});
  }
  static void expectAtMost(size_t count, size_t labels, const char* what) {
    if (labels > count)
      throw Failure("there are " + std::to_string(labels) + " " + what + "_labels for " + std::to_string(count) + " " +
                    what + (count == 1 ? "" : "s"));
  }

  std::vector<Row> m_rows;
  std::vector<std::string> m_columnLabels, m_rowLabels;
  std::string m_title;
  Style m_style;
  int64_t m_line;  // the height of a line of text with the room below it
  std::vector<int64_t> m_columnWidths, m_rowHeights;
  int64_t m_left = 0, m_top = 0;  // of the first picture
  int64_t m_width = 0, m_height = 0;
};

}  // namespace

void Grid::process(Call& call) {
  const bool dark = call[background] == "black";
  const image::Tone black{0.1F, 0.1F, 0.1F}, white{1, 1, 1};
  const Style style{call[gap], call[letters], dark ? black : white, dark ? white : black};
  const Sheet sheet(rowsOf(call[images], call[columns]), partsOf(call[columnLabels]), partsOf(call[rowLabels]),
                    std::string(call[title]), style);
  call.set(grid, sheet.draw());
}

}  // namespace weft::images
