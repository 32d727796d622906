#include <weft/graph/node_instance.h>
#include <weft/graph/node_type.h>
#include <algorithm>

namespace weft {
namespace {

template <typename Item>
int indexOf(const std::vector<Item>& items, std::string_view id) {
  const auto found = std::find_if(items.begin(), items.end(), [&](const Item& item) { return item.id == id; });
  return found == items.end() ? -1 : static_cast<int>(found - items.begin());
}

std::string origin(const NodeType& type) { return type.pluginPath.empty() ? type.pluginId : type.pluginPath; }

}  // namespace

int NodeType::inputIndex(std::string_view id) const { return indexOf(inputs, id); }
int NodeType::outputIndex(std::string_view id) const { return indexOf(outputs, id); }
int NodeType::parameterIndex(std::string_view id) const { return indexOf(parameters, id); }

Result<void> NodeCatalog::add(NodeType type) {
  const auto [entry, isNew] = m_types.try_emplace(type.id);
  if (!isNew) {
    return makeError(ErrorCode::InvalidArgument, "node type \"" + type.id + "\" is given by " + origin(*entry->second) +
                                                     " and again by " + origin(type) + "; the first is used");
  }
  entry->second = std::make_unique<const NodeType>(std::move(type));
  m_byId.emplace(entry->first, entry->second.get());
  return {};
}

const NodeType* NodeCatalog::find(std::string_view id) const {
  const auto found = m_byId.find(id);
  return found == m_byId.end() ? nullptr : found->second;
}

}  // namespace weft
