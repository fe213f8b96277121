#pragma once
#include <stddef.h>
#include <stdint.h>

/*
 * Inner loops: the products of matrices and vectors in double precision, and training in single precision.
 * Swift has no way to compile one function for several instruction sets, C has.
 *
 * Double precision: matrices are row-major, and every element of a product is a sum in blocks of 256 terms,
 * each block in the order of its terms and the blocks in theirs, with one fused multiply-add a term where the
 * processor has it. So a result depends neither on the other rows and columns, nor on how the work is cut up,
 * nor on the width of the vectors.
 *
 * Single precision: weights of a dense layer lie in panels: 32 columns (16 in the last, when that is enough) of all rows,
 * row after row. Everything else is row-major. Every sum runs over its terms in order, with one fused
 * multiply-add a term where the processor has it, so results do not depend on how the work is cut up, nor on
 * the width of the vectors.
 */

/* What the loops were compiled for that run on this processor, such as "AVX2". */
const char *CKernels_name(void);

/*
 * How many doubles of scratch memory a product of these extents needs, for columns of b that are b_column apart;
 * the products of lines with each other need as much as with 0.
 */
size_t CKernels_product_scratch(size_t rows, size_t columns, size_t terms, size_t b_column);

/*
 * c[rows x columns] = a times b, the sum over `terms`. Rows of a are a_row apart and its terms a_term; terms of
 * b are b_term apart and its columns b_column; of each pair one is 1. No extent is 0.
 */
void CKernels_multiply_doubles(size_t rows, size_t columns, size_t terms, const double *a, size_t a_row,
                               size_t a_term, const double *b, size_t b_term, size_t b_column,
                               double *c, double *scratch);

/*
 * The upper half of c[size x size] += the products of the lines of x with each other, the sum over `terms`;
 * what is below the diagonal means nothing afterwards. Lines are x_line apart, terms x_term; one of them is 1.
 */
void CKernels_add_gram(size_t size, size_t terms, const double *x, size_t x_line, size_t x_term,
                       double *c, double *scratch);

/* y[rows] = x[rows x columns] times vector: a dot product for each row. */
void CKernels_multiply_vector(size_t rows, size_t columns, const double *x, const double *vector,
                              double *y);

/* The sum of products of two vectors, in sixteen partial sums. */
double CKernels_dot(size_t count, const double *x, const double *y);

/*
 * a[size x size], symmetric, becomes its Cholesky factor: the lower half is read and written, above it are zeros
 * afterwards. Returns 0 when it is not positive definite.
 */
int CKernels_cholesky(size_t size, double *a);

/* x becomes the solution of factor * transpose(factor) * x = x. */
void CKernels_cholesky_solve(size_t size, const double *factor, double *x);

/* y += factor * x */
void CKernels_add_multiple(size_t count, double factor, const double *x, double *y);

/*
 * z[batch x width] = bias[width] + x * panel, the sum over `count` inputs: column inputs[k] of x times row
 * inputs[k] of panel. width is 16 or 32.
 */
void CKernels_multiply_panel(size_t batch, const float *x, size_t x_stride, const int32_t *inputs,
                             size_t count, const float *panel, size_t width, const float *bias,
                             float *z, size_t z_stride);

/*
 * transpose(x[batch rows]) * d[batch x width] for `count` inputs: row inputs[k] of panel becomes the sum over
 * the batch of column inputs[k] of x times d; other rows stay as they are. width is 16 or 32.
 */
void CKernels_outer_panel(size_t batch, const float *x, size_t x_stride, const int32_t *inputs,
                          size_t count, const float *d, size_t d_stride, size_t width, float *panel);

/*
 * The columns of the floats x[rows x width], taken as bits, whose elements are not all the same, and those
 * whose are, in ascending order; there is room for `width` of each. Returns how many vary.
 */
size_t CKernels_split_columns(size_t rows, const uint32_t *x, size_t width, int32_t *varying,
                              int32_t *constant);

/*
 * transposed[columns x out_width] = transpose(panel[rows x width]); beyond `rows` columns it is 0.
 * panel is the part of a panel that begins at the first of the rows.
 */
void CKernels_transpose_panel(size_t rows, size_t columns, size_t width, const float *panel,
                              size_t out_width, float *transposed);

/*
 * Adam as Keras computes it. m += (g - m)(1 - beta1); v += (g*g - v)(1 - beta2);
 * w -= m * alpha / (sqrt(v) + epsilon), with the corrections for bias in alpha. count is a multiple of 16.
 */
void CKernels_adam(size_t count, float *w, float *m, float *v, const float *g, float alpha,
                   float one_minus_beta1, float one_minus_beta2, float epsilon);

/*
 * x[rows x width] = scale * table + offset, for the rows of a table that indices name. Rows in random order
 * come from memory too late, unless they are asked for beforehand: next_indices names the rows of the next call.
 */
void CKernels_scale_bytes(size_t rows, const int64_t *indices, size_t next_rows,
                            const int64_t *next_indices, size_t width, const uint8_t *table, float scale,
                            float offset, float *x);
void CKernels_scale_floats(size_t rows, const int64_t *indices, size_t next_rows,
                            const int64_t *next_indices, size_t width, const float *table, float scale,
                            float offset, float *x);
void CKernels_scale_doubles(size_t rows, const int64_t *indices, size_t next_rows,
                            const int64_t *next_indices, size_t width, const double *table, float scale,
                            float offset, float *x);

/* a = z where z >= 0, slope * z elsewhere */
void CKernels_leaky_relu(size_t count, const float *z, float slope, float *a);

/* delta *= slope where z <= 0 */
void CKernels_leaky_relu_gradient(size_t count, const float *z, float slope, float *delta);
