#include "theme/icon_paths.h"

#include <array>

#include <QStringTokenizer>

namespace weft::editor {
namespace {

constexpr const char* page = "M9 1.5 L3.5 1.5 L3.5 14.5 L12.5 14.5 L12.5 5 L9 1.5 M9 1.5 L9 5 L12.5 5";
constexpr const char* picture = "R1.5 2.5 13 11 1.5 M2 11.5 L6 7.5 L9 10.5 L11 8.5 L14 11.5 O10.8 5.6 1.1";

constexpr const char* fullStar =
    "|M8 1.7 L9.8 6.2 L14.6 6.5 L10.9 9.5 L12.1 14.2 L8 11.6 L3.9 14.2 L5.1 9.5 L1.4 6.5 L6.2 6.2 Z";
constexpr const char* star = fullStar + 1;

}  // namespace

const char* iconOutline(Icon which) {
  switch (which) {
    case Icon::None:
      return "";
    case Icon::New:
      return page;
    case Icon::Open:
      return "M1.5 12.5 L1.5 3 L6 3 L7.5 5 L13 5 L13 7 M1.5 12.5 L4 7 L15 7 L12.5 12.5 Z";
    case Icon::Save:
      return "M2 2 L11.5 2 L14 4.5 L14 14 L2 14 Z M5 2 L5 5.5 L10 5.5 L10 2 M4.5 14 L4.5 9 L11.5 9 L11.5 14";
    case Icon::SaveAs:
      return "M8 14 L2 14 L2 2 L11.5 2 L14 4.5 L14 7 M5 2 L5 5.5 L10 5.5 L10 2 M9.5 14.5 L10 12 L13.5 8.5 L15 10 "
             "L11.5 13.5 Z";
    case Icon::Template:
      return "R1.5 2 13 12 1.5 M1.5 5.5 L14.5 5.5 M6 5.5 L6 14";
    case Icon::Recent:
      return "O8 8 6.2 M8 4.2 L8 8 L10.8 9.8";
    case Icon::Undo:
      return "M6 2.5 L2.5 6 L6 9.5 M2.5 6 L9.5 6 A9.5 9.75 3.75 90 -180 L5.5 13.5";
    case Icon::Redo:
      return "M10 2.5 L13.5 6 L10 9.5 M13.5 6 L6.5 6 A6.5 9.75 3.75 90 180 L10.5 13.5";
    case Icon::Cut:
      return "O4.2 12 1.9 O11.8 12 1.9 M5.3 10.4 L11.5 1.8 M10.7 10.4 L4.5 1.8";
    case Icon::Copy:
      return "R5.5 5.5 9 9 1.5 M3.5 10.5 L1.5 10.5 L1.5 1.5 L10.5 1.5 L10.5 3.5";
    case Icon::Paste:
      return "R5 1.2 6 3 0.8 M5 2.5 L2.5 2.5 L2.5 14.5 L13.5 14.5 L13.5 2.5 L11 2.5 M5.5 8 L10.5 8 M5.5 11 L9 11";
    case Icon::Duplicate:
      return "R5.5 5.5 9 9 1.5 M3.5 10.5 L1.5 10.5 L1.5 1.5 L10.5 1.5 L10.5 3.5 M10 8 L10 12 M8 10 L12 10";
    case Icon::Delete:
      return "M2 4 L14 4 M6 4 L6 1.8 L10 1.8 L10 4 M3.5 4 L4.3 14.3 L11.7 14.3 L12.5 4 M6.5 7 L6.7 11.5 M9.5 7 L9.3 "
             "11.5";
    case Icon::Rename:
      return "M10.5 3 L13 5.5 L5.5 13 L2.5 13.5 L3 10.5 Z M9 4.5 L11.5 7";
    case Icon::Reset:
      return "M2.5 2.5 L2.5 6.5 L6.5 6.5 A8 8 5.6 165 -300";
    case Icon::Random:
      return "R2 2 12 12 2.5|O5.3 5.3 1.1 O10.7 5.3 1.1 O8 8 1.1 O5.3 10.7 1.1 O10.7 10.7 1.1";
    case Icon::Add:
      return "M8 2.5 L8 13.5 M2.5 8 L13.5 8";
    case Icon::Remove:
      return "M2.5 8 L13.5 8";
    case Icon::Mute:
      return "O8 8 6 M3.8 12.2 L12.2 3.8";
    case Icon::Bypass:
      return "M1 11 L4 11 A8 11 4 180 -180 L15 11 M6.2 11 L9.8 11";
    case Icon::Collapse:
      return "R1.5 5 13 6 1.5 M5 7.2 L8 9.2 L11 7.2";
    case Icon::Pin:
      return "M5.5 1.5 L10.5 1.5 M6.2 1.5 L6 6.5 L3.5 9.5 L12.5 9.5 L10 6.5 L9.8 1.5 M8 9.5 L8 14.5";
    case Icon::Colour:
      return "M8 1.5 C5 5.5 3.5 7.5 3.5 10 A8 10 4.5 180 180 C12.5 7.5 11 5.5 8 1.5 Z M6 10.5 A8 10.3 2 190 80";
    case Icon::Group:
      return "R1.5 2.5 13 11 1.5 M1.5 6 L14.5 6|R4 8 3.2 3 0.6 R8.8 8 3.2 3 0.6";
    case Icon::Note:
      return "M2 2 L14 2 L14 9.5 L9.5 14 L2 14 Z M14 9.5 L9.5 9.5 L9.5 14 M4.7 5.2 L11.3 5.2 M4.7 8 L8 8";
    case Icon::Subgraph:
      return "R1.5 1.5 13 13 2 R4 4.3 3 3 0.6 R9 8.7 3 3 0.6 M7 5.8 C9 5.8 7 10.2 9 10.2";
    case Icon::Reroute:
      return "M1 11 C4.5 11 4 6 6.2 6 M9.8 6 C12 6 11.5 11 15 11 O8 6 1.8";
    case Icon::AlignLeft:
      return "M2 1.5 L2 14.5 R4.5 3 9.5 3.5 0.8 R4.5 9.5 5.5 3.5 0.8";
    case Icon::Distribute:
      return "M1.8 2 L1.8 14 M14.2 2 L14.2 14 R6 4.5 4 7 0.8";
    case Icon::Search:
      return "O6.8 6.8 4.8 M10.4 10.4 L14.5 14.5";
    case Icon::Fit:
      return "M1.8 5.5 L1.8 1.8 L5.5 1.8 M10.5 1.8 L14.2 1.8 L14.2 5.5 M14.2 10.5 L14.2 14.2 L10.5 14.2 M5.5 14.2 L1.8 "
             "14.2 L1.8 10.5 R5 5.5 6 5 1";
    case Icon::ZoomIn:
      return "O6.8 6.8 4.8 M10.4 10.4 L14.5 14.5 M4.8 6.8 L8.8 6.8 M6.8 4.8 L6.8 8.8";
    case Icon::ZoomOut:
      return "O6.8 6.8 4.8 M10.4 10.4 L14.5 14.5 M4.8 6.8 L8.8 6.8";
    case Icon::Grid:
      return "R2 2 12 12 1 M6 2 L6 14 M10 2 L10 14 M2 6 L14 6 M2 10 L14 10";
    case Icon::Minimap:
      return "R1.5 2.5 13 11 1.5 R7.5 7.5 4.8 3.8 0.5|R3.5 4.5 2.6 1.8 0.4";
    case Icon::Focus:
      return "O8 8 3 M8 1 L8 3 M8 13 L8 15 M1 8 L3 8 M13 8 L15 8|O8 8 1";
    case Icon::Settings:
      return "M2 4.5 L7 4.5 M11 4.5 L14 4.5 O9 4.5 1.9 M2 11.5 L4 11.5 M8 11.5 L14 11.5 O6 11.5 1.9";
    case Icon::Keyboard:
      return "R1 3.5 14 9 1.5 M5 10 L11 10|R3.2 5.8 1.4 1.4 0.3 R6 5.8 1.4 1.4 0.3 R8.7 5.8 1.4 1.4 0.3 R11.4 5.8 1.4 "
             "1.4 0.3";
    case Icon::Run:
      return "|M4 2 L13.5 8 L4 14 Z";
    case Icon::RunFirst:
      return "M2.5 2.5 L2.5 13.5|M5.5 2 L14.5 8 L5.5 14 Z";
    case Icon::RunTo:
      return "M13.5 2.5 L13.5 13.5|M2 2 L11 8 L2 14 Z";
    case Icon::Stop:
      return "|R3 3 10 10 1.5";
    case Icon::Live:
      return "M9 1.5 L3.5 9 L7.5 9 L6.5 14.5 L12.5 6.5 L8.5 6.5 Z";
    case Icon::Library:
      return "M2 3.5 L6 3.5 M4 3.5 L4 12.5 L7 12.5 M4 8 L7 8 R7.5 6.3 6.5 3.4 0.8 R7.5 10.9 6.5 3.4 0.8 R6 1.8 8 3.4 "
             "0.8";
    case Icon::Inspector:
      return "R1.5 2 13 12 1.5 M4 5.5 L12 5.5 M4 8.5 L12 8.5 M4 11.5 L9 11.5|O6 5.5 1.4 O10 8.5 1.4 O7 11.5 1.4";
    case Icon::Picture:
      return picture;
    case Icon::Star:
      return star;
    case Icon::FullStar:
      return fullStar;
    case Icon::Compare:
      return "R1.5 2.5 13 11 1.5 M8 1 L8 15|M8 4 L13 4 L13 12 L8 12 Z";
    case Icon::Help:
      return "O8 8 6.3 M6 6.3 A8 6.2 2 175 -235 C8.4 8.6 8 8.8 8 9.6|O8 11.7 0.9";
    case Icon::Queue:
      return "M6 4 L14.5 4 M6 8 L14.5 8 M6 12 L14.5 12|M1.5 2.2 L4.3 4 L1.5 5.8 Z O2.6 8 1.1 O2.6 12 1.1";
    case Icon::Log:
      return "R1.5 2.5 13 11 1.5 M4 6 L6.5 8 L4 10 M8 10.5 L11.5 10.5";
    case Icon::Problems:
    case Icon::Warning:
      return "M8 1.8 L15 14 L1 14 Z M8 6 L8 9.8|O8 11.8 0.9";
    case Icon::Meters:
      return "A8 10 6.3 -10 200 M8 10 L11 5.8|O8 10 1.3";
    case Icon::Tensor:
      return "M1.5 14 L14.5 14|R2.5 9 2 4 0.3 R5.5 5 2 8 0.3 R8.5 2.5 2 10.5 0.3 R11.5 7 2 6 0.3";
    case Icon::Info:
      return "O8 8 6.3 M8 7.3 L8 11.6|O8 4.7 0.9";
    case Icon::Error:
      return "O8 8 6.3 M5.8 5.8 L10.2 10.2 M10.2 5.8 L5.8 10.2";
    case Icon::Done:
      return "M2.5 8.5 L6.3 12.3 L13.5 4";
    case Icon::Close:
      return "M4 4 L12 12 M12 4 L4 12";
    case Icon::Up:
      return "M3.5 10 L8 5.5 L12.5 10";
    case Icon::Down:
      return "M3.5 6 L8 10.5 L12.5 6";
    case Icon::Left:
      return "M10 3.5 L5.5 8 L10 12.5";
    case Icon::Right:
      return "M6 3.5 L10.5 8 L6 12.5";
    case Icon::More:
      return "|O3 8 1.3 O8 8 1.3 O13 8 1.3";
    case Icon::Dot:
      return "|O8 8 3.5";
    case Icon::Weft:
      return "M1 4.5 C4 4.5 4 8 8 8 C12 8 12 11.5 15 11.5 M1 11.5 C4 11.5 4 8 8 8 C12 8 12 4.5 15 4.5|O8 8 2";
  }
  return "";
}

IconPaths parseIcon(const char* outline) {
  IconPaths paths;
  QPainterPath* path = &paths.lines;
  const char* at = outline;
  // The numbers of a command: as many as it takes, in the table above.
  std::array<double, 6> number{};
  const auto numbers = [&](int count) {
    for (int i = 0; i < count; ++i) {
      char* end = nullptr;
      number[static_cast<size_t>(i)] = std::strtod(at, &end);
      at = end;
    }
    return number;
  };
  while (*at != 0) {
    switch (*at++) {
      case '|':
        path = &paths.areas;
        break;
      case 'M':
        if (const auto n = numbers(2); true) path->moveTo(n[0], n[1]);
        break;
      case 'L':
        if (const auto n = numbers(2); true) path->lineTo(n[0], n[1]);
        break;
      case 'C':
        if (const auto n = numbers(6); true) path->cubicTo(n[0], n[1], n[2], n[3], n[4], n[5]);
        break;
      case 'Z':
        path->closeSubpath();
        break;
      case 'O':
        if (const auto n = numbers(3); true) path->addEllipse(QPointF(n[0], n[1]), n[2], n[2]);
        break;
      case 'R':
        if (const auto n = numbers(5); true) path->addRoundedRect(n[0], n[1], n[2], n[3], n[4], n[4]);
        break;
      case 'A':
        if (const auto n = numbers(5); true) {
          const QRectF circle(n[0] - n[2], n[1] - n[2], 2 * n[2], 2 * n[2]);
          // An arc at the beginning, or after a closed figure, stands alone.
          if (path->elementCount() == 0 || path->currentPosition() == QPointF()) path->arcMoveTo(circle, n[3]);
          path->arcTo(circle, n[3], n[4]);
        }
        break;
      default:
        break;  // a space
    }
  }
  return paths;
}

}  // namespace weft::editor
