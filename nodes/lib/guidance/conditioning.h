// What a conditioning says beyond what the network reads: fields of its record that guidance gives a meaning to, and
// that denoisers pass over.
//
//   "composition"  a list of conditionings, in place of all else: they act together (regions.h). Not nested.
//   "strength"     a number: how much this one counts among those that act together. Not there: 1.
//   "area"         a record of the numbers "x", "y", "width", "height" and the string "measured_in": where it acts, in
//                  "cells" of the latent, or as a "share" of its sides.
//   "area_mask"    a tensor [1 or N, 1, H, W], 0..1: how much it acts where. H and W are the latent's, or multiples of
//                  them, of which the mean is taken.
//   "time_range"   a record of the numbers "start" and "stop" and the string "measured_in": when it acts; as an
//   Interval
//                  ("share" or "time").
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "guidance/schedule.h"

namespace weft::guidance {

struct Area {
  bool isShare = false;
  double x = 0, y = 0, width = 0, height = 0;
};
struct Cells {  // top, left, height, width in cells of a latent
  int64_t y, x, height, width;
};
// Failure where the area is empty or does not lie within a latent of this size. Shares are rounded to cells, to one at
// least.
Cells cellsOf(const Area& area, int64_t height, int64_t width);

// Readers; Failure for fields of another form, which names the field.
std::optional<Area> areaOf(const Value& conditioning);
std::optional<Interval> timeRangeOf(const Value& conditioning);
double strengthOf(const Value& conditioning);
// The conditionings that act together: those of the composition, or this one alone.
std::vector<Value> partsOf(const Value& conditioning);

// Writers: a copy of the conditioning, or of each part of a composition, with the field set.
Value withField(const Value& conditioning, const std::string& name, const Value& content);
Value withArea(const Value& conditioning, const Area& area);
Value withTimeRange(const Value& conditioning, const Interval& range);

Value combined(const std::vector<Value>& conditionings);

// share * one + (1 - share) * other, of "states" and "pooled"; the other's states are cut or filled up with zeros to as
// many tokens as the one has. All else is the one's. Failure for compositions and where widths differ.
Value averaged(const Value& one, const Value& other, double share);
// The tokens of the other behind those of the one; all else is the one's.
Value concatenated(const Value& one, const Value& other);

}  // namespace weft::guidance
