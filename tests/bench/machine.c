/*
 * machine: what the kernel says about time, processes and the machine.
 *
 * Linux: most of it is read from /proc.  A file that is not there reads as 0,
 * and the figure made of it as 0; nothing here ends the program.
 */
#include <config.h>

#include "machine.h"

#include <sys/utsname.h>

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* A tick of /proc/stat is useful only as a share, not in seconds. */
#define TICK_FIELDS 8
#define TICK_IDLE 3
#define TICK_IOWAIT 4
#define TICK_STOLEN 7

static uint64_t
clock_ns(clockid_t clock)
{
	struct timespec t;

	if (clock_gettime(clock, &t) != 0)
		return (0);
	return ((uint64_t)t.tv_sec * MACHINE_SECOND + (uint64_t)t.tv_nsec);
}

uint64_t
machine_now(void)
{
	return (clock_ns(CLOCK_MONOTONIC));
}

uint64_t
machine_cpu_of(pid_t pid)
{
	clockid_t clock;

	if (clock_getcpuclockid(pid, &clock) != 0)
		return (0);
	return (clock_ns(clock));
}

uint64_t
machine_cpu_self(void)
{
	return (clock_ns(CLOCK_PROCESS_CPUTIME_ID));
}

/* The number of kilobytes after `key` in a file of /proc/PID, as bytes. */
static uint64_t
proc_kilobytes(pid_t pid, const char *file, const char *key)
{
	char path[64], line[256];
	uint64_t kb = 0;
	FILE *f;

	(void)snprintf(path, sizeof path, "/proc/%ld/%s", (long)pid, file);
	f = fopen(path, "re");
	if (f == NULL)
		return (0);
	while (fgets(line, sizeof line, f) != NULL)
		if (strncmp(line, key, strlen(key)) == 0) {
			kb = strtoull(line + strlen(key), NULL, 10);
			break;
		}
	(void)fclose(f);
	return (kb * 1024);
}

/*
 * VmRSS in the status file is a sum over processors that may lag by some pages
 * each; smaps_rollup walks the pages, if the kernel has it.
 */
uint64_t
machine_resident(pid_t pid)
{
	uint64_t bytes = proc_kilobytes(pid, "smaps_rollup", "Rss:");

	return (bytes != 0 ? bytes : proc_kilobytes(pid, "status", "VmRSS:"));
}

uint64_t
machine_peak(pid_t pid)
{
	return (proc_kilobytes(pid, "status", "VmHWM:"));
}

void
machine_peak_reset(pid_t pid)
{
	char path[64];
	int fd;

	(void)snprintf(path, sizeof path, "/proc/%ld/clear_refs", (long)pid);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd == -1)
		return;
	if (write(fd, "5", 1) != 1) {
		/* The peak then includes earlier ones: never too low. */
	}
	(void)close(fd);
}

void
machine_ticks(struct machine_ticks *t)
{
	uint64_t field[TICK_FIELDS] = { 0 };
	char line[512] = "";
	FILE *f = fopen("/proc/stat", "re");

	memset(t, 0, sizeof *t);
	if (f == NULL)
		return;
	if (fgets(line, sizeof line, f) != NULL &&
	    strncmp(line, "cpu ", 4) == 0) {
		char *at = line + 4;

		for (int i = 0; i < TICK_FIELDS; i++) {
			field[i] = strtoull(at, &at, 10);
			t->all += field[i];
		}
	}
	(void)fclose(f);
	t->stolen = field[TICK_STOLEN];
	t->busy = t->all - t->stolen - field[TICK_IDLE] - field[TICK_IOWAIT];
}

/* The words after "model name : " of the first processor. */
static void
model_name(char *out, size_t size)
{
	char line[256];
	FILE *f = fopen("/proc/cpuinfo", "re");

	(void)snprintf(out, size, "unknown");
	if (f == NULL)
		return;
	while (fgets(line, sizeof line, f) != NULL) {
		const char *colon = strchr(line, ':');

		if (strncmp(line, "model name", 10) != 0 || colon == NULL)
			continue;
		line[strcspn(line, "\n")] = '\0';
		(void)snprintf(out, size, "%s", colon + 2);
		break;
	}
	(void)fclose(f);
}

void
machine_describe(char *out, size_t size)
{
	struct utsname u;
	char model[128];

	model_name(model, sizeof model);
	if (uname(&u) != 0)
		(void)snprintf(u.release, sizeof u.release, "unknown");
	(void)snprintf(out, size, "%ld processors (%s), %s %s",
	    sysconf(_SC_NPROCESSORS_ONLN), model, u.sysname, u.release);
}
