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
#include "server/system/launch.h"
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
		launch_line(out, L_KEY_ASKED, NULL);
	else if (invitation_is_private())
		launch_line(out, L_KEY_SHOWN, ARGS(words_of(key->bytes)));
	else
		launch_line(out, L_KEY_HIDDEN, NULL);
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
