#pragma once
#include <stdint.h>
#include <sys/types.h>

/*
 * A child process with no rights worth having: the part of it that has to be C, because it comes between
 * fork(2) and the first line of Swift.
 *
 * The child begins as a copy of this process, so nothing is loaded again and the bytes to be read are
 * there already. It keeps two descriptors, a socket to its parent and the file; it may read, answer,
 * allocate a bounded amount of memory, and leave.
 */

/* Where the two descriptors are in the child. */
enum { CIsolation_socket = 3, CIsolation_file = 4 };

/* The exit status of a child that gave up because it could not be confined. */
enum { CIsolation_not_confined = 71 };

/* What the child may use. */
typedef struct {
  /* Bytes of address space beyond those that are mapped when it starts. */
  uint64_t memory;
  /* Seconds of processor time. */
  uint64_t processor;
} CIsolation_limits;

/*
 * Starts a child.
 *
 * `file` is the descriptor of the file that it may read, or -1. Returns the child's id, and in `socket`
 * this side's end of the connection; 0 in the child; -1 with errno when there is no child. In a child
 * that could not be confined nothing more runs: it leaves.
 */
pid_t CIsolation_start(CIsolation_limits limits, int file, int *socket);

/* Ends the calling child at once: no exit handler of any library runs. */
_Noreturn void CIsolation_leave(int status);

/* How a child ended: by a signal, or with an exit status. */
typedef struct {
  int signal;
  int status;
} CIsolation_end;

/* Ends a child, and tells how it ended if it had done so by itself; it can be asked again. */
CIsolation_end CIsolation_ending(pid_t child);

/* Ends a child, and lets the system forget it. */
void CIsolation_collect(pid_t child);

/* The processor time that a child has used, in milliseconds; -1 when the system does not say. */
int64_t CIsolation_processor_time(pid_t child);
