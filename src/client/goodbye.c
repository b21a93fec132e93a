/*
 * goodbye: which line is the last one that a person says, and another one that
 * the client understands.  See goodbye.h.
 */
#include <config.h>

#include "client/goodbye.h"

#include <stdint.h>

#include "common/text.h"

/* What may come before the slash and is not seen there. */
static bool
is_blank(uint32_t c)
{
	return (c == ' ' || c == '\t' || c == 0x3000 || c == 0xfeff);
}

/* Full-width ASCII becomes ASCII, and capitals small letters. */
static uint32_t
fold(uint32_t c)
{
	if (c >= 0xff01 && c <= 0xff5e)
		c -= 0xff01 - '!';
	if (c >= 'A' && c <= 'Z')
		c += 'a' - 'A';
	return (c);
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

/* Whether the line is this command, in small letters. */
static bool
is_command(const char *line, size_t len, const char *name)
{
	uint32_t c;
	size_t i;

	do
		c = take(&line, &len);
	while (is_blank(c));
	if (fold(c) != '/' && c != 0x3001)
		return (false);
	for (i = 0; name[i] != '\0'; i++)
		if (fold(take(&line, &len)) != (uint32_t)name[i])
			return (false);
	return (len == 0 || is_blank(take(&line, &len)));
}

bool
goodbye_is_quit(const char *line, size_t len)
{
	return (is_command(line, len, "quit"));
}

bool
goodbye_is_charset(const char *line, size_t len)
{
	return (is_command(line, len, "charset"));
}

bool
goodbye_is_records(const char *line, size_t len)
{
	return (is_command(line, len, "records"));
}

bool
goodbye_is_lang(const char *line, size_t len)
{
	return (is_command(line, len, "lang"));
}
