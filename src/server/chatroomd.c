/*
 * chatroomd: the server's main().  What follows from the options is server.c.
 */
#include <config.h>

#include <malloc.h>
#include <stdlib.h>

#include "common/address.h"
#include "common/standard.h"
#include "common/terminal/remark.h"
#include "server/dialect/charset.h"
#include "server/dialect/tidy.h"
#include "server/door/tell.h"
#include "server/options.h"
#include "server/room/name.h"
#include "server/server.h"
#include "server/system/log.h"
#include "server/system/stack.h"
#include "speech/tongue.h"

int
main(int argc, char **argv)
{
	struct options o;
	int status;

	if (!standard_open())
		return (EXIT_FAILURE);
	tongue_learn();
	remark_speak(tongue_text);
	options_parse(&o, argc, argv);
	stack_be_frugal(o.max, argv);
	log_open(o.verbose);
#ifdef HAVE_MALLOPT
	/* One heap for all: a heap for each thread costs memory and saves no
	   time, because no message allocates. */
	(void)mallopt(M_ARENA_MAX, 1);
#endif
	if (!name_init())
		log_event("no UTF-8 locale on this system: only ASCII names");
	charset_init(o.root != NULL);
	tidy_init();
	tell_init(o.language);
	status = server_run(&o);
	tidy_fini();
	charset_fini();
	name_fini();
	address_forget_interfaces();
	log_close();
	return (status);
}
