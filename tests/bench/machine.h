/*
 * machine: what the kernel says about time, processes and the machine.
 */
#ifndef MACHINE_H
#define MACHINE_H

#include <sys/types.h>

#include <stddef.h>
#include <stdint.h>

#define MACHINE_SECOND UINT64_C(1000000000)
#define MACHINE_MS UINT64_C(1000000)

/* Nanoseconds of a clock that only goes forward. */
uint64_t machine_now(void);

/*
 * Nanoseconds of processor time that a process has used, in and out of the
 * kernel, all its threads together; 0 if the process is gone.
 */
uint64_t machine_cpu_of(pid_t pid);
uint64_t machine_cpu_self(void);

/* Bytes of a process that are in memory now, counted page by page. */
uint64_t machine_resident(pid_t pid);

/* The most that was in memory since the reset, which may be refused. */
uint64_t machine_peak(pid_t pid);
void machine_peak_reset(pid_t pid);

/* Where the time of all processors went, in ticks since the machine started. */
struct machine_ticks {
	uint64_t all;
	uint64_t stolen; /* the host gave it to other machines */
	uint64_t busy;	 /* not idle, not stolen */
};

void machine_ticks(struct machine_ticks *t);

/* Processors, the name of their kind, and the kernel, for the foot of a table.
 */
void machine_describe(char *out, size_t size);

#endif
