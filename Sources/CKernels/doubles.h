/*
 * Products in double precision, compiled once for each instruction set: whoever includes this file defines
 * NAME(function), TARGET, DOUBLE_ROWS (rows of a tile) and DOUBLE_VECTORS (its columns, in vectors of 8), such
 * that the tile's accumulators fit into the registers.
 *
 * An element of a product is a sum in blocks of SUM_BLOCK terms: each block runs over its terms in order, and
 * the blocks are added in order. No path, tile or instruction set has another order.
 */
#include <stddef.h>

#define LOAD8(pointer) (*(const double8 *)(pointer))
#define STORE8(pointer, value) (*(double8 *)(pointer) = (value))
#define PANEL (8 * DOUBLE_VECTORS)

/*
 * The sum of one block of terms for a tile: c becomes it, or has it added. Rows of a are a_row apart and its
 * terms a_term; the columns of b are neighbors, its terms b_term apart.
 */
TARGET static inline __attribute__((always_inline)) void NAME(double_block)(
    size_t rows, size_t vectors, size_t terms, const double *a, size_t a_row, size_t a_term,
    const double *b, size_t b_term, double *c, size_t c_row, int adds) {
  double8 sum[DOUBLE_ROWS][WIDEST];
  for (size_t r = 0; r < rows; r++)
    for (size_t v = 0; v < vectors; v++) sum[r][v] = (double8){0};
  for (size_t k = 0; k < terms; k++) {
    double8 factors[WIDEST];
    for (size_t v = 0; v < vectors; v++) factors[v] = LOAD8(b + k * b_term + 8 * v);
    for (size_t r = 0; r < rows; r++) {
      double value = a[r * a_row + k * a_term];
      for (size_t v = 0; v < vectors; v++) sum[r][v] += value * factors[v];
    }
  }
  for (size_t r = 0; r < rows; r++)
    for (size_t v = 0; v < vectors; v++) {
      double *target = c + r * c_row + 8 * v;
      if (adds)
        STORE8(target, LOAD8(target) + sum[r][v]);
      else
        STORE8(target, sum[r][v]);
    }
}

/* A tile of a product, all of its terms. */
TARGET static inline __attribute__((always_inline)) void NAME(double_tile)(
    size_t rows, size_t vectors, size_t terms, const double *a, size_t a_row, size_t a_term,
    const double *b, size_t b_term, double *c, size_t c_row) {
  for (size_t k = 0; k < terms; k += SUM_BLOCK)
    NAME(double_block)(rows, vectors, terms - k < SUM_BLOCK ? terms - k : SUM_BLOCK, a + k * a_term,
                       a_row, a_term, b + k * b_term, b_term, c, c_row, k > 0);
}

/*
 * Some rows of a product whose b has at least 8 columns. The last tile of a row begins early enough to be
 * whole: some results are computed twice, which is faster than a narrow tile.
 */
TARGET static inline __attribute__((always_inline)) void NAME(double_rows)(
    size_t rows, size_t vectors, size_t columns, size_t terms, const double *a, size_t a_row,
    size_t a_term, const double *b, size_t b_term, double *c, size_t c_row) {
  size_t column = 0;
  for (; column + 8 * vectors <= columns; column += 8 * vectors)
    NAME(double_tile)(rows, vectors, terms, a, a_row, a_term, b + column, b_term, c + column, c_row);
  for (; column < columns; column += 8) {
    size_t first = column + 8 <= columns ? column : columns - 8;
    NAME(double_tile)(rows, 1, terms, a, a_row, a_term, b + first, b_term, c + first, c_row);
  }
}

