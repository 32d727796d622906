// The parameters of samples.
#pragma once

#include <string>

#include "sample.h"

namespace weft {

// Fills sample.parameters. Files are made below `folder`.
Result<void> setParameters(Sample& sample, const Recipe& recipe, const std::string& folder);

// "strength 0.5, mode "fast"": those that are not what they are by default.
std::string describeParameters(const Sample& sample);

}  // namespace weft
