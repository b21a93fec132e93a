/*
 * gap: lines that are left out of what the console reads.  See gap.h.
 */
#include <config.h>

#include "server/delivery/gap.h"

#include <string.h>

#include "server/dialect/charset.h"
#include "speech/sentence.h"

size_t
gap_next(struct gap *g, const char *bytes, size_t len, bool full, bool *keep)
{
	const char *end = memchr(bytes, '\n', len);

	if (!g->in_line && full)
		g->is_open = true;
	if (g->is_open && end != NULL && g->lines < UINT32_MAX)
		g->lines++;
	g->in_line = end == NULL;
	*keep = !g->is_open;
	return (end != NULL ? (size_t)(end + 1 - bytes) : len);
}

void
gap_passed(struct gap *g, char last)
{
	g->in_line = last != '\n';
}

void
gap_lose(struct gap *g)
{
	g->is_open = true;
	if (!g->in_line && g->lines < UINT32_MAX)
		g->lines++;
}

bool
gap_can_close(const struct gap *g)
{
	return (g->is_open && !g->in_line);
}

/* The most bytes of the line in UTF-8. */
#define IN_UTF8_MAX ((GAP_SAID_SIZE - 1) / CHARSET_ENCODE_GROWTH)

size_t
gap_say(const struct gap *g, char out[GAP_SAID_SIZE])
{
	enum sentence s = g->lines == 1 ? S_NOT_SHOWN_ONE : S_NOT_SHOWN_MANY;
	char line[IN_UTF8_MAX];
	const char *rest = line;
	size_t len = sentence_line((enum language)g->language, s,
	    ARGS(NUMBER(g->lines)), line, sizeof line, NULL);

	if (g->charset != NULL)
		len = charset_encode(g->charset, &rest, &len, out,
		    GAP_SAID_SIZE - 1);
	else
		memcpy(out, line, len);
	out[len] = '\0';
	return (len);
}

void
gap_close(struct gap *g)
{
	g->is_open = false;
	g->lines = 0;
}
