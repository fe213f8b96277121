#pragma once
#include <stddef.h>

/*
 * The BLAS and LAPACK routines this package calls, and no others.
 *
 * On Linux the library, OpenBLAS, is loaded when it is first needed: it takes longer to load than most commands
 * take to run, and its choice of kernels can be helped beforehand. CLAPACK_load has to succeed before any of the
 * other functions is called.
 *
 * LAPACK is called by its Fortran symbols: LAPACKE prints to standard output when an argument is wrong,
 * which would end up inside a JSON document. gfortran passes the length of each character argument as a
 * hidden size_t at the end; Accelerate declares its symbols without.
 */

/* What became of loading the library. */
enum CLAPACK_state {
  CLAPACK_loaded,
  /* It is not installed, or lacks a function. */
  CLAPACK_missing,
  /* It is there, and its kernels multiply wrongly on this processor. */
  CLAPACK_unreliable,
};

/*
 * Loads the library, once, with one thread. On x86-64 its kernels are chosen by the processor's own flags unless
 * the variable OPENBLAS_CORETYPE chooses them: a distribution's OpenBLAS takes a processor newer than itself for
 * one of 2004, and is seven times slower for it. A product is compared with plain loops before it is trusted; where
 * it is wrong, the library chooses.
 */
enum CLAPACK_state CLAPACK_load(void);

/* The library's own words for its version and build. */
const char *CLAPACK_version(void);
/* The kernels it uses, such as "Zen". */
const char *CLAPACK_kernels(void);
/* Why these, in a few words. */
const char *CLAPACK_reason(void);
/* What the loader said when the library is missing. */
const char *CLAPACK_problem(void);

#if defined(__APPLE__)
#define ACCELERATE_NEW_LAPACK
#include <Accelerate/Accelerate.h>
#define CLAPACK_LENGTHS_1
#define CLAPACK_LENGTHS_2
#define CLAPACK_LENGTHS_3
#define CLAPACK_CALL(function) function
#else

#define CLAPACK_LENGTHS_1 , 1
#define CLAPACK_LENGTHS_2 , 1, 1
#define CLAPACK_LENGTHS_3 , 1, 1, 1
#define CLAPACK_CALL(function) CLAPACK_library.function

/* The values are those of the CBLAS standard. */
typedef enum CBLAS_ORDER { CblasRowMajor = 101, CblasColMajor = 102 } CBLAS_ORDER;
typedef enum CBLAS_TRANSPOSE { CblasNoTrans = 111, CblasTrans = 112 } CBLAS_TRANSPOSE;
typedef enum CBLAS_UPLO { CblasUpper = 121, CblasLower = 122 } CBLAS_UPLO;
typedef enum CBLAS_DIAG { CblasNonUnit = 131, CblasUnit = 132 } CBLAS_DIAG;
typedef enum CBLAS_SIDE { CblasLeft = 141, CblasRight = 142 } CBLAS_SIDE;

/* Every function with its parameters: the loader looks each of them up by its name. */
#define CLAPACK_EACH(F)                                                                               \
  F(cblas_dgemm, (CBLAS_ORDER, CBLAS_TRANSPOSE, CBLAS_TRANSPOSE, int, int, int, double,               \
                  const double *, int, const double *, int, double, double *, int))                   \
  F(cblas_sgemm, (CBLAS_ORDER, CBLAS_TRANSPOSE, CBLAS_TRANSPOSE, int, int, int, float, const float *, \
                  int, const float *, int, float, float *, int))                                      \
  F(cblas_dsyrk, (CBLAS_ORDER, CBLAS_UPLO, CBLAS_TRANSPOSE, int, int, double, const double *, int,    \
                  double, double *, int))                                                             \
  F(cblas_dtrsm, (CBLAS_ORDER, CBLAS_SIDE, CBLAS_UPLO, CBLAS_TRANSPOSE, CBLAS_DIAG, int, int, double, \
                  const double *, int, double *, int))                                                \
  F(cblas_dtrmv, (CBLAS_ORDER, CBLAS_UPLO, CBLAS_TRANSPOSE, CBLAS_DIAG, int, const double *, int,     \
                  double *, int))                                                                     \
  F(cblas_dtrsv, (CBLAS_ORDER, CBLAS_UPLO, CBLAS_TRANSPOSE, CBLAS_DIAG, int, const double *, int,     \
                  double *, int))                                                                     \
  F(dgesdd_, (const char *, const int *, const int *, double *, const int *, double *, double *,      \
              const int *, double *, const int *, double *, const int *, int *, int *, size_t))       \
  F(dsyevr_, (const char *, const char *, const char *, const int *, double *, const int *,           \
              const double *, const double *, const int *, const int *, const double *, int *,        \
              double *, double *, const int *, int *, double *, const int *, int *, const int *,      \
              int *, size_t, size_t, size_t))                                                         \
  F(dpotrf_, (const char *, const int *, double *, const int *, int *, size_t))                       \
  F(dpotri_, (const char *, const int *, double *, const int *, int *, size_t))                       \
  F(dpstrf_, (const char *, const int *, double *, const int *, int *, int *, const double *,         \
              double *, int *, size_t))                                                               \
  F(dtrtri_, (const char *, const char *, const int *, double *, const int *, int *, size_t, size_t)) \
  F(dgeqrt_, (const int *, const int *, const int *, double *, const int *, double *, const int *,    \
              double *, int *))                                                                       \
  F(dgemqrt_, (const char *, const char *, const int *, const int *, const int *, const int *,        \
               const double *, const int *, const double *, const int *, double *, const int *,       \
               double *, int *, size_t, size_t))                                                      \
  F(dgeqp3_, (const int *, const int *, double *, const int *, int *, double *, double *,             \
              const int *, int *))                                                                    \
  F(dormqr_, (const char *, const char *, const int *, const int *, const int *, const double *,      \
              const int *, const double *, double *, const int *, double *, const int *, int *,       \
              size_t, size_t))                                                                        \
  F(dtzrzf_, (const int *, const int *, double *, const int *, double *, double *, const int *,       \
              int *))                                                                                 \
  F(dormrz_, (const char *, const char *, const int *, const int *, const int *, const int *,         \
              const double *, const int *, const double *, double *, const int *, double *,           \
              const int *, int *, size_t, size_t))

