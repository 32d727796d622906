// What nodes make of their inputs and parameters: whatever they are given, they answer.
#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>

#include <weft/base/text.h>
#include <weft/value/foreign_call.h>

#include "checks.h"
#include "rig.h"

namespace weft::checks {
namespace {

std::vector<Recipe> with(const NodeType& type, const std::function<void(Recipe&)>& change) {
  std::vector<Recipe> recipes = Sampler::usualRecipes(type);
  for (Recipe& recipe : recipes) change(recipe);
  return recipes;
}

// One recipe for each of `count` values.
RecipesFor each(size_t count, const std::function<void(Recipe&, size_t)>& change) {
  return [=](const NodeType&) {
    std::vector<Recipe> recipes(count);
    for (size_t i = 0; i < count; ++i) change(recipes[i], i);
    return recipes;
  };
}

bool hasInput(const NodeType& type, const std::function<bool(const PortType&)>& fits) {
  return type.extraPorts || std::any_of(type.inputs.begin(), type.inputs.end(), fits);
}

bool takesTensors(const NodeType& type) {
  return hasInput(type, [](const PortType& port) {
    return std::any_of(port.type.terms.begin(), port.type.terms.end(), [](const TypeTerm& term) {
      return term.name[0] == '$' || term.name == "any" || term.name == "tokens" || term.name == "list" ||
             term.name == "sequence" || kindOfType(term.name) == Kind::Tensor;
    });
  });
}

bool takesFloats(const NodeType& type) {
  return takesTensors(type) || hasInput(type, [](const PortType& port) {
           return std::any_of(port.type.terms.begin(), port.type.terms.end(),
                              [](const TypeTerm& term) { return term.name == "number" || term.name == "record"; });
         });
}

RecipesFor onlyFor(bool (*takes)(const NodeType&), const RecipesFor& recipes) {
  return [=](const NodeType& type) { return takes(type) ? recipes(type) : std::vector<Recipe>(); };
}

// That it comes back is all that is asked.
void tryAll(CheckContext& context, const RecipesFor& recipes) {
  forEachSample(context, recipes, [](Rig& rig, const Sample& sample) { (void)rig.run(sample); });
}

// A call that may take for ever with such inputs is stopped, which it has to notice.
void tryStopped(CheckContext& context, const RecipesFor& recipes) {
  forEachSample(context, recipes, [](Rig& rig, const Sample& sample) {
    const auto node = rig.create(*sample.type);
    if (!node) return;
    std::atomic<bool> stop{false}, done{false};
    TrialOptions options = rig.options();
    options.cancelled = [&] { return stop.load(); };
    std::thread timer([&] {
      for (int i = 0; i < 200 && !done; ++i) std::this_thread::sleep_for(std::chrono::milliseconds(1));
      stop = true;
    });
    (void)rig.run(*node, sample, options);
    done = true;
    timer.join();
  });
}

// Every parameter that has a range, alone, and all together.
RecipesFor parametersAt(std::initializer_list<ParameterFill> fills) {
  return [fills = std::vector<ParameterFill>(fills)](const NodeType& type) {
    std::vector<Recipe> recipes;
    for (const ParameterFill fill : fills) {
      for (size_t i = 0; i < type.parameters.size(); ++i) {
        Recipe recipe;
        recipe.parameters = fill;
        recipe.changed = static_cast<int>(i);
        const int32_t kind = type.parameters[i].kind;
        const bool ranged =
            kind == WEFT_PARAMETER_NUMBER || kind == WEFT_PARAMETER_INTEGER || kind == WEFT_PARAMETER_SEED;
        const bool outside = fill == ParameterFill::BelowRange || fill == ParameterFill::AboveRange;
        if (ranged || (outside && kind == WEFT_PARAMETER_CHOICE)) recipes.push_back(recipe);
      }
    }
    return recipes;
  };
}

std::vector<Recipe> everyChoice(const NodeType& type) {
  std::vector<Recipe> recipes;
  for (size_t i = 0; i < type.parameters.size(); ++i) {
    const ParameterType& parameter = type.parameters[i];
    const size_t choices = parameter.kind == WEFT_PARAMETER_BOOLEAN ? 1 : parameter.choices.size();
    for (size_t choice = 1; choice <= choices; ++choice) {
      Recipe recipe;
      recipe.changed = static_cast<int>(i);
      recipe.choice = choice;
      recipes.push_back(recipe);
    }
  }
  return recipes;
}

// Usual inputs, and all that a node may well refuse.
std::vector<Recipe> goodAndBad(const NodeType& type) {
  std::vector<Recipe> recipes = Sampler::usualRecipes(type);
  for (size_t port = 0; port < type.inputs.size(); ++port) {
    for (size_t kind = 0; kind < wrongKinds; kind += 2) {
      recipes.push_back({.kind = kind, .wrongPort = static_cast<int>(port)});
    }
  }
  for (int side = 0; side < emptySides; ++side) recipes.push_back({.emptySide = side});
  recipes.push_back({.optional = false});
  recipes.push_back({.links = 0});
  recipes.push_back({.text = TextFill::Empty});
  recipes.push_back({.files = FileFill::Missing});
  return recipes;
}

}  // namespace

void processInputs(CheckContext& context) {
  forEachNode(context, [&](Rig& rig, const NodeType& type) {
    const std::string where = "node " + inQuotes(type.id);
    bool any = false, done = false;
    std::string last;
    for (const Recipe& recipe : Sampler::usualRecipes(type)) {
      const auto sample = rig.sample(type, recipe);
      const auto node = sample ? rig.create(type) : nullptr;
      if (sample && !node) return rig.context().note(where + " cannot be created here: " + rig.refusal());
      if (!sample) continue;
      const TrialResult result = rig.run(*node, *sample, rig.options());
      any = true;
      done = done || result.done;
      if (!result.done) last = result.done.error().message;
    }
    if (!any) rig.context().note(where + " was not tried: " + rig.refusal());
    if (any && !done) rig.context().note(where + " refused all that it was given: " + last);
  });
}

void processShapes(CheckContext& context) {
  tryAll(context, onlyFor(takesTensors, each(shapeRows, [](Recipe& recipe, size_t i) { recipe.shape = i; })));
}

void processDtypes(CheckContext& context) {
  const auto open = [](const NodeType& type) {
    return hasInput(type, [](const PortType& port) {
      return std::any_of(port.type.terms.begin(), port.type.terms.end(), [](const TypeTerm& term) {
        return term.name[0] == '$' || term.name == "any" || (term.name == "tensor" && !dtypeOfType(term));
      });
    });
  };
  tryAll(context, onlyFor(open, [](const NodeType& type) {
           std::vector<Recipe> recipes;
           for (size_t dtype = 0; dtype < dtypeRows; ++dtype) {
             for (const Recipe& recipe : with(type, [&](Recipe& one) { one.dtype = dtype; })) recipes.push_back(recipe);
           }
           return recipes;
         }));
}

void processOptional(CheckContext& context) {
  const auto optional = [](const NodeType& type) {
    return hasInput(type, [](const PortType& port) { return port.has(WEFT_PORT_OPTIONAL); });
  };
  tryAll(context, onlyFor(optional, [](const NodeType& type) {
           return with(type, [](Recipe& recipe) { recipe.optional = false; });
         }));
}

void processVariadic(CheckContext& context) {
  const auto variadic = [](const NodeType& type) {
    return hasInput(type, [](const PortType& port) { return port.has(WEFT_PORT_VARIADIC); });
  };
  const size_t links[] = {0, 1, 3, 40};
  tryAll(context, onlyFor(variadic, each(4, [&](Recipe& recipe, size_t i) { recipe.links = links[i]; })));
}

void processConsumed(CheckContext& context) {
  const auto consumes = [](const NodeType& type) {
    return hasInput(type, [](const PortType& port) { return port.has(WEFT_PORT_CONSUMES); });
  };
  forEachNode(context, [&](Rig& rig, const NodeType& type) {
    if (!consumes(type)) return;
    for (const Recipe& recipe : Sampler::usualRecipes(type)) {
      const auto sample = rig.sample(type, recipe);
      if (!sample) continue;
      const TrialResult first = rig.run(*sample);
      const auto node = rig.create(type);
      if (!node) return;
      TrialOptions options = rig.options();
      options.handOver = true;
      const TrialResult second = rig.run(*node, *sample, options);
      if (first.done && second.done && !type.has(WEFT_NODE_NONDETERMINISTIC) && first.digest != second.digest) {
        rig.context().fail(sample->where(),
                           "gives something else when it may write into its input than when it may not");
      }
    }
  });
}

void processEmptyTensor(CheckContext& context) {
  tryAll(context, onlyFor(takesTensors, [](const NodeType& type) {
           std::vector<Recipe> recipes;
           for (int side = 0; side < emptySides; ++side) {
             for (const Recipe& recipe : with(type, [&](Recipe& one) { one.emptySide = side; })) {
               recipes.push_back(recipe);
             }
           }
           return recipes;
         }));
}

void processEmptyValues(CheckContext& context) {
  const auto containers = [](const NodeType& type) {
    return hasInput(type, [](const PortType& port) {
      return std::any_of(port.type.terms.begin(), port.type.terms.end(), [](const TypeTerm& term) {
        return term.name[0] == '$' || term.name == "any" || term.name == "list" || term.name == "sequence" ||
               term.name == "record";
      });
    });
  };
  tryAll(context, onlyFor(containers, [](const NodeType& type) {
           return with(type, [](Recipe& recipe) { recipe.emptyValues = true; });
         }));
}

void processText(CheckContext& context) {
  const auto texts = [](const NodeType& type) {
    const auto isText = [](const ParameterType& one) { return one.kind == WEFT_PARAMETER_STRING; };
    return std::any_of(type.parameters.begin(), type.parameters.end(), isText) ||
           hasInput(type, [](const PortType& port) {
             return std::any_of(port.type.terms.begin(), port.type.terms.end(),
                                [](const TypeTerm& term) { return term.name == "string"; });
           });
  };
  const TextFill fills[] = {TextFill::Empty, TextFill::Long, TextFill::Odd};
  tryAll(context, onlyFor(texts, each(3, [&](Recipe& recipe, size_t i) { recipe.text = fills[i]; })));
}

void processWrongKinds(CheckContext& context) {
  tryAll(context, [](const NodeType& type) {
    std::vector<Recipe> recipes;
    for (size_t port = 0; port < type.inputs.size(); ++port) {
      for (size_t kind = 0; kind < wrongKinds; ++kind) {
        recipes.push_back({.kind = kind, .wrongPort = static_cast<int>(port)});
      }
    }
    return recipes;
  });
}

void processNan(CheckContext& context) {
  tryAll(context, onlyFor(takesFloats, [](const NodeType& type) {
           return with(type, [](Recipe& recipe) { recipe.fill = Fill::NotANumber; });
         }));
}

void processInfinity(CheckContext& context) {
  tryAll(context, onlyFor(takesFloats, [](const NodeType& type) {
           return with(type, [](Recipe& recipe) { recipe.fill = Fill::Infinite; });
         }));
}

void processHuge(CheckContext& context) {
  tryAll(context, onlyFor(takesFloats, [](const NodeType& type) {
           return with(type, [](Recipe& recipe) { recipe.fill = Fill::Huge; });
         }));
}

void processChoices(CheckContext& context) { tryAll(context, everyChoice); }

void processRangeEnds(CheckContext& context) {
  tryStopped(context, parametersAt({ParameterFill::Lowest, ParameterFill::Highest}));
}

void processOutOfRange(CheckContext& context) {
  tryStopped(context, parametersAt({ParameterFill::BelowRange, ParameterFill::AboveRange, ParameterFill::NotANumber}));
}

void processReadOnlyInputs(CheckContext& context) {
  explainGuardedMemory(context.activity);
  tryAll(context, onlyFor(takesTensors, [](const NodeType& type) {
           return with(type, [](Recipe& recipe) { recipe.guard = MemoryGuard::ReadOnly; });
         }));
}

void processBounds(CheckContext& context) {
  explainGuardedMemory(context.activity);
  tryAll(context, onlyFor(takesTensors, [](const NodeType& type) {
           std::vector<Recipe> recipes;
           for (const MemoryGuard guard : {MemoryGuard::AtEnd, MemoryGuard::AtStart}) {
             for (size_t shape : {size_t{0}, size_t{2}}) {
               for (const Recipe& recipe : with(type, [&](Recipe& one) { one.guard = guard, one.shape = shape; })) {
                 recipes.push_back(recipe);
               }
             }
           }
           return recipes;
         }));
}

void processStrided(CheckContext& context) {
  forEachNode(context, [](Rig& rig, const NodeType& type) {
    if (!takesTensors(type) || type.has(WEFT_NODE_NONDETERMINISTIC)) return;
    for (const Recipe& recipe : Sampler::usualRecipes(type)) {
      Recipe strided = recipe;
      strided.strided = true;
      const auto plain = rig.sample(type, recipe), other = rig.sample(type, strided);
      if (!plain || !other || !rig.hasTime()) continue;
      const TrialResult first = rig.run(*plain), second = rig.run(*other);
      if (!first.done || !second.done || first.digest == second.digest) continue;
      if (rig.run(*plain).digest != first.digest) continue;  // it never gives the same
      rig.context().fail(plain->where(),
                         "gives something else when the elements of its tensors do not lie one after the other; use "
                         "strides and byte_offset, or refuse tensors that are not compact");
    }
  });
}

void processMessages(CheckContext& context) {
  forEachSample(context, goodAndBad, [](Rig& rig, const Sample& sample) {
    const TrialResult result = rig.run(sample);
    if (result.done || result.done.error().code == ErrorCode::OutOfMemory) return;
    const Error& error = result.done.error();
    setThreadError({});
    if (error.message != statusError("process()", errorStatus(error.code)).message) return;
    rig.context().fail(sample.where(), "fails without a message (" + error.message +
                                           "); say in one line what is wrong and what would be right, with fail() of " +
                                           WEFT_CALLS + " or set() of " + WEFT_ERRORS);
  });
}

void processExceptions(CheckContext& context) {
  forEachSample(context, goodAndBad, [](Rig& rig, const Sample& sample) {
    const TrialResult result = rig.run(sample);
    if (result.done || result.done.error().message.find(" threw ") == std::string::npos) return;
    rig.context().fail(sample.where(), "lets an exception out: " + result.done.error().message +
                                           "; catch all of them inside, and answer a status");
  });
}

void processStatus(CheckContext& context) {
  forEachSample(context, goodAndBad, [](Rig& rig, const Sample& sample) {
    const TrialResult result = rig.run(sample);
    if (!result.broken.empty()) return rig.context().fail(sample.where(), result.broken);
    if (result.done) return;
    const std::string& message = result.done.error().message;
    for (const char* wrong : {"process() answered ", "process() says that it was cancelled"}) {
      if (message.compare(0, std::string_view(wrong).size(), wrong) == 0) {
        rig.context().fail(sample.where(),
                           message + "; the statuses that process() may answer stand in weft/abi/base.h");
      }
    }
  });
}

}  // namespace weft::checks
