/*
 * notice: all that the client itself says.  See notice.h.
 */
#include <config.h>

#include "client/notice.h"

#include <stdio.h>

#include "common/protocol.h"

static const char *const table[] = {
#define N(name, english) english,
#include "client/notice.def"
#undef N
};

struct words
notice_write(enum notice n, const struct words *args, char out[NOTICE_SIZE])
{
	size_t len =
	    sentence_fill(LANGUAGE_EN, table[n], args, out, NOTICE_SIZE, NULL);

	return ((struct words){ out, len });
}

void
notice_print(enum notice n, const struct words *args)
{
	char bytes[NOTICE_SIZE];
	struct words text = notice_write(n, args, bytes);

	(void)fprintf(stderr, "%s: %.*s\n", "chatroom", (int)text.len,
	    text.bytes);
}

void
notice_tell(struct screen *s, enum notice n, const struct words *args)
{
	char bytes[NOTICE_SIZE];
	struct words text = notice_write(n, args, bytes);

	screen_note(s, "%.*s", (int)text.len, text.bytes);
}
