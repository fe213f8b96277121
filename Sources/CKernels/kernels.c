#include "CKernels.h"

/* Sixteen floats at any address; the compiler makes of it as many registers as it takes. */
typedef float vector16 __attribute__((vector_size(64), aligned(4)));

#if defined(__x86_64__)

#define NAME(function) function##_avx512
#define TARGET __attribute__((target("avx512f,avx512vl,avx512bw,avx512dq,avx2,fma")))
#define ROWS 8
#define VECTORS 2
#include "loops.h"

#define NAME(function) function##_avx2
#define TARGET __attribute__((target("avx2,fma")))
#define ROWS 6
#define VECTORS 1
#include "loops.h"

#define NAME(function) function##_baseline
#define TARGET
#define ROWS 2
#define VECTORS 1
#include "loops.h"

static int has_avx512(void) {
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
         __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq");
}

static int has_avx2(void) { return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"); }

#define DISPATCH(function, ...)             \
  do {                                      \
    if (has_avx512())                       \
      function##_avx512(__VA_ARGS__);       \
    else if (has_avx2())                    \
      function##_avx2(__VA_ARGS__);         \
    else                                    \
      function##_baseline(__VA_ARGS__);     \
  } while (0)

#else

#define NAME(function) function##_baseline
#define TARGET
#define ROWS 4
#define VECTORS 1
#include "loops.h"

#define DISPATCH(function, ...) function##_baseline(__VA_ARGS__)

#endif

void CKernels_multiply_panel(size_t batch, const float *x, size_t x_stride, const int32_t *inputs,
                             size_t count, const float *panel, size_t width, const float *bias,
                             float *z, size_t z_stride) {
  DISPATCH(multiply_panel, batch, x, x_stride, inputs, count, panel, width, bias, z, z_stride);
}

void CKernels_outer_panel(size_t batch, const float *x, size_t x_stride, const int32_t *inputs,
                          size_t count, const float *d, size_t d_stride, size_t width, float *panel) {
  DISPATCH(outer_panel, batch, x, x_stride, inputs, count, d, d_stride, width, panel);
}

void CKernels_adam(size_t count, float *w, float *m, float *v, const float *g, float alpha,
                   float one_minus_beta1, float one_minus_beta2, float epsilon) {
  DISPATCH(adam, count, w, m, v, g, alpha, one_minus_beta1, one_minus_beta2, epsilon);
}

void CKernels_scale_bytes(size_t rows, const int64_t *indices, size_t next_rows,
                            const int64_t *next_indices, size_t width, const uint8_t *table, float scale,
                            float offset, float *x) {
  DISPATCH(scale_bytes, rows, indices, next_rows, next_indices, width, table, scale, offset, x);
}

void CKernels_scale_floats(size_t rows, const int64_t *indices, size_t next_rows,
                            const int64_t *next_indices, size_t width, const float *table, float scale,
                            float offset, float *x) {
  DISPATCH(scale_floats, rows, indices, next_rows, next_indices, width, table, scale, offset, x);
}

void CKernels_scale_doubles(size_t rows, const int64_t *indices, size_t next_rows,
                            const int64_t *next_indices, size_t width, const double *table, float scale,
                            float offset, float *x) {
  DISPATCH(scale_doubles, rows, indices, next_rows, next_indices, width, table, scale, offset, x);
}

size_t CKernels_split_columns(size_t rows, const uint32_t *x, size_t width, int32_t *varying,
                              int32_t *constant) {
#if defined(__x86_64__)
  if (has_avx512()) return split_columns_avx512(rows, x, width, varying, constant);
  if (has_avx2()) return split_columns_avx2(rows, x, width, varying, constant);
#endif
  return split_columns_baseline(rows, x, width, varying, constant);
}

void CKernels_transpose_panel(size_t rows, size_t columns, size_t width, const float *panel,
                              size_t out_width, float *transposed) {
  for (size_t column = 0; column < columns; column++) {
    for (size_t row = 0; row < rows; row++)
      transposed[column * out_width + row] = panel[row * width + column];
    for (size_t row = rows; row < out_width; row++) transposed[column * out_width + row] = 0;
  }
}

void CKernels_leaky_relu(size_t count, const float *z, float slope, float *a) {
  DISPATCH(leaky_relu, count, z, slope, a);
}

void CKernels_leaky_relu_gradient(size_t count, const float *z, float slope, float *delta) {
  DISPATCH(leaky_relu_gradient, count, z, slope, delta);
}
