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
    size_t rows, size_t vectors, const float *x, size_t x_stride, const float *panel, size_t inner,
    size_t width, const float *bias, float *z, size_t z_stride) {
  vector16 sum[ROWS][VECTORS];
  for (size_t r = 0; r < rows; r++)
    for (size_t v = 0; v < vectors; v++) sum[r][v] = LOAD(bias + 16 * v);
  for (size_t k = 0; k < inner; k++) {
    vector16 weights[VECTORS];
    for (size_t v = 0; v < vectors; v++) weights[v] = LOAD(panel + k * width + 16 * v);
    for (size_t r = 0; r < rows; r++) {
      float value = x[r * x_stride + k];
      for (size_t v = 0; v < vectors; v++) sum[r][v] += value * weights[v];
    }
  }
  for (size_t r = 0; r < rows; r++)
    for (size_t v = 0; v < vectors; v++) STORE(z + r * z_stride + 16 * v, sum[r][v]);
}

TARGET static void NAME(multiply_panel)(size_t batch, const float *x, size_t x_stride,
                                        const float *panel, size_t inner, size_t width,
                                        const float *bias, float *z, size_t z_stride) {
  size_t column = 0;
  for (; column + 16 * VECTORS <= width; column += 16 * VECTORS) {
    size_t r = 0;
    for (; r + ROWS <= batch; r += ROWS)
      NAME(multiply_tile)(ROWS, VECTORS, x + r * x_stride, x_stride, panel + column, inner, width,
                          bias + column, z + r * z_stride + column, z_stride);
    for (; r < batch; r++)
      NAME(multiply_tile)(1, VECTORS, x + r * x_stride, x_stride, panel + column, inner, width,
                          bias + column, z + r * z_stride + column, z_stride);
  }
  for (; column < width; column += 16) {
    size_t r = 0;
    for (; r + ROWS <= batch; r += ROWS)
      NAME(multiply_tile)(ROWS, 1, x + r * x_stride, x_stride, panel + column, inner, width,
                          bias + column, z + r * z_stride + column, z_stride);
    for (; r < batch; r++)
      NAME(multiply_tile)(1, 1, x + r * x_stride, x_stride, panel + column, inner, width,
                          bias + column, z + r * z_stride + column, z_stride);
  }
}

TARGET static inline __attribute__((always_inline)) void NAME(outer_tile)(
    size_t rows, size_t vectors, size_t batch, const float *x, size_t x_stride, const float *d,
    size_t d_stride, size_t width, float *panel) {
  vector16 sum[ROWS][VECTORS];
  for (size_t r = 0; r < rows; r++)
    for (size_t v = 0; v < vectors; v++) sum[r][v] = (vector16){0};
  for (size_t b = 0; b < batch; b++) {
    vector16 delta[VECTORS];
    for (size_t v = 0; v < vectors; v++) delta[v] = LOAD(d + b * d_stride + 16 * v);
    for (size_t r = 0; r < rows; r++) {
      float value = x[b * x_stride + r];
      for (size_t v = 0; v < vectors; v++) sum[r][v] += value * delta[v];
    }
  }
  for (size_t r = 0; r < rows; r++)
    for (size_t v = 0; v < vectors; v++) STORE(panel + r * width + 16 * v, sum[r][v]);
}

TARGET static void NAME(outer_panel)(size_t rows, size_t batch, const float *x, size_t x_stride,
                                     const float *d, size_t d_stride, size_t width, float *panel) {
  size_t column = 0;
  for (; column + 16 * VECTORS <= width; column += 16 * VECTORS) {
    size_t k = 0;
    for (; k + ROWS <= rows; k += ROWS)
      NAME(outer_tile)(ROWS, VECTORS, batch, x + k, x_stride, d + column, d_stride, width,
                       panel + k * width + column);
    for (; k < rows; k++)
      NAME(outer_tile)(1, VECTORS, batch, x + k, x_stride, d + column, d_stride, width,
                       panel + k * width + column);
  }
  for (; column < width; column += 16) {
    size_t k = 0;
    for (; k + ROWS <= rows; k += ROWS)
      NAME(outer_tile)(ROWS, 1, batch, x + k, x_stride, d + column, d_stride, width,
                       panel + k * width + column);
    for (; k < rows; k++)
      NAME(outer_tile)(1, 1, batch, x + k, x_stride, d + column, d_stride, width,
                       panel + k * width + column);
  }
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

TARGET static void NAME(scale_rows)(size_t rows, const int64_t *indices, size_t width,
                                    const uint8_t *restrict bytes, float scale, float offset,
                                    float *restrict x) {
  for (size_t row = 0; row < rows; row++) {
    size_t ahead = row + 4;
    if (ahead < rows) {
      const uint8_t *next = bytes + (size_t)indices[ahead] * width;
      for (size_t i = 0; i < width; i += 64) __builtin_prefetch(next + i);
    }
    const uint8_t *source = bytes + (size_t)indices[row] * width;
    float *target = x + row * width;
    for (size_t i = 0; i < width; i++) target[i] = scale * (float)source[i] + offset;
  }
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
