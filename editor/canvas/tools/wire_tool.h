// Wires drawn with the mouse, from an output or from an input, and those that are there picked up by their end.
#pragma once

#include <memory>
#include <optional>

#include "canvas/tool.h"
#include "canvas/tools/auto_scroll.h"
#include "canvas/tools/hint.h"
#include "document/edit.h"
#include "document/link_rules.h"

namespace weft::editor {

class WireTool : public Tool {
 public:
  explicit WireTool(CanvasView& view);
  bool press(const CanvasMouse& mouse) override;
  void move(const CanvasMouse& mouse) override;
  void release(const CanvasMouse& mouse) override;
  void cancel() override;
  bool hover(const CanvasMouse& mouse) override;

 private:
  // What would happen were the button let go here.
  struct Drop {
    std::optional<PortRef> port;  // that fits
    std::optional<Link> wire;     // whose beginning it would replace
    QString reason;               // why nothing fits; empty: there is nothing here
  };
  bool begin(const PortRef& end, bool isOutput, const CanvasMouse& mouse);
  Result<void> check(const PortRef& other) const;
  Drop dropAt(const CanvasMouse& mouse) const;
  std::optional<PortRef> nearestFitting(QPointF at) const;
  std::optional<PortRef> freePortOf(const NodeItem& item, const QString& preferred = {}) const;
  QString reasonAt(const CanvasMouse& mouse) const;
  Edit editFor(const Drop& drop) const;
  std::vector<std::pair<PortRef, PortRef>> wiresTo(const PortRef& port) const;
  void openSearch(const CanvasMouse& mouse);
  void end();

  std::unique_ptr<LinkRules> m_rules;  // of a drag that is under way
  PortRef m_end;                       // where the wire stays
  bool m_fromOutput = true;
  std::optional<Link> m_moved;      // a wire that was picked up
  std::vector<PortRef> m_gathered;  // ports that were passed with Shift held
  QPoint m_pressed;
  bool m_dragged = false;
  QColor m_colour;
  Hint m_hint;
  AutoScroll m_scroll;
};

}  // namespace weft::editor
