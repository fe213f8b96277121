#pragma once
#include <stddef.h>

/*
 * The end of the process from wherever it is: inside a signal handler, or where no memory is left. So it is
 * C that neither allocates nor waits.
 */

/*
 * Remembers a file that is removed when the process ends at once. Returns what CEnding_forget takes; -1 when too many
 * are remembered or there is no memory, and then the file would stay.
 */
int CEnding_remember(const char *path);
void CEnding_forget(int number);

/* Removes the remembered files, writes a line to standard error, and ends the process with this status. */
_Noreturn void CEnding_end(int status, const char *line);

/*
 * Sends SIGALRM after so many seconds; its handler calls CEnding_late, which ends the process with this status and line.
 * The line has to stay where it is.
 */
void CEnding_set_alarm(double seconds, int status, const char *line);
_Noreturn void CEnding_late(void);

/*
 * From now on CEnding_without_memory ends this process, and none of those that it forks, with this status and line,
 * which have to stay where they are.
 */
void CEnding_arm(int status, const char *line);
void CEnding_without_memory(void);

/*
 * Names the file that is being read: where memory ends meanwhile, the line says so, behind its first colon. NULL when
 * none is read any more. Nothing happens in a process that is not armed.
 */
void CEnding_set_subject(const char *path);

/* Bounds the memory of the process, private and writable, in bytes; never raises a bound that there is. */
void CEnding_limit_memory(size_t bytes);
