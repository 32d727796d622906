// A plugin with the fault that its file is named after: "process.nan.so" goes wrong where the check process.nan looks,
// and nowhere else. Under any other name it has none.
#pragma once

#include <string_view>

#include <weft/abi.h>

bool hasFault(std::string_view check);

extern const weft_values* values;
extern const weft_calls* calls;
extern const weft_errors* errors;
extern const weft_inference* inference;
extern const weft_allocator* allocator;
extern const weft_random* randoms;

weft_status refuse(weft_status status, const char* message);

// Reads a field that is not there.
inline void crash() {
  volatile uintptr_t nowhere = 8;
  *reinterpret_cast<volatile int*>(nowhere) = 1;
}

// The functions of nodes: Scale multiplies a picture, Sum adds numbers, Words counts letters, words and a file, Bytes
// counts those of a tensor, Pass hands on what it is given.
weft_status WEFT_CALL createScale(const weft_node_class* self, void** node);
void WEFT_CALL destroyScale(const weft_node_class* self, void* node);
weft_status WEFT_CALL processScale(const weft_node_class* self, void* node, weft_call* call);
weft_status WEFT_CALL inferScale(const weft_node_class* self, weft_infer* question);
weft_status WEFT_CALL migrateScale(const weft_node_class* self, uint32_t version, const char* json, const char** out);
weft_status WEFT_CALL createSum(const weft_node_class* self, void** node);
void WEFT_CALL destroySum(const weft_node_class* self, void* node);
weft_status WEFT_CALL processSum(const weft_node_class* self, void* node, weft_call* call);
weft_status WEFT_CALL estimateSum(const weft_node_class* self, weft_infer* question, uint64_t* bytes);
weft_status WEFT_CALL createWords(const weft_node_class* self, void** node);
void WEFT_CALL destroyWords(const weft_node_class* self, void* node);
weft_status WEFT_CALL processWords(const weft_node_class* self, void* node, weft_call* call);
weft_status WEFT_CALL extraOfWords(const weft_node_class* self, weft_infer* question, const weft_port** inputs,
                                   size_t* inputCount, const weft_port** outputs, size_t* outputCount);
weft_status WEFT_CALL processBytes(const weft_node_class* self, void* node, weft_call* call);
weft_status WEFT_CALL processPass(const weft_node_class* self, void* node, weft_call* call);

// The objects' node: outputs denoiser, autoencoder, text_encoder, solver, module, sequence.
weft_status WEFT_CALL makeObjects(const weft_node_class* self, void* node, weft_call* call);
