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

// checks_questions.cpp
void questionsUnknown(CheckContext& context);
void questionsRepeat(CheckContext& context);
void questionsTime(CheckContext& context);
void questionsExtraPorts(CheckContext& context);
void questionsMigrate(CheckContext& context);
void questionsEstimate(CheckContext& context);

// checks_node.cpp
void nodeCreateDestroy(CheckContext& context);
void nodeReuse(CheckContext& context);
void nodeIndependent(CheckContext& context);

// checks_process.cpp
void processInputs(CheckContext& context);
void processShapes(CheckContext& context);
void processDtypes(CheckContext& context);
void processOptional(CheckContext& context);
void processVariadic(CheckContext& context);
void processConsumed(CheckContext& context);
void processEmptyTensor(CheckContext& context);
void processEmptyValues(CheckContext& context);
void processText(CheckContext& context);
void processWrongKinds(CheckContext& context);
void processNan(CheckContext& context);
void processInfinity(CheckContext& context);
void processHuge(CheckContext& context);
void processChoices(CheckContext& context);
void processRangeEnds(CheckContext& context);
void processOutOfRange(CheckContext& context);
void processReadOnlyInputs(CheckContext& context);
void processBounds(CheckContext& context);
void processStrided(CheckContext& context);
void processMessages(CheckContext& context);
void processExceptions(CheckContext& context);
void processStatus(CheckContext& context);

// checks_outputs.cpp
void outputsSet(CheckContext& context);
void outputsTypes(CheckContext& context);
void outputsInfer(CheckContext& context);
void outputsRange(CheckContext& context);
void outputsImmutable(CheckContext& context);
void outputsAlive(CheckContext& context);

// checks_cancel.cpp
void cancelLatency(CheckContext& context);
void cancelStatus(CheckContext& context);
void cancelAgain(CheckContext& context);

// checks_memory.cpp
void memoryFailingAllocations(CheckContext& context);
void memoryFailingValues(CheckContext& context);
void memoryLeakedValues(CheckContext& context);
void memoryLeakedBytes(CheckContext& context);
void memoryLeakedOnError(CheckContext& context);
void memoryOverReleased(CheckContext& context);
void memoryOverrun(CheckContext& context);

// checks_determinism.cpp
void determinismTwice(CheckContext& context);
void determinismThreads(CheckContext& context);
void threadsEightInstances(CheckContext& context);
void threadsOneInstance(CheckContext& context);
void threadsOtherThread(CheckContext& context);
void threadsLeftBehind(CheckContext& context);
void filesDescriptors(CheckContext& context);

// checks_host.cpp
void hostUnknownServices(CheckContext& context);
void hostOlder(CheckContext& context);
void hostNewer(CheckContext& context);

// checks_files.cpp
void filesOutside(CheckContext& context);
void filesPrograms(CheckContext& context);
void filesNetwork(CheckContext& context);
void filesMissing(CheckContext& context);
void filesGarbage(CheckContext& context);
void stateFolder(CheckContext& context);
void stateEnvironment(CheckContext& context);
void stateSignals(CheckContext& context);
void stateLocale(CheckContext& context);
void stateArithmetic(CheckContext& context);
void stateLimits(CheckContext& context);
void stateOutput(CheckContext& context);

// checks_objects.cpp
void objectsInterfaces(CheckContext& context);
void objectsDenoiser(CheckContext& context);
void objectsAutoencoder(CheckContext& context);
void objectsTextEncoder(CheckContext& context);
void objectsSolver(CheckContext& context);
void objectsResidency(CheckContext& context);
void objectsModule(CheckContext& context);
void objectsPatchable(CheckContext& context);
void objectsSequence(CheckContext& context);

// checks_fuzz.cpp
void fuzzCalls(CheckContext& context);

}  // namespace weft::checks