#define CLAPACK_MEMBER(name, parameters) void(*name) parameters;
struct CLAPACK_functions {
  CLAPACK_EACH(CLAPACK_MEMBER)
};
#undef CLAPACK_MEMBER
extern struct CLAPACK_functions CLAPACK_library;
#endif

/*
 * Shims that take numbers by value and return info: Swift would need a variable for each argument, and
 * two spellings of each call for the hidden lengths.
 */

/* c = op(a) op(b), [m x n] with k terms. */
static inline void CLAPACK_dgemm(CBLAS_ORDER order, CBLAS_TRANSPOSE a_form, CBLAS_TRANSPOSE b_form, int m,
                                 int n, int k, const double *a, int lda, const double *b, int ldb,
                                 double *c, int ldc) {
  CLAPACK_CALL(cblas_dgemm)(order, a_form, b_form, m, n, k, 1, a, lda, b, ldb, 0, c, ldc);
}

/* The same in single precision. */
static inline void CLAPACK_sgemm(CBLAS_ORDER order, CBLAS_TRANSPOSE a_form, CBLAS_TRANSPOSE b_form, int m,
                                 int n, int k, const float *a, int lda, const float *b, int ldb, float *c,
                                 int ldc) {
  CLAPACK_CALL(cblas_sgemm)(order, a_form, b_form, m, n, k, 1, a, lda, b, ldb, 0, c, ldc);
}

/* The upper triangle of c = a transpose(a), or transpose(a) a: [n x n] with k terms, column-major. */
static inline void CLAPACK_syrk(CBLAS_TRANSPOSE form, int n, int k, const double *a, int lda, double *c,
                                int ldc) {
  CLAPACK_CALL(cblas_dsyrk)(CblasColMajor, CblasUpper, form, n, k, 1, a, lda, 0, c, ldc);
}

/* b becomes the inverse of an upper triangle times b, or b times it; column-major. */
static inline void CLAPACK_trsm(CBLAS_SIDE side, CBLAS_TRANSPOSE form, int m, int n, const double *a,
                                int lda, double *b, int ldb) {
  CLAPACK_CALL(cblas_dtrsm)(CblasColMajor, side, CblasUpper, form, CblasNonUnit, m, n, 1, a, lda, b, ldb);
}

/* x becomes an upper triangle times x; column-major. */
static inline void CLAPACK_trmv(CBLAS_TRANSPOSE form, int n, const double *a, int lda, double *x) {
  CLAPACK_CALL(cblas_dtrmv)(CblasColMajor, CblasUpper, form, CblasNonUnit, n, a, lda, x, 1);
}

/* x becomes the inverse of an upper triangle times x; column-major. */
static inline void CLAPACK_trsv(CBLAS_TRANSPOSE form, int n, const double *a, int lda, double *x) {
  CLAPACK_CALL(cblas_dtrsv)(CblasColMajor, CblasUpper, form, CblasNonUnit, n, a, lda, x, 1);
}

/*
 * The thin singular value decomposition of a, m x n, with its vectors where u is no null pointer; work_size -1
 * asks for the best size.
 */
