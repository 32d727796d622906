// The one change that a document knows: in one object of its JSON, members go and others come. Setting a value, adding
// nodes, renaming one: all are splices, and so is what undoes them. So undoing brings the same text back, with the
// order of members and with keys that nobody here knows.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <weft/base/json.h>
#include <weft/base/result.h>

namespace weft {

struct Splice {
  struct Member {
    size_t at = 0;  // its place among the members once the splice is done
    std::string key;
    Json value;
  };
  std::vector<std::string> path;  // keys from the root to the object: {"nodes", "blend", "params"}; empty: the root
  std::vector<std::string> erase;
  std::vector<Member> insert;  // by rising `at`
};

// {"op": "splice", "path": […], "erase": […], "insert": [{"at", "key", "value"}, …]}, one of the operations of
// edit_operations.h.
Json toJson(const Splice& splice);

}  // namespace weft
