// A pack that uses what the SDK has, one node a subject.
#include <algorithm>
#include <cmath>
#include <string>
#include <thread>
#include <vector>

#include <weft/sdk.h>

namespace {

struct Gain : weft::Node<Gain> {
  static constexpr weft::About about{"Gain", "Test", "Multiplies the elements of any tensor, whatever their type."};
  static constexpr auto tensor = weft::input<weft::AnyTensor>("tensor", "Any numbers");
  static constexpr auto gain = weft::param("gain", 2.0, "What they are multiplied with");
  static constexpr auto out = weft::output<weft::AnyTensor>("tensor", "The products, rounded and kept in range");
  static constexpr auto ports = weft::ports(tensor, gain, out);
  void process(weft::Call& call) {
    const weft::Tensor in = call[tensor];
    std::vector<double> values = in.copyAs<double>();
    for (double& value : values) value *= call[gain];
    weft::MutableTensor result = weft::MutableTensor::like(in);
    result.assign(values);
    call.set(out, std::move(result));
  }
};

struct Largest : weft::Node<Largest> {
  static constexpr weft::About about{"Largest", "Test", "The largest element, and the name of the elements' type."};
  static constexpr auto tensor = weft::input<weft::AnyTensor>("tensor", "Any numbers");
  static constexpr auto value = weft::output<weft::Number>("value", "The largest of them");
  static constexpr auto type = weft::output<weft::String>("type", "What they are");
  static constexpr auto ports = weft::ports(tensor, value, type);
  void process(weft::Call& call) {
    const weft::Tensor in = call[tensor];
    if (in.elements() == 0) throw weft::Failure("\"tensor\" must have an element");
    call.set(value, weft::visit(in.dtype(), [&]<class T>() {
               double largest = -INFINITY;
               for (const auto element : in.copy<T>()) largest = std::max(largest, static_cast<double>(element));
               return largest;
             }));
    call.set(type, weft::dtypeName(in.dtype()));
  }
};

struct Increment : weft::Node<Increment> {
  static constexpr weft::About about{"Increment", "Test", "Adds 1 to each element, in place where nobody else reads."};
  static constexpr auto tensor = weft::input<weft::AnyTensor>("tensor", "float32", weft::consumes);
  static constexpr auto out = weft::output<weft::AnyTensor>("tensor", "The sums");
  static constexpr auto ports = weft::ports(tensor, out);
  void process(weft::Call& call) {
    weft::MutableTensor mine = call.take(tensor);
    for (float& value : mine.data<float>()) value += 1;
    call.set(out, std::move(mine));
  }
};

struct Join : weft::Node<Join> {
  static constexpr weft::About about{"Join", "Test", "Joins texts."};
  static constexpr auto texts = weft::input<weft::String>("texts", "The parts", weft::optional | weft::variadic);
  static constexpr auto last = weft::input<weft::String>("last", "What stands at the end", weft::optional);
  static constexpr auto between =
      weft::param("between", "comma", weft::choices(weft::choice("comma", "A comma"), weft::choice("space", "A space")),
                  "What stands between the parts");
  static constexpr auto text = weft::output<weft::String>("text", "All of them");
  static constexpr auto count = weft::output<weft::Integer>("count", "How many there were");
  static constexpr auto parts = weft::output<weft::As<"list<string>">>("parts", "Each of them");
  static constexpr auto ports = weft::ports(texts, last, between, text, count, parts);
  void process(weft::Call& call) {
    std::vector<std::string_view> all = call.all(texts);
    if (call.has(last)) all.push_back(call[last]);
    std::string joined;
    std::vector<weft::Value> items;
    for (const std::string_view part : all) {
      if (!items.empty()) joined += call[between] == "comma" ? "," : " ";
      joined += part;
      items.push_back(weft::toValue(part));
    }
    call.set(text, joined);
    call.set(count, all.size());
    call.set(parts, items);
  }
};

// A type of this pack's own.
struct Ramp {
  static constexpr weft::Text type{"org.example.helpers.ramp"};
  std::vector<double> levels;
  uint64_t bytes() const { return levels.size() * sizeof(double); }
};

struct MakeRamp : weft::Node<MakeRamp> {
  static constexpr weft::About about{"Make ramp", "Test", "Levels between 0 and 1."};
  static constexpr auto count = weft::param("count", 3, weft::range(2, 1000), "How many levels");
  static constexpr auto ramp = weft::output<weft::Own<Ramp>>("ramp", "The levels");
  static constexpr auto ports = weft::ports(count, ramp);
  void process(weft::Call& call) {
    std::vector<double> levels;
    for (int64_t i = 0; i < call[count]; ++i) levels.push_back(double(i) / double(call[count] - 1));
    call.set(ramp, weft::makeOwn<Ramp>(levels));
  }
};

struct Snap : weft::Node<Snap> {
  static constexpr weft::About about{"Snap", "Test", "The level that is nearest to a number."};
  static constexpr auto ramp = weft::input<weft::Own<Ramp>>("ramp", "The levels");
  static constexpr auto number = weft::param("number", 0.3, "The number");
  static constexpr auto level = weft::output<weft::Number>("level", "The level");
  static constexpr auto ports = weft::ports(ramp, number, level);
  void process(weft::Call& call) {
    const weft::OwnRef<Ramp> levels = call[ramp];
    const double wanted = call[number];
    call.set(level, *std::ranges::min_element(levels->levels, {}, [&](double l) { return std::abs(l - wanted); }));
  }
};

struct Grain : weft::Node<Grain> {
  static constexpr weft::About about{"Grain", "Test", "Random numbers."};
  static constexpr auto seedOf = weft::param("seed", 0, weft::seed, "Another seed, other numbers");
  static constexpr auto offset = weft::param("offset", 0, weft::range(0, 1e6), "Where in the stream they begin");
  static constexpr auto count = weft::param("count", 8, weft::range(0, 1e6), "How many");
  static constexpr auto out = weft::output<weft::AnyTensor>("tensor", "[count] float32");
  static constexpr auto ports = weft::ports(seedOf, offset, count, out);
  void process(weft::Call& call) {
    weft::MutableTensor numbers = weft::MutableTensor::make<float>({call[count]});
    weft::fillNormal(numbers.data<float>(), call[seedOf], "grain", static_cast<uint64_t>(call[offset]));
    call.set(out, std::move(numbers));
  }
};

struct Frames : weft::Node<Frames> {
  static constexpr weft::About about{"Frames", "Test", "The squares 0, 1, 4, … as a sequence."};
  static constexpr auto count = weft::param("count", 4, weft::range(-1, 100), "How many; -1: it does not say");
  static constexpr auto out = weft::output<weft::As<"sequence<integer>", weft::SequenceRef>>("squares", "Squares");
  static constexpr auto ports = weft::ports(count, out);
  void process(weft::Call& call) {
    std::optional<uint64_t> length;
    if (call[count] >= 0) length = static_cast<uint64_t>(call[count]);
    call.set(out, weft::makeSequence(length, [](uint64_t index) {
               return index < 5 ? weft::Value::integer(static_cast<int64_t>(index * index)) : weft::Value();
             }));
  }
};

struct Total : weft::Node<Total> {
  static constexpr weft::About about{"Total", "Test", "The sum of a sequence."};
  static constexpr auto items = weft::input<weft::As<"sequence<integer>", weft::SequenceRef>>("items", "Integers");
  static constexpr auto out = weft::output<weft::Integer>("sum", "The sum");
  static constexpr auto ports = weft::ports(items, out);
  void process(weft::Call& call) {
    const weft::SequenceRef all = call[items];
    int64_t sum = 0;
    for (uint64_t i = 0; const weft::Value item = all.at(i); ++i) sum += item.asInteger();
    call.set(out, sum);
  }
};

struct Fields : weft::Node<Fields> {
  static constexpr weft::About about{"Fields", "Test", "The names in a record."};
  static constexpr auto record = weft::input<weft::As<"record">>("record", "Any record");
  static constexpr auto names = weft::output<weft::As<"list<string>">>("names", "Its names, in order");
  static constexpr auto ports = weft::ports(record, names);
  void process(weft::Call& call) {
    std::vector<weft::Value> found;
    for (const std::string& name : call[record].names()) found.push_back(weft::toValue(name));
    call.set(names, found);
  }
};

struct Renamed : weft::Node<Renamed> {
  static constexpr weft::About about{"Renamed", "Test", "Has had other parameters."};
  static constexpr weft::Traits traits{.behaviour = 3};
  static constexpr auto share = weft::param("share", 0.5, weft::range(0, 1), "Was \"amount\", in percent before 3");
  static constexpr auto note = weft::param("note", "", "A text");
  static constexpr auto out = weft::output<weft::Number>("share", "The share");
  static constexpr auto ports = weft::ports(share, note, out);
  static void migrate(weft::Migration& old) {
    if (old.version() < 2) old.rename("amount", "share");
    if (old.version() < 3 && old.has("share")) old.set("share", old.number("share").value_or(50) / 100);
    if (const auto text = old.text("note")) old.set("note", "was: " + *text);
    old.remove("unused");
  }
  void process(weft::Call& call) { call.set(out, call[share]); }
};

struct Doorbell : weft::Node<Doorbell> {
  static constexpr weft::About about{"Doorbell", "Test", "Waits for the outside once."};
  static constexpr auto out = weft::output<weft::Boolean>("rang", "true");
  static constexpr auto ports = weft::ports(out);
  void process(weft::Call& call) {
    if (m_asked) return call.set(out, true);
    m_asked = true;
    std::thread([resume = call.suspend()]() mutable { resume(); }).join();
  }
  bool m_asked = false;
};

struct Maker {
  static constexpr const char* vendor = "Example Ltd";
  static constexpr const char* url = "https://example.org";
};

}  // namespace

WEFT_PLUGIN("org.example.helpers", "1.0.0", Gain, Largest, Increment, Join, MakeRamp, Snap, Grain, Frames, Total,
            Fields, Renamed, Doorbell, Maker)
