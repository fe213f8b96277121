#pragma once
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wnullability-completeness"

/*
 * The functions of Clp, COIN-OR's solver of linear programs, that this package calls. The library is loaded when
 * it is first needed: most commands never do. CClp_load has to succeed before any of the others is called.
 */

/* Loads the library, once; 0 when it is not installed or lacks a function. */
int CClp_load(void);
/* What the loader said when there is no library. */
const char *CClp_problem(void);

/* What each function is, is said in Clp's own header, Clp_C_Interface.h; a program is a pointer. */
#define CCLP_EACH(F)                                                                               \
  F(void *, Clp_newModel, (void))                                                                  \
  F(void, Clp_deleteModel, (void *))                                                               \
  F(void, Clp_setLogLevel, (void *, int))                                                          \
  F(void, Clp_setPrimalTolerance, (void *, double))                                                \
  F(void, Clp_setDualTolerance, (void *, double))                                                  \
  F(void, Clp_setMaximumIterations, (void *, int))                                                 \
  F(void, Clp_loadProblem,                                                                         \
    (void *, int columns, int rows, const int *starts, const int *indices, const double *values,   \
     const double *column_lower, const double *column_upper, const double *objective,              \
     const double *row_lower, const double *row_upper))                                            \
  F(void, Clp_addRows,                                                                             \
    (void *, int count, const double *lower, const double *upper, const int *starts,               \
     const int *columns, const double *values))                                                    \
  F(void, Clp_chgObjCoefficients, (void *, const double *))                                        \
  F(void, Clp_modifyCoefficient, (void *, int row, int column, double value, _Bool keep_zero))     \
  F(double *, Clp_rowLower, (void *))                                                              \
  F(double *, Clp_rowUpper, (void *))                                                              \
  F(double *, Clp_columnLower, (void *))                                                           \
  F(double *, Clp_columnUpper, (void *))                                                           \
  F(int, Clp_primal, (void *, int))                                                                \
  F(int, Clp_dual, (void *, int))                                                                  \
  F(int, Clp_status, (void *))                                                                     \
  F(const double *, Clp_getColSolution, (void *))                                                  \
  F(const double *, Clp_getRowPrice, (void *))                                                     \
  F(double *, Clp_infeasibilityRay, (void *))                                                      \
  F(void, Clp_freeRay, (void *, double *))                                                         \
  F(int, Clp_statusExists, (void *))                                                               \
  F(unsigned char *, Clp_statusArray, (void *))                                                    \
  F(void, Clp_copyinStatus, (void *, const unsigned char *))

#define CCLP_MEMBER(result, name, parameters) result(*_Nonnull name) parameters;
struct CClp_table {
  CCLP_EACH(CCLP_MEMBER)
};
#undef CCLP_MEMBER

/* The functions, once they are loaded. */
struct CClp_table CClp_functions(void);

#pragma clang diagnostic pop
