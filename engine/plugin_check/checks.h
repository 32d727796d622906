// The checks by what they look at; catalogue.cpp lists them with their names.
#pragma once

#include "check.h"

namespace weft::checks {

// checks_load.cpp
void loadFile(CheckContext& context);
void loadNowLocal(CheckContext& context);
void loadInit(CheckContext& context);
void loadSymbols(CheckContext& context);
void loadExecutableStack(CheckContext& context);
void loadDependencies(CheckContext& context);
void loadScanTime(CheckContext& context);
void loadState(CheckContext& context);
void loadOutput(CheckContext& context);
void loadExit(CheckContext& context);

// checks_describe.cpp
void describeAccepted(CheckContext& context);
void describeIds(CheckContext& context);
void describeDocumentation(CheckContext& context);
void describeDefaults(CheckContext& context);
void describeRanges(CheckContext& context);
void describeUnits(CheckContext& context);
void describeChoices(CheckContext& context);
void describeTypes(CheckContext& context);
void describeFlags(CheckContext& context);
void describeStable(CheckContext& context);
void describeUnknownFactories(CheckContext& context);

}  // namespace weft::checks
