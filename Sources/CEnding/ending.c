#ifdef __linux__
#define _GNU_SOURCE
#endif
#include "CEnding.h"

#include <errno.h>
#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <unistd.h>

enum { LARGEST_COUNT = 1024 };

static _Atomic(char *) remembered[LARGEST_COUNT];

int CEnding_remember(const char *path) {
  char *copy = strdup(path);
  if (!copy) return -1;
  for (int number = 0; number < LARGEST_COUNT; number++) {
    char *none = NULL;
    if (atomic_compare_exchange_strong(&remembered[number], &none, copy)) return number;
  }
  free(copy);
  return -1;
}

void CEnding_forget(int number) {
  if (number >= 0 && number < LARGEST_COUNT) free(atomic_exchange(&remembered[number], NULL));
}

void CEnding_end(int status, const char *line) {
  for (int number = 0; number < LARGEST_COUNT; number++) {
    const char *path = atomic_load(&remembered[number]);
    if (path) unlink(path);
  }
  for (size_t left = strlen(line); left > 0;) {
    ssize_t count = write(STDERR_FILENO, line, left);
    if (count < 0 && errno == EINTR) continue;
    // What cannot be told has nobody to be told to.
    if (count <= 0) break;
    line += count;
    left -= (size_t)count;
  }
  _exit(status);
}

static int late_status;
static const char *late_line = "";

void CEnding_set_alarm(double seconds, int status, const char *line) {
  late_status = status;
  late_line = line ? line : "";
  struct itimerval timer;
  memset(&timer, 0, sizeof timer);
  // Centuries are too many for the system's own numbers.
  double whole = floor(fmin(seconds, 1e9));
  timer.it_value.tv_sec = (time_t)whole;
  timer.it_value.tv_usec = (suseconds_t)((fmin(seconds, 1e9) - whole) * 1e6);
  // Zero would be no alarm at all.
  if (timer.it_value.tv_sec == 0 && timer.it_value.tv_usec == 0) timer.it_value.tv_usec = 1;
  setitimer(ITIMER_REAL, &timer, NULL);
}

void CEnding_late(void) { CEnding_end(late_status, late_line); }

static _Atomic pid_t armed;
static int last_status;
static const char *last_line = "";

void CEnding_arm(int status, const char *line) {
  last_status = status;
  last_line = line ? line : "";
  atomic_store(&armed, getpid());
}

static _Atomic(const char *) subject;

void CEnding_set_subject(const char *path) {
  if (atomic_load(&armed) != getpid()) return;
  // What was there stays where it is: another thread may be telling it.
  atomic_store(&subject, path ? strdup(path) : NULL);
}

void CEnding_without_memory(void) {
  if (atomic_load(&armed) != getpid()) return;
  const char *path = atomic_load(&subject);
  const char *colon = strstr(last_line, ": ");
  if (!path || !colon) CEnding_end(last_status, last_line);
  static char line[4096];
  size_t used = 0, limit = sizeof line - 1;
  for (const char *text = last_line; text < colon + 2 && used < limit; text++) line[used++] = *text;
  for (const char *text = path; *text && used < limit / 2; text++)
    line[used++] = (unsigned char)*text < ' ' || *text == 127 ? '?' : *text;
  for (const char *text = colon; *text && used < limit; text++) line[used++] = *text;
  CEnding_end(last_status, line);
}

void CEnding_limit_memory(size_t bytes) {
#ifdef __linux__
  struct rlimit limit;
  if (getrlimit(RLIMIT_DATA, &limit) != 0) return;
  if (limit.rlim_cur != RLIM_INFINITY && limit.rlim_cur <= bytes) return;
  limit.rlim_cur = bytes;
  setrlimit(RLIMIT_DATA, &limit);
#else
  (void)bytes;
#endif
}
