#include "palette/search_popup.h"

#include "theme/theme.h"

namespace weft::editor {
namespace {

// "latent" of "latent<emoji>[1, 16, 8, 8]": the whole of it is too long to be read at a glance.
QString shortName(const Type& type) {
  QStringList names;
  for (const TypeTerm& term : type.terms) names.append(QString::fromStdString(term.name));
  return names.size() > 2 ? names.first() + " …" : names.join(" | ");
}

}  // namespace

SearchPopup::SearchPopup(const GraphModel& model, QWidget* parent) : PaletteBox(parent), m_model(model) {
  setObjectName("searchPopup");
  setAccessibleName("Search for nodes");
  setPlaceholder("Search nodes");
  connect(this, &PaletteBox::accepted, this, [this](const PaletteEntry& entry) {
    if (m_model.catalog().find(entry.id.toStdString())) noteUsedType(entry.id);
    emit chosen(entry.id, entry.port);
  });
  connect(this, &PaletteBox::helpWanted, &typeUseEvents(), &TypeUseEvents::helpWanted);
  connect(this, &PaletteBox::dismissed, this, &SearchPopup::cancelled);
}

void SearchPopup::openAt(QPoint global, const SearchFilter& filter) {
  if (filter.from)
    setBadge("takes " + shortName(*filter.from), typeColour(*filter.from));
  else if (filter.to)
    setBadge("gives " + shortName(*filter.to), typeColour(*filter.to));
  else
    setBadge({});
  setEntries(nodeEntries(m_model, filter));
  PaletteBox::openAt(global);
}

}  // namespace weft::editor
