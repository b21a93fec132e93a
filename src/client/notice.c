/*
 * notice: all that the client itself says.  See notice.h.
 */
#include <config.h>

#include "client/notice.h"

#include <stdio.h>

#include "common/protocol.h"
#include "speech/tongue.h"

static const char *const table[] = {
#define N(name, english) english,
#include "client/notice.def"
#undef N
};

struct words
notice_write(enum notice n, const struct words *args, char out[NOTICE_SIZE])
{
	return (tongue_write(table[n], args, out, NOTICE_SIZE));
}

/* The same in the charset of the locale, except for the arguments. */
static struct words
write_coded(enum notice n, const struct words *args, char out[NOTICE_SIZE])
{
	return (tongue_write_coded(table[n], args, out, NOTICE_SIZE));
}

void
notice_print(enum notice n, const struct words *args)
{
	char bytes[NOTICE_SIZE];
	struct words text = write_coded(n, args, bytes);

	(void)fprintf(stderr, "chatroom: %.*s\n", (int)text.len, text.bytes);
}

void
notice_help(void)
{
	char bytes[NOTICE_SIZE];
	struct words text = write_coded(N_HELP, NULL, bytes);

	(void)fwrite(text.bytes, 1, text.len, stdout);
}

void
notice_tell(struct screen *s, enum notice n, const struct words *args)
{
	char bytes[NOTICE_SIZE];
	struct words text = screen_is_terminal(s) ?
	    notice_write(n, args, bytes) :
	    write_coded(n, args, bytes);

	screen_note(s, "%.*s", (int)text.len, text.bytes);
}