/* The product where b is small, or a has few rows: both are read where they lie. At least 8 columns. */
TARGET static void NAME(double_direct)(size_t rows, size_t columns, size_t terms, const double *a,
                                       size_t a_row, size_t a_term, const double *b, size_t b_term,
                                       double *c, size_t c_row) {
  for (size_t r = 0; r < rows && rows >= DOUBLE_ROWS; r += DOUBLE_ROWS) {
    size_t first = r + DOUBLE_ROWS <= rows ? r : rows - DOUBLE_ROWS;
    NAME(double_rows)(DOUBLE_ROWS, DOUBLE_VECTORS, columns, terms, a + first * a_row, a_row, a_term, b,
                      b_term, c + first * c_row, c_row);
  }
  /* One or two rows need several vectors, or each sum would wait for itself. */
  for (size_t r = 0; r < rows && rows > 1 && rows < DOUBLE_ROWS; r += 2) {
    size_t first = r + 2 <= rows ? r : rows - 2;
    NAME(double_rows)(2, WIDEST / 2, columns, terms, a + first * a_row, a_row, a_term, b, b_term,
                      c + first * c_row, c_row);
  }
  if (rows == 1) NAME(double_rows)(1, WIDEST, columns, terms, a, a_row, a_term, b, b_term, c, c_row);
}

/* Four vectors of four become their transpose. */
TARGET static inline __attribute__((always_inline)) void NAME(transpose_four)(double4 x[4]) {
  double4 low = __builtin_shufflevector(x[0], x[1], 0, 4, 2, 6);
  double4 high = __builtin_shufflevector(x[0], x[1], 1, 5, 3, 7);
  double4 other_low = __builtin_shufflevector(x[2], x[3], 0, 4, 2, 6);
  double4 other_high = __builtin_shufflevector(x[2], x[3], 1, 5, 3, 7);
  x[0] = __builtin_shufflevector(low, other_low, 0, 1, 4, 5);
  x[1] = __builtin_shufflevector(high, other_high, 0, 1, 4, 5);
  x[2] = __builtin_shufflevector(low, other_low, 2, 3, 6, 7);
  x[3] = __builtin_shufflevector(high, other_high, 2, 3, 6, 7);
}

/*
 * Lays out up to `width` lines (rows of a, columns of b) for a tile: packed[terms x width], 0 beyond the lines.
 * Lines are `line` apart and terms `term`; one of the two is 1.
 */
TARGET static inline __attribute__((always_inline)) void NAME(pack_lines)(
    size_t lines, size_t width, size_t terms, const double *x, size_t line, size_t term,
    double *restrict packed) {
  if (line == 1) {
    for (size_t k = 0; k < terms; k++) {
      for (size_t i = 0; i < lines; i++) packed[k * width + i] = x[k * term + i];
      for (size_t i = lines; i < width; i++) packed[k * width + i] = 0;
    }
    return;
  }
  size_t i = 0;
  for (; i + 4 <= lines; i += 4) {
    const double *source = x + i * line;
    size_t k = 0;
    for (; k + 4 <= terms && term == 1; k += 4) {
      double4 square[4];
      for (size_t r = 0; r < 4; r++) square[r] = *(const double4 *)(source + r * line + k);
      NAME(transpose_four)(square);
      for (size_t r = 0; r < 4; r++) *(double4 *)(packed + (k + r) * width + i) = square[r];
    }
    for (; k < terms; k++)
      for (size_t r = 0; r < 4; r++) packed[k * width + i + r] = source[r * line + k * term];
  }
  for (; i < lines; i++)
    for (size_t k = 0; k < terms; k++) packed[k * width + i] = x[i * line + k * term];
  for (; i < width; i++)
    for (size_t k = 0; k < terms; k++) packed[k * width + i] = 0;
}

/* Panels of `width` lines, one after the other. */
TARGET static inline __attribute__((always_inline)) void NAME(pack)(
    size_t lines, size_t width, size_t terms, const double *x, size_t line, size_t term,
    double *packed) {
  for (size_t i = 0; i < lines; i += width) {
    size_t count = lines - i < width ? lines - i : width;
    if (count == width)
      NAME(pack_lines)(width, width, terms, x + i * line, line, term, packed + i * terms);
    else
      NAME(pack_lines)(count, width, terms, x + i * line, line, term, packed + i * terms);
  }
}

