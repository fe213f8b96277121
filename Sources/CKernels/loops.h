/*
 * The loops, compiled once for each instruction set: whoever includes this file defines NAME(function),
 * TARGET, ROWS (rows of a tile) and VECTORS (its columns, in vectors of 16), such that
 * the tile's accumulators fit into the registers.
 */
#include <stddef.h>
#include <stdint.h>

#define LOAD(pointer) (*(const vector16 *)(pointer))
#define STORE(pointer, value) (*(vector16 *)(pointer) = (value))

TARGET static inline __attribute__((always_inline)) void NAME(multiply_tile)(
    size_t rows, size_t vectors, const float *x, size_t x_stride, const int32_t *inputs, size_t count,
    const float *panel, size_t width, const float *bias, float *z, size_t z_stride) {
  vector16 sum[ROWS][VECTORS];
  for (size_t r = 0; r < rows; r++)
    for (size_t v = 0; v < vectors; v++) sum[r][v] = LOAD(bias + 16 * v);
  for (size_t k = 0; k < count; k++) {
    size_t input = (size_t)inputs[k];
    vector16 weights[VECTORS];
    for (size_t v = 0; v < vectors; v++) weights[v] = LOAD(panel + input * width + 16 * v);
    for (size_t r = 0; r < rows; r++) {
      float value = x[r * x_stride + input];
      for (size_t v = 0; v < vectors; v++) sum[r][v] += value * weights[v];
    }
  }
  for (size_t r = 0; r < rows; r++)
    for (size_t v = 0; v < vectors; v++) STORE(z + r * z_stride + 16 * v, sum[r][v]);
}

TARGET static inline __attribute__((always_inline)) void NAME(multiply_columns)(
    size_t vectors, size_t batch, const float *x, size_t x_stride, const int32_t *inputs, size_t count,
    const float *panel, size_t width, const float *bias, float *z, size_t z_stride) {
  /* The last tile begins early enough to be whole: some results are computed twice, which is faster. */
  for (size_t r = 0; r < batch && batch >= ROWS; r += ROWS) {
    size_t first = r + ROWS <= batch ? r : batch - ROWS;
    NAME(multiply_tile)(ROWS, vectors, x + first * x_stride, x_stride, inputs, count, panel, width,
                        bias, z + first * z_stride, z_stride);
  }
  for (size_t r = 0; r < batch && batch < ROWS; r++)
    NAME(multiply_tile)(1, vectors, x + r * x_stride, x_stride, inputs, count, panel, width, bias,
                        z + r * z_stride, z_stride);
}

TARGET static void NAME(multiply_panel)(size_t batch, const float *x, size_t x_stride,
                                        const int32_t *inputs, size_t count, const float *panel,
                                        size_t width, const float *bias, float *z, size_t z_stride) {
  size_t column = 0;
  for (; column + 16 * VECTORS <= width; column += 16 * VECTORS)
    NAME(multiply_columns)(VECTORS, batch, x, x_stride, inputs, count, panel + column, width,
                           bias + column, z + column, z_stride);
  for (; column < width; column += 16)
    NAME(multiply_columns)(1, batch, x, x_stride, inputs, count, panel + column, width, bias + column,
                           z + column, z_stride);
}

TARGET static inline __attribute__((always_inline)) void NAME(outer_tile)(
    size_t rows, size_t vectors, size_t batch, const float *x, size_t x_stride, const int32_t *inputs,
    const float *d, size_t d_stride, size_t width, float *panel) {
  vector16 sum[ROWS][VECTORS];
  const float *column[ROWS];
  for (size_t r = 0; r < rows; r++) {
    column[r] = x + inputs[r];
    for (size_t v = 0; v < vectors; v++) sum[r][v] = (vector16){0};
  }
  for (size_t b = 0; b < batch; b++) {
    vector16 delta[VECTORS];
    for (size_t v = 0; v < vectors; v++) delta[v] = LOAD(d + b * d_stride + 16 * v);
    for (size_t r = 0; r < rows; r++) {
      float value = column[r][b * x_stride];
      for (size_t v = 0; v < vectors; v++) sum[r][v] += value * delta[v];
    }
  }
  for (size_t r = 0; r < rows; r++)
    for (size_t v = 0; v < vectors; v++)
      STORE(panel + (size_t)inputs[r] * width + 16 * v, sum[r][v]);
}

TARGET static inline __attribute__((always_inline)) void NAME(outer_columns)(
    size_t vectors, size_t batch, const float *x, size_t x_stride, const int32_t *inputs, size_t count,
    const float *d, size_t d_stride, size_t width, float *panel) {
  for (size_t k = 0; k < count && count >= ROWS; k += ROWS) {
    size_t first = k + ROWS <= count ? k : count - ROWS;
    NAME(outer_tile)(ROWS, vectors, batch, x, x_stride, inputs + first, d, d_stride, width, panel);
  }
  for (size_t k = 0; k < count && count < ROWS; k++)
    NAME(outer_tile)(1, vectors, batch, x, x_stride, inputs + k, d, d_stride, width, panel);
}

