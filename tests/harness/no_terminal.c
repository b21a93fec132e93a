/*
 * no_terminal: takes the place of a test that looks at a terminal if there is
 * no emulator for it.
 */
#include <config.h>

#include <stdio.h>

/* The exit status of a test that was skipped, as automake has it. */
#define STATUS_SKIPPED 77

int
main(void)
{
	(void)printf("skipped: this test needs libvterm; install libvterm-dev, "
		     "then run configure again\n");
	return (STATUS_SKIPPED);
}