/* A tile of packed panels; at the edges of the product it is computed aside and only what exists is used. */
TARGET static inline __attribute__((always_inline)) void NAME(packed_tile)(
    size_t rows, size_t columns, size_t terms, const double *a, const double *b, double *c, size_t c_row,
    int adds) {
  if (rows == DOUBLE_ROWS && columns == PANEL) {
    NAME(double_block)(DOUBLE_ROWS, DOUBLE_VECTORS, terms, a, 1, DOUBLE_ROWS, b, PANEL, c, c_row, adds);
    return;
  }
  double aside[DOUBLE_ROWS * PANEL];
  if (rows == 1)
    NAME(double_block)(1, DOUBLE_VECTORS, terms, a, 1, DOUBLE_ROWS, b, PANEL, aside, PANEL, 0);
  else
    NAME(double_block)(DOUBLE_ROWS, DOUBLE_VECTORS, terms, a, 1, DOUBLE_ROWS, b, PANEL, aside, PANEL, 0);
  for (size_t r = 0; r < rows; r++)
    for (size_t i = 0; i < columns; i++) {
      double *target = c + r * c_row + i;
      *target = adds ? *target + aside[r * PANEL + i] : aside[r * PANEL + i];
    }
}

/*
 * The product in blocks that fit into the caches, each laid out as the tiles read it. `upper`: tiles that lie
 * below the diagonal are left out. `adds`: c has the product added to it.
 */
TARGET static void NAME(double_packed)(size_t rows, size_t columns, size_t terms, const double *a,
                                       size_t a_row, size_t a_term, const double *b, size_t b_term,
                                       size_t b_column, double *c, size_t c_row, size_t column_block,
                                       int adds, int upper, double *scratch) {
  for (size_t column = 0; column < columns; column += column_block) {
    size_t width = columns - column < column_block ? columns - column : column_block;
    for (size_t k = 0; k < terms; k += SUM_BLOCK) {
      size_t count = terms - k < SUM_BLOCK ? terms - k : SUM_BLOCK;
      double *packed_b = scratch;
      double *packed_a = scratch + (width + PANEL - 1) / PANEL * PANEL * count;
      NAME(pack)(width, PANEL, count, b + k * b_term + column * b_column, b_column, b_term, packed_b);
      for (size_t row = 0; row < rows; row += BLOCK_ROWS) {
        size_t height = rows - row < BLOCK_ROWS ? rows - row : BLOCK_ROWS;
        if (upper && column + width <= row) break;
        NAME(pack)(height, DOUBLE_ROWS, count, a + row * a_row + k * a_term, a_row, a_term, packed_a);
        for (size_t j = 0; j < width; j += PANEL) {
          size_t tile_columns = width - j < PANEL ? width - j : PANEL;
          for (size_t i = 0; i < height; i += DOUBLE_ROWS) {
            size_t tile_rows = height - i < DOUBLE_ROWS ? height - i : DOUBLE_ROWS;
            if (upper && column + j + tile_columns <= row + i) break;
            NAME(packed_tile)(tile_rows, tile_columns, count, packed_a + i * count, packed_b + j * count,
                              c + (row + i) * c_row + column + j, c_row, adds || k > 0);
          }
        }
      }
    }
  }
}

