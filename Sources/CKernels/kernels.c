#include "CKernels.h"

#include <math.h>

/* Vectors at any address; the compiler makes of them as many registers as it takes. */
typedef float vector16 __attribute__((vector_size(64), aligned(4)));
typedef double double8 __attribute__((vector_size(64), aligned(8)));
typedef double double4 __attribute__((vector_size(32), aligned(8)));

enum {
  /* Terms of one block of a sum in double precision. */
  SUM_BLOCK = 256,
  /* Rows and columns of the blocks that are laid out anew, and columns where there are few rows: with
     SUM_BLOCK terms, half of a level-2 cache and a share of a level-3 cache. */
  BLOCK_ROWS = 72,
  BLOCK_COLUMNS = 1024,
  FEW_COLUMNS = 64,
  /* Up to so many elements b is read where it lies, and up to so many rows. */
  DIRECT_ELEMENTS = 1 << 15,
  DIRECT_ROWS = 8,
  /* Fewer rows than these are not laid out anew. */
  FEW_ROWS = 9,
  /* Vectors of a tile of one row. */
  WIDEST = 6,
};

#if defined(__x86_64__)

#define NAME(function) function##_avx512
#define TARGET __attribute__((target("avx512f,avx512vl,avx512bw,avx512dq,avx2,fma")))
#define ROWS 8
#define VECTORS 2
#define DOUBLE_ROWS 12
#define DOUBLE_VECTORS 2
#include "doubles.h"
#include "loops.h"

#define NAME(function) function##_avx2
#define TARGET __attribute__((target("avx2,fma")))
#define ROWS 6
#define VECTORS 1
#define DOUBLE_ROWS 6
#define DOUBLE_VECTORS 1
#include "doubles.h"
#include "loops.h"

#define NAME(function) function##_baseline
#define TARGET
#define ROWS 2
#define VECTORS 1
#define DOUBLE_ROWS 2
#define DOUBLE_VECTORS 1
#include "doubles.h"
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
#define DOUBLE_ROWS 6
#define DOUBLE_VECTORS 1
#include "doubles.h"
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

/* Columns of a block of b; with few rows a panel is used once or twice and should still be near. */
static size_t block_columns(size_t rows) { return rows <= BLOCK_ROWS / 2 ? FEW_COLUMNS : BLOCK_COLUMNS; }

static size_t least(size_t x, size_t y) { return x < y ? x : y; }

/* Whether b is read where it lies. */
static int is_direct(size_t rows, size_t columns, size_t terms, size_t b_column) {
  return columns >= 8 && b_column == 1 && (rows <= DIRECT_ROWS || columns <= DIRECT_ELEMENTS / terms);
}

size_t CKernels_product_scratch(size_t rows, size_t columns, size_t terms, size_t b_column) {
  if (is_direct(rows, columns, terms, b_column)) return 0;
  /* Both sides round up to whole panels of 12 and 16. */
  size_t lines = least(rows + 12, BLOCK_ROWS) + least(columns + 16, block_columns(rows));
  return least(terms, SUM_BLOCK) * lines;
}

void CKernels_multiply_doubles(size_t rows, size_t columns, size_t terms, const double *a, size_t a_row,
                               size_t a_term, const double *b, size_t b_term, size_t b_column,
                               double *c, double *scratch) {
  if (is_direct(rows, columns, terms, b_column))
    DISPATCH(double_direct, rows, columns, terms, a, a_row, a_term, b, b_term, c, columns);
  else if (rows < FEW_ROWS)
    DISPATCH(double_few, rows, columns, terms, a, a_row, a_term, b, b_term, b_column, c, columns,
             scratch);
  else
    DISPATCH(double_packed, rows, columns, terms, a, a_row, a_term, b, b_term, b_column, c, columns,
             block_columns(rows), 0, 0, scratch);
}

void CKernels_add_gram(size_t size, size_t terms, const double *x, size_t x_line, size_t x_term,
                       double *c, double *scratch) {
  DISPATCH(double_packed, size, size, terms, x, x_line, x_term, x, x_term, x_line, c, size,
           block_columns(size), 1, 1, scratch);
}

void CKernels_multiply_vector(size_t rows, size_t columns, const double *x, const double *vector,
                              double *y) {
  DISPATCH(multiply_vector, rows, columns, x, vector, y);
}

double CKernels_dot(size_t count, const double *x, const double *y) {
#if defined(__x86_64__)
  if (has_avx512()) return dot_product_avx512(count, x, y);
  if (has_avx2()) return dot_product_avx2(count, x, y);
#endif
  return dot_product_baseline(count, x, y);
}

void CKernels_add_multiple(size_t count, double factor, const double *x, double *y) {
  DISPATCH(add_multiple, count, factor, x, y);
}

int CKernels_cholesky(size_t size, double *a) {
#if defined(__x86_64__)
  if (has_avx512()) return cholesky_avx512(size, a);
  if (has_avx2()) return cholesky_avx2(size, a);
#endif
  return cholesky_baseline(size, a);
}

void CKernels_cholesky_solve(size_t size, const double *factor, double *x) {
  DISPATCH(cholesky_solve, size, factor, x);
}

const char *CKernels_name(void) {
#if defined(__x86_64__)
  return has_avx512() ? "AVX-512" : has_avx2() ? "AVX2" : "SSE2";
#elif defined(__aarch64__)
  return "NEON";
#else
  return "portable";
#endif
}
