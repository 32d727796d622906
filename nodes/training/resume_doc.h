#pragma once

namespace weft::training {

inline constexpr const char* resumeDoc =
    "auto: go on from the newest whole checkpoint of the same name and settings below the output folder, or begin; "
    "never: begin; else the path of a checkpoint in the output folder.";

}  // namespace weft::training
