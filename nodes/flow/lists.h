// weft.flow.Collect, Range, Words, Numbers and Item: lists made and read.
#pragma once

#include <weft/sdk.h>

namespace weft::flow {

struct Collect : Node<Collect> {
  using Same = As<"$T">;
  static constexpr About about{"Collect", "Flow", "Makes a list of what is linked to it, in the order of the links.",
                               "list gather array batch join"};
  static constexpr Traits traits{WEFT_COST_LIGHT, 0, WEFT_REENTRANCY_PARALLEL};
  static constexpr auto values = input<Same>("values", "The items, all of one type", variadic | optional);
  static constexpr auto list = output<As<"list<$T>">>("list", "The list; empty where nothing is linked");
  static constexpr auto ports = weft::ports(values, list);
  void process(Call& call) { call.set(list, Value::list(call.all(values))); }
};

struct Range : Node<Range> {
  static constexpr About about{"Range", "Flow", "A list of whole numbers: first, first + step, first + 2 step, ...",
                               "list count numbers sequence seeds"};
  static constexpr Traits traits{WEFT_COST_LIGHT, 0, WEFT_REENTRANCY_PARALLEL};
  static constexpr auto first = param("first", 0, "The first number");
  static constexpr auto count = param("count", 10, range(0, 10'000'000), "How many numbers");
  static constexpr auto step = param("step", 1, "From each number to the next; may be 0 or negative");
  static constexpr auto list = output<As<"list<integer>">>("list", "The numbers");
  static constexpr auto ports = weft::ports(first, count, step, list);
  void process(Call& call);
};

struct Words : Node<Words> {
  static constexpr About about{"Words", "Flow", "A list of texts, written in one line: \"euler, heun, lms\".",
                               "list texts strings names csv split"};
  static constexpr Traits traits{WEFT_COST_LIGHT, 0, WEFT_REENTRANCY_PARALLEL};
  static constexpr auto text =
      param("text", "", "The texts, with commas between; blanks around them do not count. Empty: an empty list");
  static constexpr auto list = output<As<"list<string>">>("list", "The texts");
  static constexpr auto ports = weft::ports(text, list);
  void process(Call& call);
};

struct Numbers : Node<Numbers> {
  static constexpr About about{"Numbers", "Flow", "A list of numbers, written in one line: \"5, 10, 20.5\".",
                               "list values floats csv"};
  static constexpr Traits traits{WEFT_COST_LIGHT, 0, WEFT_REENTRANCY_PARALLEL};
  static constexpr auto text = param("text", "", "The numbers, with commas between. Empty: an empty list");
  static constexpr auto list = output<As<"list<number>">>("list", "The numbers");
  static constexpr auto ports = weft::ports(text, list);
  void process(Call& call);
};

struct Item : Node<Item> {
  static constexpr About about{"Item", "Flow", "One item of a list or a sequence.", "list index element get pick"};
  static constexpr Traits traits{WEFT_COST_LIGHT, 0, WEFT_REENTRANCY_PARALLEL};
  static constexpr auto items = input<As<"list<$T>|sequence<$T>">>("items", "The list or sequence");
  static constexpr auto index =
      param("index", 0, "Which item: 0 is the first, -1 the last (where the length is known), -2 the one before");
  static constexpr auto value = output<As<"$T">>("value", "The item");
  static constexpr auto ports = weft::ports(items, index, value);
  void process(Call& call);
};

}  // namespace weft::flow
