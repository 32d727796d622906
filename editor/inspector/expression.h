// Sums that people type where a number is wanted: "2*64", "1/3", "(512 + 64) / 8", "pi/2", "2^10".
#pragma once

#include <optional>

#include <QString>

namespace weft::editor {

// nullopt: it is none, or its value is not finite. A `unit` after it is passed over.
std::optional<double> evaluate(const QString& text, const QString& unit = {});

}  // namespace weft::editor