TARGET static void NAME(outer_panel)(size_t batch, const float *x, size_t x_stride,
                                     const int32_t *inputs, size_t count, const float *d,
                                     size_t d_stride, size_t width, float *panel) {
  size_t column = 0;
  for (; column + 16 * VECTORS <= width; column += 16 * VECTORS)
    NAME(outer_columns)(VECTORS, batch, x, x_stride, inputs, count, d + column, d_stride, width,
                        panel + column);
  for (; column < width; column += 16)
    NAME(outer_columns)(1, batch, x, x_stride, inputs, count, d + column, d_stride, width,
                        panel + column);
}

TARGET static void NAME(adam)(size_t count, float *w, float *m, float *v, const float *g, float alpha,
                              float one_minus_beta1, float one_minus_beta2, float epsilon) {
  for (size_t i = 0; i < count; i += 16) {
    vector16 gradient = LOAD(g + i);
    vector16 mean = LOAD(m + i);
    vector16 square = LOAD(v + i);
    mean += (gradient - mean) * one_minus_beta1;
    square += (gradient * gradient - square) * one_minus_beta2;
    STORE(m + i, mean);
    STORE(v + i, square);
    /* The builtin, because sqrtf may set errno and so would be called element by element. */
    STORE(w + i, LOAD(w + i) - mean * alpha / (__builtin_elementwise_sqrt(square) + epsilon));
  }
}

#define SCALE_ROWS(function, element)                                                               \
  TARGET static void NAME(function)(size_t rows, const int64_t *indices, size_t next_rows,          \
                                    const int64_t *next_indices, size_t width,                      \
                                    const element *restrict table, float scale, float offset,       \
                                    float *restrict x) {                                            \
    for (size_t row = 0; row < rows; row++) {                                                       \
      if (row < next_rows) {                                                                        \
        const element *next = table + (size_t)next_indices[row] * width;                            \
        size_t line = 64 / sizeof(element);                                                         \
        for (size_t i = 0; i < width + line - 1; i += line) __builtin_prefetch(next + i, 0, 2);     \
      }                                                                                             \
      const element *source = table + (size_t)indices[row] * width;                                 \
      float *target = x + row * width;                                                              \
      for (size_t i = 0; i < width; i++) target[i] = scale * (float)source[i] + offset;             \
    }                                                                                               \
  }

SCALE_ROWS(scale_bytes, uint8_t)
SCALE_ROWS(scale_floats, float)
SCALE_ROWS(scale_doubles, double)

#undef SCALE_ROWS

/* difference[i]: the bits in which rows differ from the first one, until every column is known to vary. */
TARGET static inline __attribute__((always_inline)) void NAME(compare_rows)(
    size_t rows, size_t columns, const uint32_t *x, size_t stride, uint32_t *restrict difference) {
  for (size_t row = 1; row < rows; row++) {
    for (size_t i = 0; i < columns; i++) difference[i] |= x[i] ^ x[row * stride + i];
    if (row % 4 != 0) continue;
    uint32_t different = 0;
    for (size_t i = 0; i < columns; i++) different += difference[i] != 0;
    if (different == columns) return;
  }
}

TARGET static size_t NAME(split_columns)(size_t rows, const uint32_t *x, size_t width,
                                         int32_t *restrict varying, int32_t *restrict constant) {
  enum { BLOCK = 64 };
  size_t varying_count = 0, constant_count = 0;
  for (size_t start = 0; start < width; start += BLOCK) {
    size_t columns = width - start < BLOCK ? width - start : BLOCK;
    uint32_t difference[BLOCK] = {0};
    if (columns == BLOCK)
      NAME(compare_rows)(rows, BLOCK, x + start, width, difference);
    else
      NAME(compare_rows)(rows, columns, x + start, width, difference);
    for (size_t i = 0; i < columns; i++) {
      varying[varying_count] = constant[constant_count] = (int32_t)(start + i);
      varying_count += difference[i] != 0;
      constant_count += difference[i] == 0;
    }
  }
  return varying_count;
}

TARGET static void NAME(leaky_relu)(size_t count, const float *restrict z, float slope,
                                    float *restrict a) {
  for (size_t i = 0; i < count; i++) a[i] = z[i] >= 0 ? z[i] : slope * z[i];
}

TARGET static void NAME(leaky_relu_gradient)(size_t count, const float *restrict z, float slope,
                                             float *restrict delta) {
  for (size_t i = 0; i < count; i++) delta[i] *= z[i] > 0 ? 1 : slope;
}

#undef LOAD
#undef STORE
#undef NAME
#undef TARGET
#undef ROWS
#undef VECTORS
