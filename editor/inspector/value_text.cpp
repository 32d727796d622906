#include <cmath>

#include <weft/base/text.h>

#include "inspector/parameter_editor.h"

namespace weft::editor {
namespace {

QString choiceLabel(const ParameterType& type, const std::string& id) {
  for (const Choice& choice : type.choices) {
    if (choice.id == id) return QString::fromStdString(choice.label.empty() ? choice.id : choice.label);
  }
  return QString::fromStdString(id);
}

// Groups of three, as people read "1,024"; not for seeds, which are names rather than amounts.
QString grouped(QString digits) {
  const qsizetype first = digits.startsWith(u'-') ? 1 : 0;
  const qsizetype point = digits.indexOf(u'.');
  for (qsizetype at = (point < 0 ? digits.size() : point) - 3; at > first; at -= 3) digits.insert(at, u',');
  return digits;
}

QString numberText(const ParameterType& type, const Json& value) {
  if (value.is_number_integer()) {
    const QString digits =
        value.is_number_unsigned() ? QString::number(value.get<quint64>()) : QString::number(value.get<qint64>());
    return type.kind == WEFT_PARAMETER_SEED ? digits : grouped(digits);
  }
  const QString digits = QString::fromStdString(formatNumber(value.get<double>()));
  return digits.contains(u'e') || digits.contains(u'n') ? digits : grouped(digits);
}

}  // namespace

QString valueText(const ParameterType& type, const Json& value) {
  if (value.is_null()) return {};
  const bool isNumber =
      type.kind == WEFT_PARAMETER_NUMBER || type.kind == WEFT_PARAMETER_INTEGER || type.kind == WEFT_PARAMETER_SEED;
  if (isNumber && value.is_number()) {
    const QString unit = QString::fromStdString(type.unit);
    const QString number = numberText(type, value);
    return unit.isEmpty() ? number : number + (unit == "%" ? "" : " ") + unit;
  }
  if (value.is_boolean()) return value.get<bool>() ? "On" : "Off";
  if (!value.is_string()) return QString::fromStdString(value.dump(-1, ' ', false, Json::error_handler_t::replace));
  const std::string& text = value.get_ref<const std::string&>();
  return type.kind == WEFT_PARAMETER_CHOICE ? choiceLabel(type, text) : QString::fromStdString(text);
}

}  // namespace weft::editor
