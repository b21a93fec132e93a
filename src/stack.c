/*
 * stack: an idle thread gives back its unused stack.  See stack.h.
 */
#include <config.h>

#include "stack.h"

#include <sys/mman.h>

#include <stdint.h>
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

	/* It only saves memory; nothing is lost where it fails. */
	if (low < high)
		(void)madvise((void *)low, high - low, MADV_DONTNEED);
#else
	(void)depth;
#endif
}
