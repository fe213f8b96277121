#ifdef __linux__
#define _GNU_SOURCE
#endif
#include "CIsolation.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#ifdef __linux__
#include <sys/prctl.h>
#include <sys/syscall.h>
#endif

int CIsolation_confine(void);

/* The address space that is mapped now, in bytes; 0 when the system does not say. */
static uint64_t mapped(void) {
  uint64_t pages = 0;
#ifdef __linux__
  char text[32] = {0};
  int file = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
  if (file < 0) return 0;
  ssize_t got = read(file, text, sizeof text - 1);
  close(file);
  for (ssize_t index = 0; index < got && text[index] >= '0' && text[index] <= '9'; index++)
    pages = pages * 10 + (uint64_t)(text[index] - '0');
#endif
  return pages * (uint64_t)sysconf(_SC_PAGESIZE);
}

/* Lowers a limit, which always works; never raises one that is lower already. */
static int limit(int resource, uint64_t soft, uint64_t hard) {
  struct rlimit now;
  if (getrlimit(resource, &now) != 0) return -1;
  if (now.rlim_max != RLIM_INFINITY && hard > now.rlim_max) hard = now.rlim_max;
  if (now.rlim_cur != RLIM_INFINITY && soft > now.rlim_cur) soft = now.rlim_cur;
  struct rlimit lower = {.rlim_cur = soft < hard ? soft : hard, .rlim_max = hard};
  return setrlimit(resource, &lower);
}

static void close_from(int first) {
#if defined(__linux__) && defined(SYS_close_range)
  if (syscall(SYS_close_range, (unsigned)first, ~0u, 0u) == 0) return;
#endif
  long count = sysconf(_SC_OPEN_MAX);
  if (count < 0 || count > 65536) count = 65536;
  for (int file = first; file < count; file++) close(file);
}

/* The parent's handlers do not fit a child; what the keyboard sends to all is the parent's business. */
static void reset_signals(void) {
  for (int number = 1; number < NSIG; number++) signal(number, SIG_DFL);
  for (const int *number = (const int[]){SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE, SIGTSTP, 0};
       *number != 0; number++)
    signal(*number, SIG_IGN);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
}

/* Leaves the two descriptors at their places, and closes all others. */
static int keep(int socket, int file) {
  // First out of the way of both places.
  int high_socket = fcntl(socket, F_DUPFD, 10);
  int high_file = file < 0 ? -1 : fcntl(file, F_DUPFD, 10);
  if (high_socket < 0 || (file >= 0 && high_file < 0)) return -1;
  if (dup2(high_socket, CIsolation_socket) < 0) return -1;
  if (file >= 0 && dup2(high_file, CIsolation_file) < 0) return -1;
  for (int number = 0; number < CIsolation_socket; number++) close(number);
  close_from(file < 0 ? CIsolation_file : CIsolation_file + 1);
  return 0;
}

static int restrict_to(CIsolation_limits limits, uint64_t before) {
  if (before != 0 && limit(RLIMIT_AS, before + limits.memory, before + limits.memory) != 0)
    return -1;
  if (limit(RLIMIT_CPU, limits.processor, limits.processor + 1) != 0 ||
      limit(RLIMIT_FSIZE, 0, 0) != 0 || limit(RLIMIT_CORE, 0, 0) != 0 ||
      limit(RLIMIT_NOFILE, 0, 0) != 0 || limit(RLIMIT_NPROC, 0, 0) != 0)
    return -1;
  return CIsolation_confine();
}

pid_t CIsolation_start(CIsolation_limits limits, int file, int *connection) {
  int ends[2];
#ifdef SOCK_CLOEXEC
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return -1;
#else
  if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0) return -1;
  for (int end = 0; end < 2; end++) fcntl(ends[end], F_SETFD, FD_CLOEXEC);
#endif
#ifdef SO_NOSIGPIPE
  int on = 1;
  setsockopt(ends[0], SOL_SOCKET, SO_NOSIGPIPE, &on, sizeof on);
#endif
  uint64_t before = mapped();
  pid_t parent = getpid();
  pid_t child = fork();
  if (child < 0) {
    int code = errno;
    close(ends[0]);
    close(ends[1]);
    errno = code;
    return -1;
  }
  if (child > 0) {
    close(ends[1]);
    *connection = ends[0];
    return child;
  }
  reset_signals();
#ifdef __linux__
  if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) _exit(CIsolation_not_confined);
#endif
  // The parent may have ended before it could have been told.
  if (getppid() != parent) _exit(CIsolation_not_confined);
  if (keep(ends[1], file) != 0 || restrict_to(limits, before) != 0) _exit(CIsolation_not_confined);
  return 0;
}

void CIsolation_leave(int status) { _exit(status); }

CIsolation_end CIsolation_ending(pid_t child) {
  siginfo_t information;
  memset(&information, 0, sizeof information);
  kill(child, SIGKILL);
  while (waitid(P_PID, (id_t)child, &information, WEXITED | WNOWAIT) != 0)
    // Somebody else may have collected it, who then knows how it ended.
    if (errno != EINTR) return (CIsolation_end){0, 0};
  int by_itself = information.si_code == CLD_EXITED;
  return (CIsolation_end){by_itself ? 0 : information.si_status,
                          by_itself ? information.si_status : 0};
}

void CIsolation_collect(pid_t child) {
  kill(child, SIGKILL);
  while (waitpid(child, NULL, 0) < 0 && errno == EINTR) continue;
}

int64_t CIsolation_processor_time(pid_t child) {
#ifdef __linux__
  clockid_t clock;
  struct timespec time;
  if (clock_getcpuclockid(child, &clock) != 0 || clock_gettime(clock, &time) != 0) return -1;
  return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
#else
  return -1;
#endif
}
