// Overviews for training: curves with axes, and pictures side by side.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "image/raster.h"

namespace weft::image {

struct Curve {
  std::string label;
  std::vector<double> x;
  std::vector<double> y;  // as many as x; points that are not finite are left out
};

struct PlotStyle {
  std::string title;
  std::string xLabel;
  int64_t width = 640;
  int64_t height = 400;
  bool logarithmic = false;  // the y axis; values of zero and less are left out
};

Raster plotCurves(std::span<const Curve> curves, const PlotStyle& style = {});

// Pictures of one size, three planes of 0..1 each, in rows of `columns`, each pixel `zoom` wide, with a border between.
Raster pictureGrid(std::span<const float* const> pictures, int64_t width, int64_t height, int64_t columns,
                   int64_t zoom = 1);

}  // namespace weft::image
