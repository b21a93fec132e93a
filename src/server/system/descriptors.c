/*
 * descriptors: how many the system lets us have.  See descriptors.h.
 */
#include <config.h>

#include "server/system/descriptors.h"

#include <sys/resource.h>

#include "server/system/sockets.h"

/* Descriptors other than those of clients: the listeners, stdio, the rest. */
#define OWN_FDS (SOCKETS_MAX + 16)

size_t
descriptors_get(size_t need)
{
	struct rlimit limit, raised;

	need += OWN_FDS;
	raised = (struct rlimit){ need, need };
	if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= need)
		return (need - OWN_FDS);
	/* Only root may raise the hard limit. */
	if (limit.rlim_max < need && setrlimit(RLIMIT_NOFILE, &raised) == 0)
		return (need - OWN_FDS);
	limit.rlim_cur = limit.rlim_max < need ? limit.rlim_max : need;
	(void)setrlimit(RLIMIT_NOFILE, &limit);
	return (limit.rlim_cur > OWN_FDS ? limit.rlim_cur - OWN_FDS : 1);
}
