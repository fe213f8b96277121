#pragma once
#include <stddef.h>

/*
 * The BLAS and LAPACK routines this package calls, and no others.
 *
 * LAPACK is called by its Fortran symbols: LAPACKE prints to standard output when an argument is wrong,
 * which would end up inside a JSON document. gfortran passes the length of each character argument as a
 * hidden size_t at the end; Accelerate declares its symbols without.
 */
#if defined(__APPLE__)
#define ACCELERATE_NEW_LAPACK
#include <Accelerate/Accelerate.h>
#define CLAPACK_LENGTHS_1
#define CLAPACK_LENGTHS_2
static inline void CLAPACK_set_threads(int count) { (void)count; }
#else
#include <cblas.h>

#define CLAPACK_LENGTHS_1 , 1
#define CLAPACK_LENGTHS_2 , 1, 1
void dgesdd_(const char *jobz, const int *m, const int *n, double *a, const int *lda, double *s,
             double *u, const int *ldu, double *vt, const int *ldvt, double *work, const int *lwork,
             int *iwork, int *info, size_t jobz_length);
void dpotrf_(const char *uplo, const int *n, double *a, const int *lda, int *info, size_t);
void dpotri_(const char *uplo, const int *n, double *a, const int *lda, int *info, size_t);
void dpstrf_(const char *uplo, const int *n, double *a, const int *lda, int *piv, int *rank,
             const double *tol, double *work, int *info, size_t);
void dtrtri_(const char *uplo, const char *diag, const int *n, double *a, const int *lda, int *info,
             size_t, size_t);
void dgeqrt_(const int *m, const int *n, const int *nb, double *a, const int *lda, double *t,
             const int *ldt, double *work, int *info);
void dgemqrt_(const char *side, const char *trans, const int *m, const int *n, const int *k,
              const int *nb, const double *v, const int *ldv, const double *t, const int *ldt,
              double *c, const int *ldc, double *work, int *info, size_t, size_t);
void dgeqp3_(const int *m, const int *n, double *a, const int *lda, int *jpvt, double *tau,
             double *work, const int *lwork, int *info);
void dormqr_(const char *side, const char *trans, const int *m, const int *n, const int *k,
             const double *a, const int *lda, const double *tau, double *c, const int *ldc,
             double *work, const int *lwork, int *info, size_t, size_t);
void dtzrzf_(const int *m, const int *n, double *a, const int *lda, double *tau, double *work,
             const int *lwork, int *info);
void dormrz_(const char *side, const char *trans, const int *m, const int *n, const int *k,
             const int *l, const double *a, const int *lda, const double *tau, double *c,
             const int *ldc, double *work, const int *lwork, int *info, size_t, size_t);

void dpotrf_(const char *uplo, const int *n, double *a, const int *lda, int *info,
             size_t uplo_length);
void dpotrs_(const char *uplo, const int *n, const int *nrhs, const double *a, const int *lda,
             double *b, const int *ldb, int *info, size_t uplo_length);
void dsyevr_(const char *jobz, const char *range, const char *uplo, const int *n, double *a,
             const int *lda, const double *vl, const double *vu, const int *il, const int *iu,
             const double *abstol, int *m, double *w, double *z, const int *ldz, int *isuppz,
             double *work, const int *lwork, int *iwork, const int *liwork, int *info,
             size_t jobz_length, size_t range_length, size_t uplo_length);

static inline void CLAPACK_set_threads(int count) { openblas_set_num_threads(count); }
#endif

/*
 * Shims that take numbers by value and return info: Swift would need a variable for each argument, and
 * two spellings of each call for the hidden lengths.
 */

/* Cholesky's factor of the upper triangle, in place. */
static inline int CLAPACK_potrf(int n, double *a) {
  int info = 0;
  dpotrf_("U", &n, a, &n, &info CLAPACK_LENGTHS_1);
  return info;
}

/* The inverse from Cholesky's factor, the upper triangle only. */
static inline int CLAPACK_potri(int n, double *a) {
  int info = 0;
  dpotri_("U", &n, a, &n, &info CLAPACK_LENGTHS_1);
  return info;
}

/* Cholesky with complete pivoting; pivots count from 1, the rank is a by-product. */
static inline int CLAPACK_pstrf(int n, double *a, int *pivots, double *work) {
  int info = 0, rank = 0;
  double tolerance = -1;
  dpstrf_("U", &n, a, &n, pivots, &rank, &tolerance, work, &info CLAPACK_LENGTHS_1);
  return info;
}

/* The inverse of an upper triangle, in place. */
static inline int CLAPACK_trtri(int n, double *a, int lda) {
  int info = 0;
  dtrtri_("U", "N", &n, a, &lda, &info CLAPACK_LENGTHS_2);
  return info;
}

/* QR with the compact WY representation: blocks of nb columns. */
static inline int CLAPACK_geqrt(int m, int n, int nb, double *a, double *t, double *work) {
  int info = 0;
  dgeqrt_(&m, &n, &nb, a, &m, t, &nb, work, &info);
  return info;
}

/* C becomes Q times C; C has m rows and n columns. */
static inline int CLAPACK_gemqrt(int m, int n, int k, int nb, const double *v, const double *t,
                                 double *c, int ldc, double *work) {
  int info = 0;
  dgemqrt_("L", "N", &m, &n, &k, &nb, v, &m, t, &nb, c, &ldc, work, &info CLAPACK_LENGTHS_2);
  return info;
}

/* QR with column pivoting of a square matrix. */
static inline int CLAPACK_geqp3(int n, double *a, int *pivots, double *tau, double *work,
                                int work_size) {
  int info = 0;
  dgeqp3_(&n, &n, a, &n, pivots, tau, work, &work_size, &info);
  return info;
}

/* C becomes Q times C, with Q of geqp3; both are square. */
static inline int CLAPACK_ormqr(int n, const double *a, const double *tau, double *c, double *work,
                                int work_size) {
  int info = 0;
  dormqr_("L", "N", &n, &n, &n, a, &n, tau, c, &n, work, &work_size, &info CLAPACK_LENGTHS_2);
  return info;
}

/* The upper trapezoid of m rows and n columns becomes [T 0] times Z. */
static inline int CLAPACK_tzrzf(int m, int n, double *a, int lda, double *tau, double *work,
                                int work_size) {
  int info = 0;
  dtzrzf_(&m, &n, a, &lda, tau, work, &work_size, &info);
  return info;
}

/* C, of m rows and n columns, becomes C times Z of tzrzf, which had k rows. */
static inline int CLAPACK_ormrz(int m, int n, int k, const double *a, int lda, const double *tau,
                                double *c, int ldc, double *work, int work_size) {
  int info = 0, l = n - k;
  dormrz_("R", "N", &m, &n, &k, &l, a, &lda, tau, c, &ldc, work, &work_size,
          &info CLAPACK_LENGTHS_2);
  return info;
}
