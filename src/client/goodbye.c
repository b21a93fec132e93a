/*
 * goodbye: which line is the last one that a person says, and another one that
 * the client understands.  See goodbye.h.
 */
#include <config.h>

#include "client/goodbye.h"

#include <stdint.h>

#include "common/text.h"
#include "common/words.h"
#include "speech/verb.h"

#define BYTE_ORDER_MARK 0xfeff

/* What may come before the slash and is not seen there. */
static void
skip_what_shows_nothing(struct words *line)
{
	uint32_t c;
	size_t n;

	while (line->len > 0) {
		n = text_decode(line->bytes, line->len, &c);
		if (n == 0 || (!text_is_space(c) && c != BYTE_ORDER_MARK))
			break;
		line->bytes += n;
		line->len -= n;
	}
}

/* Whether the line is this command, in any language. */
static bool
is_command(const char *line, size_t len, enum sentence use)
{
	struct words rest = { line, len };
	enum slash slash;

	skip_what_shows_nothing(&rest);
	slash = verb_take_slash(&rest);
	return ((slash == SLASH_PLAIN || slash == SLASH_WIDE) &&
	    verb_is(use, words_take(&rest)));
}

bool
goodbye_is_quit(const char *line, size_t len)
{
	return (is_command(line, len, S_USE_QUIT));
}

bool
goodbye_is_charset(const char *line, size_t len)
{
	return (is_command(line, len, S_USE_CHARSET));
}

bool
goodbye_is_records(const char *line, size_t len)
{
	return (is_command(line, len, S_USE_RECORDS));
}

bool
goodbye_is_lang(const char *line, size_t len)
{
	return (is_command(line, len, S_USE_LANG));
}
