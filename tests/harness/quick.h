/*
 * quick: an assertion for loops of many thousand rounds.
 *
 * Check notes each assertion that it comes past, which takes longer than most
 * of what is asserted here, and twenty times longer under valgrind.
 */
#ifndef QUICK_H
#define QUICK_H

#include <check.h>

#define quick_assert(condition)                         \
	do {                                            \
		if (!(condition))                       \
			ck_abort_msg("%s", #condition); \
	} while (0)

#endif
