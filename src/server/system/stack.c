/*
 * stack: an idle thread gives back its unused stack.  See stack.h.
 */
#include <config.h>

#include "server/system/stack.h"

#include <sys/mman.h>

#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

/* What is in use below this function's frame: the call, its red zone. */
#define MARGIN 256

void
stack_release(size_t depth)
{
#ifdef MADV_DONTNEED
	uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
	uintptr_t here = (uintptr_t)__builtin_frame_address(0);
	uintptr_t high = (here - MARGIN) / page * page;
	uintptr_t low = (here - depth + page - 1) / page * page;

	/* It only saves memory; nothing is lost if it fails. */
	if (low < high)
		(void)madvise((void *)low, high - low, MADV_DONTNEED);
#else
	(void)depth;
#endif
}

/* It is worth it from this many threads on. */
#define MANY 4096

/*
 * Each thread's stack starts with space for the thread-local variables of
 * libraries that may be loaded later: 1.6 KiB, by which what a waiting thread
 * touches is just too much for one page.  The room loads nothing that needs
 * it (ld.so(8), glibc manual, "Dynamic Linking Tunables").
 */
void
stack_be_frugal(size_t threads, char **argv)
{
	char program[PATH_MAX];
	ssize_t len;

	if (threads < MANY || getenv("GLIBC_TUNABLES") != NULL)
		return;
	/* By its name: ps(1) should show that, and valgrind needs it. */
	len = readlink("/proc/self/exe", program, sizeof program - 1);
	if (len <= 0 ||
	    setenv("GLIBC_TUNABLES",
		"glibc.rtld.nns=1:glibc.rtld.optional_static_tls=0", 1) != 0)
		return;
	program[len] = '\0';
	(void)execv(program, argv);
}
