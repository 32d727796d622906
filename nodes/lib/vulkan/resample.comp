// One pass of a separable resampling: each element of the target is a weighted sum along its line (along = 1) or across
// the lines (along = 0). The sum is compensated, so that thousands of taps cost no precision.
#version 450

layout(local_size_x = 64) in;

layout(binding = 0) readonly buffer Source { float source[]; };
layout(binding = 1) writeonly buffer Target { float target[]; };
layout(binding = 2) readonly buffer Spans { uint spans[]; };  // first, count, index of the first weight; of each place
layout(binding = 3) readonly buffer Weights { float weights[]; };

layout(push_constant) uniform Push {
  uint width;        // of a target line
  uint rows;         // target lines here
  uint sourceStart;  // elements before the first one that counts, in what is bound
  uint targetStart;
  uint sourceWidth;  // of a source line
  uint along;
  uint firstPlace;  // across: the place of the first target line
  uint firstLine;   // across: the source line that lies at sourceStart
  uint clamped;     // to 0..1
};

void main() {
  const uint x = gl_GlobalInvocationID.x;
  const uint row = gl_GlobalInvocationID.y;
  if (x >= width || row >= rows) return;
  const uint place = 3 * (along != 0 ? x : firstPlace + row);
  const uint count = spans[place + 1];
  const uint weight = spans[place + 2];
  const uint step = along != 0 ? 1 : sourceWidth;
  uint at =
      sourceStart + (along != 0 ? row * sourceWidth + spans[place] : (spans[place] - firstLine) * sourceWidth + x);
  precise float sum = 0.0;
  precise float lost = 0.0;
  for (uint i = 0; i < count; ++i, at += step) {
    precise float term = source[at] * weights[weight + i] - lost;
    precise float next = sum + term;
    lost = (next - sum) - term;
    sum = next;
  }
  if (clamped != 0) sum = sum < 0.0 ? 0.0 : sum > 1.0 ? 1.0 : sum;
  target[targetStart + row * width + x] = sum;
}