/* The product of a few rows with columns that are not neighbors: two vectors of columns are laid out at a time. */
TARGET static void NAME(double_few)(size_t rows, size_t columns, size_t terms, const double *a,
                                    size_t a_row, size_t a_term, const double *b, size_t b_term,
                                    size_t b_column, double *c, size_t c_row, double *scratch) {
  enum { WIDTH = 16 };
  for (size_t column = 0; column < columns; column += WIDTH) {
    size_t width = columns - column < WIDTH ? columns - column : WIDTH;
    for (size_t k = 0; k < terms; k += SUM_BLOCK) {
      size_t count = terms - k < SUM_BLOCK ? terms - k : SUM_BLOCK;
      NAME(pack)(width, WIDTH, count, b + k * b_term + column * b_column, b_column, b_term, scratch);
      for (size_t r = 0; r < rows; r += 2) {
        size_t height = rows - r < 2 ? 1 : 2;
        const double *first = a + r * a_row + k * a_term;
        double aside[2 * WIDTH];
        if (height == 2)
          NAME(double_block)(2, 2, count, first, a_row, a_term, scratch, WIDTH, aside, WIDTH, 0);
        else
          NAME(double_block)(1, 2, count, first, a_row, a_term, scratch, WIDTH, aside, WIDTH, 0);
        for (size_t i = 0; i < height; i++)
          for (size_t j = 0; j < width; j++) {
            double *target = c + (r + i) * c_row + column + j;
            *target = k > 0 ? *target + aside[i * WIDTH + j] : aside[i * WIDTH + j];
          }
      }
    }
  }
}

/* The sum of products of two vectors: sixteen partial sums and the rest, added in a fixed order. */
TARGET static inline __attribute__((always_inline)) double NAME(dot)(size_t count, const double *x, const double *y) {
  double8 first = {0}, second = {0};
  size_t i = 0;
  for (; i + 16 <= count; i += 16) {
    first += LOAD8(x + i) * LOAD8(y + i);
    second += LOAD8(x + i + 8) * LOAD8(y + i + 8);
  }
  for (; i + 8 <= count; i += 8) first += LOAD8(x + i) * LOAD8(y + i);
  double rest = 0;
  for (; i < count; i++) rest += x[i] * y[i];
  double8 both = first + second;
  double4 half = __builtin_shufflevector(both, both, 0, 1, 2, 3) +
                 __builtin_shufflevector(both, both, 4, 5, 6, 7);
  return ((half[0] + half[2]) + (half[1] + half[3])) + rest;
}

TARGET static double NAME(dot_product)(size_t count, const double *x, const double *y) {
  return NAME(dot)(count, x, y);
}

/* y[rows] = x[rows x columns] times a vector, a dot product for each row. */
TARGET static void NAME(multiply_vector)(size_t rows, size_t columns, const double *x,
                                         const double *vector, double *y) {
  for (size_t row = 0; row < rows; row++) y[row] = NAME(dot)(columns, x + row * columns, vector);
}

TARGET static int NAME(cholesky)(size_t size, double *a) {
  for (size_t row = 0; row < size; row++) {
    double *own = a + row * size;
    for (size_t column = 0; column < row; column++) {
      const double *other = a + column * size;
      own[column] = (own[column] - NAME(dot)(column, own, other)) / other[column];
    }
    double square = own[row] - NAME(dot)(row, own, own);
    if (!(square > 0)) return 0;
    own[row] = sqrt(square);
    for (size_t column = row + 1; column < size; column++) own[column] = 0;
  }
  return 1;
}

TARGET static void NAME(cholesky_solve)(size_t size, const double *factor, double *restrict x) {
  for (size_t row = 0; row < size; row++) {
    const double *own = factor + row * size;
    x[row] = (x[row] - NAME(dot)(row, own, x)) / own[row];
  }
  for (size_t row = size; row-- > 0;) {
    const double *restrict own = factor + row * size;
    x[row] /= own[row];
    for (size_t column = 0; column < row; column++) x[column] -= x[row] * own[column];
  }
}

TARGET static void NAME(add_multiple)(size_t count, double factor, const double *restrict x,
                                      double *restrict y) {
  for (size_t i = 0; i < count; i++) y[i] += factor * x[i];
}

#undef LOAD8
#undef STORE8
#undef PANEL
#undef DOUBLE_ROWS
#undef DOUBLE_VECTORS
