// What enlarge.cpp does, one new pixel an invocation: x, y, and the plane as z.
#version 450

layout(local_size_x = 8, local_size_y = 8) in;

layout(binding = 0) readonly buffer Source { float source[]; };
layout(binding = 1) writeonly buffer Target { float target[]; };

layout(push_constant) uniform Push {
  int width;  // of the source
  int height;
  int factor;
  uint sourceStart;  // elements before the first one that counts, in what is bound
  uint targetStart;
  float ringing;
};

int firstAt(int place) {
  const int way = 2 * place + 1 - factor;
  return way >= 0 ? way / (2 * factor) : -1;
}

vec4 weightsAt(int place, int first) {
  const float t = float(2 * place + 1 - factor - first * 2 * factor) / float(2 * factor);
  return vec4(((-0.5 * t + 1.0) * t - 0.5) * t, (1.5 * t - 2.5) * t * t + 1.0, ((-1.5 * t + 2.0) * t + 0.5) * t,
              (0.5 * t - 0.5) * t * t);
}

float pixel(int x, int y) {
  const uint line = gl_GlobalInvocationID.z * uint(height) + uint(clamp(y, 0, height - 1));
  return source[sourceStart + line * uint(width) + uint(clamp(x, 0, width - 1))];
}

void main() {
  const ivec2 at = ivec2(gl_GlobalInvocationID.xy);
  if (at.x >= width * factor || at.y >= height * factor) return;
  const ivec2 first = ivec2(firstAt(at.x), firstAt(at.y));
  const vec4 across = weightsAt(at.x, first.x);
  const vec4 down = weightsAt(at.y, first.y);
  float sum = 0.0;
  for (int row = 0; row < 4; ++row) {
    float part = 0.0;
    for (int column = 0; column < 4; ++column)
      part += across[column] * pixel(first.x - 1 + column, first.y - 1 + row);
    sum += down[row] * part;
  }
  const vec4 around = vec4(pixel(first.x, first.y), pixel(first.x + 1, first.y), pixel(first.x, first.y + 1),
                           pixel(first.x + 1, first.y + 1));
  const float least = min(min(around.x, around.y), min(around.z, around.w));
  const float greatest = max(max(around.x, around.y), max(around.z, around.w));
  const float calm = clamp(sum, least, greatest);
  const uint line = gl_GlobalInvocationID.z * uint(height * factor) + uint(at.y);
  target[targetStart + line * uint(width * factor) + uint(at.x)] = clamp(calm + ringing * (sum - calm), 0.0, 1.0);
}
