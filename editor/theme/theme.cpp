#include "theme/theme.h"

#include <array>

#include <QFontDatabase>
#include <QHash>

namespace weft::editor {
namespace {

Theme darkTheme() {
  Theme t;
  t.dark = true;
  t.window = 0x1b1d21;
  t.panel = 0x212429;
  t.field = 0x15171a;
  t.border = 0x34383f;
  t.text = 0xe4e6ea;
  t.dimText = 0x9198a3;
  t.accent = 0x4d8dff;
  t.accentText = 0xffffff;
  t.hover = 0x2c3037;
  t.selection = 0x2b4a7d;
  t.good = 0x4cc38a;
  t.warning = 0xf2b34b;
  t.error = 0xff6369;
  t.canvas = 0x17191c;
  t.gridMinor = 0x1e2124;
  t.gridMajor = 0x26292e;
  t.node = 0x282c32;
  t.nodeBorder = 0x3b4048;
  t.nodeSelected = 0x6aa6ff;
  t.nodeTitle = 0x343941;
  t.nodeTitleText = 0xf2f4f7;
  t.nodeText = 0xd5d9df;
  t.nodeDimText = 0x8f97a3;
  t.nodeField = 0x1c1f23;
  t.bypass = 0x9a5fd0;
  t.wireShadow = 0x0f1012;
  t.group = 0x3a4a66;
  t.note = 0x3d3826;
  t.noteText = 0xe9e2c8;
  return t;
}

Theme lightTheme() {
  Theme t;
  t.dark = false;
  t.window = 0xeef0f3;
  t.panel = 0xf8f9fa;
  t.field = 0xffffff;
  t.border = 0xcdd2d9;
  t.text = 0x1c2024;
  t.dimText = 0x5f6875;
  t.accent = 0x1f6feb;
  t.accentText = 0xffffff;
  t.hover = 0xe3e7ec;
  t.selection = 0xc4dbff;
  t.good = 0x1a7f4b;
  t.warning = 0x9a6700;
  t.error = 0xcf222e;
  t.canvas = 0xe4e7eb;
  t.gridMinor = 0xdfe2e7;
  t.gridMajor = 0xd5d9df;
  t.node = 0xfcfcfd;
  t.nodeBorder = 0xb9c0ca;
  t.nodeSelected = 0x1f6feb;
  t.nodeTitle = 0xeceff3;
  t.nodeTitleText = 0x1c2024;
  t.nodeText = 0x2b3036;
  t.nodeDimText = 0x69727f;
  t.nodeField = 0xeff1f4;
  t.bypass = 0x9a5fd0;
  t.wireShadow = 0xffffff;
  t.group = 0xb8cbea;
  t.note = 0xfdf3cf;
  t.noteText = 0x443c1c;
  return t;
}

Theme& current() {
  static Theme theme = darkTheme();
  return theme;
}

int& fontPixels() {
  static int pixels = 13;
  return pixels;
}

// Hues that stay apart on dark and light ground.
const QHash<QString, QRgb>& typeColours() {
  static const QHash<QString, QRgb> colours = {
      {"image", 0x4aa8ff},        {"mask", 0x3fc1b0},   {"latent", 0xe070c8},   {"conditioning", 0xf2a33c},
      {"sigmas", 0xa6c14a},       {"tokens", 0xd9b37a}, {"denoiser", 0x9d7bff}, {"autoencoder", 0xf0646e},
      {"text_encoder", 0xe6c84f}, {"solver", 0x58c9e0}, {"number", 0x9fb4c8},   {"integer", 0x86a6c2},
      {"boolean", 0xc98f8f},      {"string", 0x7ec97e}, {"tensor", 0x6c8cd5},   {"list", 0x8fbfa8},
      {"sequence", 0x7aa7b8},     {"record", 0xb59a7d}, {"dataset", 0xc7885c},  {"module", 0xb07fd0},
      {"sampling", 0x7c9ee8},     {"any", 0xa0a6b0},
  };
  return colours;
}

}  // namespace

const Theme& theme() { return current(); }

void useTheme(bool dark) {
  if (current().dark == dark) return;
  current() = dark ? darkTheme() : lightTheme();
  emit themeEvents().changed();
}

QColor typeColour(const Type& type) {
  QString name = type.terms.empty() ? "any" : QString::fromStdString(type.terms.front().name);
  if (name.startsWith(u'$')) name = "any";
  const auto known = typeColours().find(name);
  const QColor colour =
      known != typeColours().end() ? QColor(*known) : QColor::fromHsl(static_cast<int>(qHash(name) % 360), 140, 150);
  return theme().dark ? colour : colour.darker(130);
}

QColor seriesColour(qsizetype index) {
  static constexpr std::array<QRgb, 8> colours = {0x4aa8ff, 0xf2a33c, 0x4cc38a, 0xe070c8,
                                                  0x58c9e0, 0xf0646e, 0xa6c14a, 0x9d7bff};
  const QColor colour(colours[static_cast<size_t>(index) % colours.size()]);
  return theme().dark ? colour : colour.darker(125);
}

const QList<NamedColour>& labelColours() {
  static const QList<NamedColour> colours = {
      {"Red", 0xd9534f},  {"Orange", 0xdd8a3c}, {"Yellow", 0xc9a227}, {"Green", 0x4f9d5d}, {"Teal", 0x3a9c94},
      {"Blue", 0x4a7fd6}, {"Purple", 0x8a63c9}, {"Pink", 0xc75f9b},   {"Brown", 0x8f6f52}, {"Grey", 0x7d8590},
  };
  return colours;
}

QColor statusColour(NodeStatus status) {
  switch (status) {
    case NodeStatus::Running:
      return theme().accent;
    case NodeStatus::Done:
    case NodeStatus::Cached:
      return theme().good;
    case NodeStatus::Failed:
      return theme().error;
    case NodeStatus::Waiting:
    case NodeStatus::Skipped:
      return theme().warning;
    case NodeStatus::Idle:
      break;
  }
  return theme().nodeBorder;
}

QColor categoryColour(const QString& category) {
  static const QHash<QString, QRgb> known = {
      {"files", 0xe6c84f}, {"flow", 0x8fbfa8},     {"guidance", 0xe070c8}, {"image", 0x4aa8ff},
      {"math", 0x9fb4c8},  {"sampling", 0x58c9e0}, {"solvers", 0x58c9e0},  {"text", 0x7ec97e},
      {"model", 0x9d7bff}, {"latent", 0xf0646e},   {"training", 0xc7885c}, {"conditioning", 0xf2a33c},
  };
  const QString first = category.section(u'/', 0, 0).trimmed().toLower();
  const auto found = known.find(first);
  return found != known.end() ? QColor(*found) : QColor::fromHsl(static_cast<int>(qHash(first) % 360), 110, 140);
}

QColor mixed(const QColor& a, const QColor& b, double share) {
  const auto part = [share](float from, float to) { return static_cast<float>(from + (to - from) * share); };
  return QColor::fromRgbF(part(a.redF(), b.redF()), part(a.greenF(), b.greenF()), part(a.blueF(), b.blueF()),
                          part(a.alphaF(), b.alphaF()));
}

QFont uiFont() {
  QFont font;
  font.setFamilies({"Inter", "Noto Sans", "DejaVu Sans", "Noto Color Emoji"});
  font.setPixelSize(fontPixels());
  return font;
}

QFont monoFont() {
  QFont font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
  font.setFamilies({"JetBrains Mono", "DejaVu Sans Mono"});
  font.setPixelSize(fontPixels() - 1);
  return font;
}

void useFontSize(int pixels) {
  pixels = std::clamp(pixels, 9, 28);
  if (std::exchange(fontPixels(), pixels) != pixels) emit themeEvents().changed();
}

ThemeEvents& themeEvents() {
  static ThemeEvents events;
  return events;
}

}  // namespace weft::editor
