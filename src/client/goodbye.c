/*
 * goodbye: which line is the last one that a person says, and another one that
 * the client understands.  See goodbye.h.
 */
#include <config.h>

#include "client/goodbye.h"

#include <stdint.h>

#include "common/text.h"
#include "speech/verb.h"

/* What may come before the slash and is not seen there. */
static bool
is_blank(uint32_t c)
{
	return (c == ' ' || c == '\t' || c == 0x3000 || c == 0xfeff);
}

/* Takes one character off the line; 0 at its end, or if there is none. */
static uint32_t
take(const char **line, size_t *len)
{
	uint32_t c;
	size_t n;

	if (*len == 0)
		return (0);
	n = text_decode(*line, *len, &c);
	if (n == 0)
		return (0);
	*line += n;
	*len -= n;
	return (c);
}

/* Whether the line is this command, in any language. */
static bool
is_command(const char *line, size_t len, enum sentence use)
{
	struct words word;
	uint32_t c;

	do
		c = take(&line, &len);
	while (is_blank(c));
	if (c != '/' && c != 0xff0f && c != 0x3001)
		return (false);
	word = (struct words){ line, 0 };
	for (; len > 0; word.len = (size_t)(line - word.bytes)) {
		c = take(&line, &len);
		if (c == 0 || is_blank(c))
			break;
	}
	return (c != 0 && verb_is(use, word));
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
