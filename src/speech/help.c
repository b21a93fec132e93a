/*
 * help: a line of /help.  See help.h.
 */
#include <config.h>

#include "speech/help.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "speech/verb.h"

/*
 * How wide the first column is, with the blank after it; and, in another
 * language than English, its two parts.
 */
#define USE_WIDTH 25
#define OWN_USE_WIDTH 23
#define NAME_WIDTH 9

/* How many columns a use takes: in it there are only ASCII and Chinese. */
static size_t
columns_of(const char *use)
{
	size_t columns = 0;

	for (; *use != '\0'; use++)
		if ((unsigned char)*use < 0x80)
			columns++;
		else if (((unsigned char)*use & 0xc0) == 0xc0)
			columns += 2;
	return (columns);
}

/* The command in English, with its slash; no bytes: it has no name. */
static struct words
name_of(enum sentence use)
{
	struct words verb = verb_in(LANGUAGE_EN, use);

	if (verb.len == 0 || *verb.bytes == '/')
		return (words_of(""));
	return ((struct words){ verb.bytes - 1, verb.len + 1 });
}

size_t
help_line(enum language language, enum sentence use, enum sentence help,
    char *out)
{
	const char *text = sentence_in(language, use);
	bool is_own = text != sentence_english(use);
	size_t width = is_own ? OWN_USE_WIDTH : USE_WIDTH;
	size_t columns = columns_of(text), n;
	struct words name = name_of(use);
	char column[4 * (OWN_USE_WIDTH + NAME_WIDTH)];

	n = (size_t)snprintf(column, sizeof column, "%s%*s", text,
	    columns < width ? (int)(width - columns) : 0, "");
	if (is_own && n < sizeof column)
		(void)snprintf(column + n, sizeof column - n, "%-*.*s",
		    NAME_WIDTH, (int)name.len, name.bytes);
	return (sentence_line(language, S_HELP,
	    ARGS(words_of(column), sentence_piece(help)), out, HELP_LINE_MAX,
	    NULL));
}
