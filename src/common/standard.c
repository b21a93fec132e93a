/*
 * standard: descriptors 0, 1 and 2 are stdin, stdout and stderr, and nothing
 * else.  See standard.h.
 */
#include <config.h>

#include "common/standard.h"

#include <fcntl.h>
#include <unistd.h>

bool
standard_open(void)
{
	int fd;

	/* open(2) takes the lowest number that is free. */
	do
		fd = open("/dev/null", O_RDWR);
	while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd > STDERR_FILENO)
		(void)close(fd);
	return (fd > STDERR_FILENO);
}
