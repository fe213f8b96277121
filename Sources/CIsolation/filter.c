#include "CIsolation.h"

int CIsolation_confine(void);

#if defined(__linux__) && (defined(__x86_64__) || defined(__aarch64__))
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#else
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#endif

/* Older headers have only the action that ends one thread, of which the child has one. */
#ifndef SECCOMP_RET_KILL_PROCESS
#define SECCOMP_RET_KILL_PROCESS SECCOMP_RET_KILL
#endif

/*
 * The filter is a program of the kernel's own small machine: it loads a word of the call, and jumps.
 * Arguments are looked at in their lower 32 bits; both architectures are little-endian.
 */
#define LOAD(place) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (place))
#define NUMBER LOAD(offsetof(struct seccomp_data, nr))
#define ARGUMENT(index) LOAD(offsetof(struct seccomp_data, args) + 8 * (index))
#define ANSWER(action) BPF_STMT(BPF_RET | BPF_K, (action))
#define SKIP_UNLESS_EQUAL(value, count) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (value), 0, (count))
#define KILL ANSWER(SECCOMP_RET_KILL_PROCESS)
#define FAIL(code) ANSWER(SECCOMP_RET_ERRNO | (code))

/* A call that is allowed whatever its arguments. */
#define ALLOW(call) SKIP_UNLESS_EQUAL(__NR_##call, 1), ANSWER(SECCOMP_RET_ALLOW)
/* A call that fails, and does not end the process. */
#define REFUSE(call, code) SKIP_UNLESS_EQUAL(__NR_##call, 1), FAIL(code)
/* A call whose first argument has to be one descriptor; it fails on every other. */
#define ALLOW_ON(call, descriptor)                                                       \
  SKIP_UNLESS_EQUAL(__NR_##call, 4), ARGUMENT(0), SKIP_UNLESS_EQUAL((descriptor), 1),    \
      ANSWER(SECCOMP_RET_ALLOW), FAIL(EBADF)
/* A call that maps memory: whatever is executable ends the process. */
#define ALLOW_DATA(call)                                                                 \
  SKIP_UNLESS_EQUAL(__NR_##call, 4), ARGUMENT(2),                                        \
      BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, PROT_EXEC, 0, 1), KILL,                       \
      ANSWER(SECCOMP_RET_ALLOW)

/*
 * Takes every call of the system away that reading, answering, allocating and leaving do not need. A
 * kernel without such filters leaves the child with its limits alone.
 */
int CIsolation_confine(void) {
  struct sock_filter program[] = {
      LOAD(offsetof(struct seccomp_data, arch)),
      SKIP_UNLESS_EQUAL(ARCHITECTURE, 1),
      BPF_JUMP(BPF_JMP | BPF_JA, 1, 0, 0),
      KILL,
      NUMBER,
#if defined(__x86_64__)
      // Numbers of the x32 interface.
      BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 0x40000000, 0, 1),
      KILL,
#endif
      ALLOW_ON(read, CIsolation_socket),
      ALLOW_ON(write, CIsolation_socket),
      ALLOW_ON(pread64, CIsolation_file),
      ALLOW_DATA(mmap),
      ALLOW_DATA(mprotect),
      ALLOW(munmap),
      ALLOW(mremap),
      ALLOW(brk),
      ALLOW(madvise),
      ALLOW(futex),
      ALLOW(sched_yield),
      ALLOW(clock_gettime),
      ALLOW(gettimeofday),
      ALLOW(getrandom),
      ALLOW(getpid),
      ALLOW(gettid),
      // abort(3) sends a signal to its own process; to others there are none.
      ALLOW(rt_sigaction),
      ALLOW(rt_sigprocmask),
      ALLOW(rt_sigreturn),
      ALLOW_ON(tgkill, (uint32_t)getpid()),
      ALLOW(exit),
      ALLOW(exit_group),
      // The C library's last words go nowhere, and it counts processors when memory is short.
      REFUSE(writev, EBADF),
      REFUSE(openat, EPERM),
      REFUSE(getcwd, EPERM),
      REFUSE(sched_getaffinity, EPERM),
      KILL,
  };
  struct sock_fprog filter = {.len = sizeof program / sizeof *program, .filter = program};
  if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) return -1;
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return -1;
  if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter, 0, 0) != 0)
    return errno == EINVAL || errno == ENOSYS ? 0 : -1;
  return 0;
}
#else
/* Elsewhere the limits have to do. */
int CIsolation_confine(void) { return 0; }
#endif
