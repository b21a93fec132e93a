/*
 * invitation: what to type to join.  See invitation.h.
 */
#include <config.h>

#include "server/invitation.h"

#include <sys/stat.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/key.h"
#include "server/lan.h"
#include "server/system/log.h"
#include "server/system/outlet.h"
#include "server/system/sockets.h"

bool
invitation_is_private(void)
{
	struct stat st;

	return (fstat(STDOUT_FILENO, &st) == 0 &&
	    (!S_ISREG(st.st_mode) || (st.st_mode & (S_IRGRP | S_IROTH)) == 0));
}

/* What the person who opens the room and the others must type. */
static void
print(FILE *out, const struct invitation *invitation)
{
	const struct key *key = invitation->new_key;

	lan_print(out, invitation->sockets->fds, invitation->sockets->count);
	if (key == NULL)
		return;
	if (invitation->has_console)
		(void)fprintf(out,
		    "To see the operator key, type here: /opkey\n");
	else if (invitation_is_private())
		(void)fprintf(out,
		    "To become an operator, type in the room (for one person at "
		    "a time): /op %s\n",
		    key->bytes);
	else
		(void)fprintf(out,
		    "The operator key is not shown here, because others may "
		    "read this file: chmod 600 it first, or give "
		    "--operator-key-file\n");
}

void
invitation_write(const struct invitation *invitation, int out, int ms)
{
	char *text = NULL;
	size_t len = 0;
	FILE *memory = open_memstream(&text, &len);

	if (memory == NULL)
		return;
	print(memory, invitation);
	if (fclose(memory) == 0 && outlet_put(out, text, len, ms) < len)
		log_event("stdout takes no more; what to type to join was not "
			  "written there");
	if (text != NULL)
		explicit_bzero(text, len);
	free(text);
}
