// weft.image.Grid
#pragma once

#include <weft/sdk.h>

namespace weft::images {

struct Grid : Node<Grid> {
  using Pictures = As<"image|list<image>|list<list<image>>|sequence<image>">;

  static constexpr About about{
      "Grid", "Image",
      "Puts pictures side by side into one, in rows and columns with labels, to compare them. A list of lists, as a "
      "Map "
      "in a Map gives it, has a row for each list; anything else is broken into rows of \"columns\" pictures. Pictures "
      "of different sizes are centred in their cells.",
      "contact sheet compare montage table xy plot image batch"};
  static constexpr Traits traits{WEFT_COST_LIGHT, 0, WEFT_REENTRANCY_PARALLEL};

  static constexpr auto images = input<Pictures>(
      "images", "The pictures, row by row; those of a batch [N, 3, height, width] stand beside each other");
  static constexpr auto columns = param(
      "columns", 0, range(0, 1024), "Pictures in a row, where no list of lists says it; 0: as many as give a square");
  static constexpr auto title = param("title", "", "Above everything; empty: no title");
  static constexpr auto columnLabels =
      param("column_labels", "", "Above the columns, from the left, with commas between: \"5, 10, 20\"");
  static constexpr auto rowLabels =
      param("row_labels", "", "Before the rows, from the top, with commas between: \"euler, heun\"");
  static constexpr auto gap = param("gap", 8, range(0, 256), unit("px"), "Between pictures, and around everything");
  static constexpr auto letters =
      param("letters", 2, range(1, 16), "Size of the letters: capitals are seven times as many pixels high");
  static constexpr auto background =
      param("background", "white", choices(choice("white", "With dark letters"), choice("black", "With light letters")),
            "What lies between the pictures");
  static constexpr auto grid = output<As<"image[1, 3, ?, ?]", Tensor>>("image", "All of them as one picture");
  static constexpr auto ports =
      weft::ports(images, columns, title, columnLabels, rowLabels, gap, letters, background, grid);

  void process(Call& call);
};

}  // namespace weft::images
