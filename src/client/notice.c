/*
 * notice: all that the client itself says.  See notice.h.
 */
#include <config.h>

#include "client/notice.h"

#include <stdio.h>
#include <string.h>

#include "client/tongue.h"
#include "common/buffer.h"
#include "common/protocol.h"
#include "common/terminal/translation.h"

static const char *const table[] = {
#define N(name, english) english,
#include "client/notice.def"
#undef N
};

struct words
notice_write(enum notice n, const struct words *args, char out[NOTICE_SIZE])
{
	size_t len = sentence_fill(tongue(), tongue_text(table[n]), args, out,
	    NOTICE_SIZE, NULL);

	return ((struct words){ out, len });
}

/*
 * The same in the charset of the locale, except for the arguments: words of the
 * command line are in it already.
 */
static struct words
write_coded(enum notice n, const struct words *args, char out[NOTICE_SIZE])
{
	struct translation *t = translation_new(translation_charset());
	const char *text = tongue_text(table[n]);
	struct buffer coded = { .len = 0 };
	size_t len;

	if (t != NULL && translation_write(t, text, strlen(text) + 1, &coded))
		text = coded.bytes;
	len = sentence_fill(tongue(), text, args, out, NOTICE_SIZE, NULL);
	buffer_fini(&coded);
	translation_free(t);
	return ((struct words){ out, len });
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
