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

/* Prints a text of a table in the charset of the locale. */
static void
print(const char *english, const struct words *args)
{
	char bytes[NOTICE_SIZE];
	struct words text =
	    tongue_write_coded(english, args, bytes, sizeof bytes);

	(void)fprintf(stderr, "chatroom: %.*s\n", (int)text.len, text.bytes);
}

void
notice_print(enum notice n, const struct words *args)
{
	print(table[n], args);
}

void
notice_print_cause(const struct cause *c)
{
	print(sentence_english(c->sentence), c->args);
}

void
notice_help(void)
{
	char bytes[NOTICE_SIZE];
	struct words text =
	    tongue_write_coded(table[N_HELP], NULL, bytes, sizeof bytes);

	(void)fwrite(text.bytes, 1, text.len, stdout);
}

void
notice_tell(struct screen *s, enum notice n, const struct words *args)
{
	char bytes[NOTICE_SIZE];
	struct words text = screen_is_terminal(s) ?
	    notice_write(n, args, bytes) :
	    tongue_write_coded(table[n], args, bytes, sizeof bytes);

	screen_note(s, "%.*s", (int)text.len, text.bytes);
}