static inline int CLAPACK_gesdd(int m, int n, double *a, double *values, double *u, double *vt, double *work,
                                int work_size, int *integers) {
  int info = 0, least = m < n ? m : n, vt_rows = u ? least : 1;
  CLAPACK_CALL(dgesdd_)
  (u ? "S" : "N", &m, &n, a, &m, values, u ? u : work, &m, vt ? vt : work, &vt_rows, work, &work_size, integers,
   &info CLAPACK_LENGTHS_1);
  return info;
}

/*
 * The eigenvalues of a symmetric matrix from the first to the last, counted from 1 upwards, and their vectors;
 * sizes of -1 ask for the best ones.
 */
static inline int CLAPACK_syevr(int n, double *a, int first, int last, double *values, double *vectors,
                                int *support, double *work, int work_size, int *integers,
                                int integer_size) {
  int info = 0, found = 0;
  double unused = 0, tolerance = 0;
  CLAPACK_CALL(dsyevr_)
  ("V", "I", "U", &n, a, &n, &unused, &unused, &first, &last, &tolerance, &found, values, vectors, &n, support,
   work, &work_size, integers, &integer_size, &info CLAPACK_LENGTHS_3);
  return info;
}

/* Cholesky's factor of the upper triangle, in place. */
static inline int CLAPACK_potrf(int n, double *a) {
  int info = 0;
  CLAPACK_CALL(dpotrf_)("U", &n, a, &n, &info CLAPACK_LENGTHS_1);
  return info;
}

/* The inverse from Cholesky's factor, the upper triangle only. */
static inline int CLAPACK_potri(int n, double *a) {
  int info = 0;
  CLAPACK_CALL(dpotri_)("U", &n, a, &n, &info CLAPACK_LENGTHS_1);
  return info;
}

/* Cholesky with complete pivoting; pivots count from 1, the rank is a by-product. */
static inline int CLAPACK_pstrf(int n, double *a, int *pivots, double *work) {
  int info = 0, rank = 0;
  double tolerance = -1;
  CLAPACK_CALL(dpstrf_)("U", &n, a, &n, pivots, &rank, &tolerance, work, &info CLAPACK_LENGTHS_1);
  return info;
}

/* The inverse of an upper triangle, in place. */
static inline int CLAPACK_trtri(int n, double *a, int lda) {
  int info = 0;
  CLAPACK_CALL(dtrtri_)("U", "N", &n, a, &lda, &info CLAPACK_LENGTHS_2);
  return info;
}

/* QR with the compact WY representation: blocks of nb columns. */
static inline int CLAPACK_geqrt(int m, int n, int nb, double *a, double *t, double *work) {
  int info = 0;
  CLAPACK_CALL(dgeqrt_)(&m, &n, &nb, a, &m, t, &nb, work, &info);
  return info;
}

/* C becomes Q times C; C has m rows and n columns. */
static inline int CLAPACK_gemqrt(int m, int n, int k, int nb, const double *v, const double *t,
                                 double *c, int ldc, double *work) {
  int info = 0;
  CLAPACK_CALL(dgemqrt_)
  ("L", "N", &m, &n, &k, &nb, v, &m, t, &nb, c, &ldc, work, &info CLAPACK_LENGTHS_2);
  return info;
}

/* QR with column pivoting of a square matrix. */
static inline int CLAPACK_geqp3(int n, double *a, int *pivots, double *tau, double *work,
                                int work_size) {
  int info = 0;
  CLAPACK_CALL(dgeqp3_)(&n, &n, a, &n, pivots, tau, work, &work_size, &info);
  return info;
}

/* C becomes Q times C, with Q of geqp3; both are square. */
static inline int CLAPACK_ormqr(int n, const double *a, const double *tau, double *c, double *work,
                                int work_size) {
  int info = 0;
  CLAPACK_CALL(dormqr_)
  ("L", "N", &n, &n, &n, a, &n, tau, c, &n, work, &work_size, &info CLAPACK_LENGTHS_2);
  return info;
}

/* The upper trapezoid of m rows and n columns becomes [T 0] times Z. */
static inline int CLAPACK_tzrzf(int m, int n, double *a, int lda, double *tau, double *work,
                                int work_size) {
  int info = 0;
  CLAPACK_CALL(dtzrzf_)(&m, &n, a, &lda, tau, work, &work_size, &info);
  return info;
}

/* C, of m rows and n columns, becomes C times Z of tzrzf, which had k rows. */
static inline int CLAPACK_ormrz(int m, int n, int k, const double *a, int lda, const double *tau,
                                double *c, int ldc, double *work, int work_size) {
  int info = 0, l = n - k;
  CLAPACK_CALL(dormrz_)
  ("R", "N", &m, &n, &k, &l, a, &lda, tau, c, &ldc, work, &work_size, &info CLAPACK_LENGTHS_2);
  return info;
}
