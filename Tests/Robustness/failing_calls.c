/*
 * Preloaded into `mlp`: lets the n-th call of a function of the C library fail.
 *
 * FAIL_CALL=write FAIL_AT=3 FAIL_ERRNO=28 lets the third write fail with ENOSPC; FAIL_AT=0 none, but
 * FAIL_COUNT=FILE appends to a file how many there were. Only writes to regular files count, and only
 * allocations of at least 64 KiB: smaller ones never fail where memory is overcommitted.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

static atomic_long calls;

static int fails(const char *name) {
  const char *wanted = getenv("FAIL_CALL");
  if (!wanted || strcmp(wanted, name)) return 0;
  const char *at = getenv("FAIL_AT");
  long number = atomic_fetch_add(&calls, 1) + 1;
  if (!at || number != atol(at)) return 0;
  const char *code = getenv("FAIL_ERRNO");
  errno = code ? atoi(code) : EIO;
  return 1;
}

static void report(void) {
  const char *path = getenv("FAIL_COUNT");
  FILE *file = path ? fopen(path, "a") : NULL;
  if (!file) return;
  fprintf(file, "%ld\n", atomic_load(&calls));
  fclose(file);
}

/* The tool leaves by _exit(2), which calls no destructor; its confined children cannot open a file. */
void _exit(int status) {
  static void (*real)(int);
  if (!real) real = dlsym(RTLD_NEXT, "_exit");
  report();
  real(status);
  __builtin_unreachable();
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static pid_t first;
__attribute__((constructor)) static void remember(void) { first = getpid(); }

/* A confined child writes to its parent only, and would be ended for asking. */
static int is_regular(int file) {
  if (getpid() != first) return 0;
  struct stat status;
  return fstat(file, &status) == 0 && S_ISREG(status.st_mode);
}

ssize_t write(int file, const void *bytes, size_t count) {
  static __typeof__(&write) real;
  if (!real) real = REAL(write);
  if (is_regular(file) && fails("write")) return -1;
  return real(file, bytes, count);
}

ssize_t pwrite(int file, const void *bytes, size_t count, off_t offset) {
  static __typeof__(&pwrite) real;
  if (!real) real = REAL(pwrite);
  if (is_regular(file) && fails("write")) return -1;
  return real(file, bytes, count, offset);
}

int fsync(int file) {
  static __typeof__(&fsync) real;
  if (!real) real = REAL(fsync);
  return fails("fsync") ? -1 : real(file);
}

int rename(const char *from, const char *to) {
  static __typeof__(&rename) real;
  if (!real) real = REAL(rename);
  return fails("rename") ? -1 : real(from, to);
}

int renameat(int a, const char *from, int b, const char *to) {
  static __typeof__(&renameat) real;
  if (!real) real = REAL(renameat);
  return fails("rename") ? -1 : real(a, from, b, to);
}

int renameat2(int a, const char *from, int b, const char *to, unsigned flags) {
  static __typeof__(&renameat2) real;
  if (!real) real = REAL(renameat2);
  return fails("rename") ? -1 : real(a, from, b, to, flags);
}

static int opened(const char *symbol, const char *path, int flags, mode_t mode) {
  int (*real)(const char *, int, ...) = dlsym(RTLD_NEXT, symbol);
  /* Only files that the program itself asks for: not libraries, not the kernel's own. */
  if (strncmp(path, "/proc", 5) && strncmp(path, "/sys", 4) && strncmp(path, "/dev", 4) && fails("open"))
    return -1;
  return real(path, flags, mode);
}

int open(const char *path, int flags, ...) {
  va_list list;
  va_start(list, flags);
  mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(list, mode_t) : 0;
  va_end(list);
  return opened("open", path, flags, mode);
}

int open64(const char *path, int flags, ...) {
  va_list list;
  va_start(list, flags);
  mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(list, mode_t) : 0;
  va_end(list);
  return opened("open64", path, flags, mode);
}

/*
 * The tool's own allocation functions come before those of a preloaded library, but they call the C library's
 * by their second names, which do not.
 */
static int is_large(size_t size) { return size >= 65536; }

void *__libc_malloc(size_t size) {
  static void *(*real)(size_t);
  if (!real) real = dlsym(RTLD_NEXT, "__libc_malloc");
  return is_large(size) && fails("malloc") ? NULL : real(size);
}

void *__libc_calloc(size_t count, size_t size) {
  static void *(*real)(size_t, size_t);
  if (!real) real = dlsym(RTLD_NEXT, "__libc_calloc");
  return size && is_large(count * size) && fails("malloc") ? NULL : real(count, size);
}

void *__libc_realloc(void *old, size_t size) {
  static void *(*real)(void *, size_t);
  if (!real) real = dlsym(RTLD_NEXT, "__libc_realloc");
  return is_large(size) && fails("malloc") ? NULL : real(old, size);
}

void *__libc_memalign(size_t alignment, size_t size) {
  static void *(*real)(size_t, size_t);
  if (!real) real = dlsym(RTLD_NEXT, "__libc_memalign");
  return is_large(size) && fails("malloc") ? NULL : real(alignment, size);
}
