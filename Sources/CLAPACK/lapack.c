#ifdef __linux__
#define _GNU_SOURCE
#endif
#include "CLAPACK.h"

#include <math.h>

/* Whether a product of the library is that of plain loops, to rounding: old builds are wrong on some processors. */
static int multiplies(void) {
  enum { SIZE = 37 };
  double a[SIZE * SIZE], b[SIZE * SIZE], c[SIZE * SIZE];
  float d[SIZE * SIZE], e[SIZE * SIZE], f[SIZE * SIZE];
  for (int i = 0; i < SIZE * SIZE; i++) {
    d[i] = (float)(a[i] = (i * 7919 % 1009) / 504.0 - 1);
    e[i] = (float)(b[i] = (i * 104729 % 997) / 498.0 - 1);
    c[i] = f[i] = 0;
  }
  CLAPACK_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, SIZE, SIZE, SIZE, a, SIZE, b, SIZE, c, SIZE);
  CLAPACK_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, SIZE, SIZE, SIZE, d, SIZE, e, SIZE, f, SIZE);
  for (int row = 0; row < SIZE; row++)
    for (int column = 0; column < SIZE; column++) {
      double sum = 0;
      for (int k = 0; k < SIZE; k++) sum += a[row * SIZE + k] * b[column * SIZE + k];
      if (!(fabs(sum - c[row * SIZE + column]) < 1e-12)) return 0;
      if (!(fabs(sum - f[row * SIZE + column]) < 1e-4)) return 0;
    }
  return 1;
}

#if defined(__APPLE__)

enum CLAPACK_state CLAPACK_load(void) { return multiplies() ? CLAPACK_loaded : CLAPACK_unreliable; }
const char *CLAPACK_version(void) { return "Accelerate"; }
const char *CLAPACK_kernels(void) { return "Apple's"; }
const char *CLAPACK_reason(void) { return "the only ones"; }
const char *CLAPACK_problem(void) { return ""; }

#else

#include <CEnding.h>
#include <dlfcn.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct CLAPACK_functions CLAPACK_library;

static pthread_once_t once = PTHREAD_ONCE_INIT;
static enum CLAPACK_state state = CLAPACK_missing;
static char problem[256] = "";
static const char *reason = "";
static char version[256] = "";
static char kernels[64] = "";

static int find_functions(void *library) {
#define LOOK_UP(name, parameters)                                              \
  *(void **)&CLAPACK_library.name = dlsym(library, #name);                   \
  if (!CLAPACK_library.name) {                                               \
    strncpy(problem, "it has no function " #name, sizeof problem - 1);         \
    return 0;                                                                  \
  }
  CLAPACK_EACH(LOOK_UP)
#undef LOOK_UP
  return 1;
}

/* Copies what the library says of itself, which is gone when the library is closed. */
static void copy_text(void *library, const char *name, char *text, size_t size) {
  char *(*function)(void) = NULL;
  *(void **)&function = dlsym(library, name);
  const char *words = function ? function() : NULL;
  strncpy(text, words ? words : "", size - 1);
}

/* The kernels that suit the processor's own flags; empty when these say nothing. */
static const char *suitable_kernels(void) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512cd") &&
      __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512vl"))
    return "SkylakeX";
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
    return __builtin_cpu_is("amd") ? "Zen" : "Haswell";
#endif
  return "";
}

/* A variable of the environment that has another value for a while. */
struct variable {
  const char *name;
  char *before;
};

static struct variable set_variable(const char *name, const char *value) {
  const char *before = getenv(name);
  struct variable variable = {name, before ? strdup(before) : NULL};
  setenv(name, value, 1);
  return variable;
}

static void restore(struct variable variable) {
  if (variable.before)
    setenv(variable.name, variable.before, 1);
  else
    unsetenv(variable.name);
  free(variable.before);
}

/*
 * Opens the library with the given kernels, or with those that it chooses itself.
 *
 * It starts its threads as it is loaded, and stops them in every process that forks, whatever they are doing;
 * so it must never have any, and the only way to tell it is the environment.
 */
static void *open_library(const char *core) {
  struct variable threads = set_variable("OPENBLAS_NUM_THREADS", "1");
  struct variable coretype = {NULL, NULL};
  if (*core) coretype = set_variable("OPENBLAS_CORETYPE", core);
  void *library = dlopen("libopenblas.so.0", RTLD_NOW | RTLD_LOCAL);
  if (!library) library = dlopen("libopenblas.so", RTLD_NOW | RTLD_LOCAL);
  if (*core) restore(coretype);
  restore(threads);
  if (!library) {
    const char *words = dlerror();
    strncpy(problem, words ? words : "", sizeof problem - 1);
    // The loader's words for a library that there is no room for; a program that minds ends here.
    if (strstr(problem, "annot allocate") || strstr(problem, "failed to map")) CEnding_without_memory();
  }
  return library;
}

/* Opens the library and tries it; returns whether it can be used. */
static int try_kernels(const char *core) {
  void *library = open_library(core);
  if (!library) return 0;
  if (!find_functions(library)) {
    dlclose(library);
    return 0;
  }
  copy_text(library, "openblas_get_config", version, sizeof version);
  copy_text(library, "openblas_get_corename", kernels, sizeof kernels);
  state = multiplies() ? CLAPACK_loaded : CLAPACK_unreliable;
  if (state == CLAPACK_loaded) return 1;
  dlclose(library);
  return 0;
}

static void load(void) {
  const char *core = suitable_kernels();
  if (getenv("OPENBLAS_CORETYPE")) {
    reason = "chosen by OPENBLAS_CORETYPE";
    try_kernels("");
    return;
  }
  if (*core) {
    reason = "by the processor's flags";
    if (try_kernels(core) || state == CLAPACK_missing) return;
  }
  // Its own choice may be slower, and right.
  reason = *core ? "the library's own choice, because others multiply wrongly" : "the library's own choice";
  try_kernels("");
}

enum CLAPACK_state CLAPACK_load(void) {
  pthread_once(&once, load);
  return state;
}

const char *CLAPACK_version(void) { return version; }
const char *CLAPACK_kernels(void) { return kernels; }
const char *CLAPACK_reason(void) { return reason; }
const char *CLAPACK_problem(void) { return problem; }

#endif
