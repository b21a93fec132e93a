/*
 * paste: text of several lines that is not sent yet.  See paste.h.
 */
#include <config.h>

#include "common/terminal/paste.h"

#include <stdlib.h>
#include <string.h>

#include "common/framing.h"
#include "common/text.h"

#define ROOM_FIRST 4096

void
paste_end(struct paste *p)
{
	if (p->bytes != NULL)
		explicit_bzero(p->bytes, p->room);
	free(p->bytes);
	*p = (struct paste){ .blank = true };
}

void
paste_begin(struct paste *p)
{
	paste_end(p);
}

/* Makes room for `len` more bytes.  The old place is wiped. */
static bool
reserve(struct paste *p, size_t len)
{
	size_t room = p->room > 0 ? p->room : ROOM_FIRST;
	char *bytes;

	if (p->too_much || len > PASTE_MAX - p->len) {
		p->too_much = true;
		return (false);
	}
	while (room - p->len < len)
		room *= 2;
	if (room == p->room)
		return (true);
	bytes = malloc(room);
	if (bytes == NULL) {
		p->too_much = true;
		return (false);
	}
	if (p->bytes != NULL) {
		memcpy(bytes, p->bytes, p->len);
		explicit_bzero(p->bytes, p->room);
		free(p->bytes);
	}
	p->bytes = bytes;
	p->room = room;
	return (true);
}

void
paste_add(struct paste *p, const char *text, size_t len)
{
	p->cr = false;
	if (!text_is_clean(text, len) || !reserve(p, len))
		return;
	memcpy(p->bytes + p->len, text, len);
	p->len += len;
	if (p->len - p->line_at > FRAMING_LINE_MAX)
		p->too_long = true;
	if (p->blank && !text_is_blank(text, len)) {
		p->blank = false;
		p->lines++;
	}
}

void
paste_end_line(struct paste *p, char byte)
{
	bool is_rest = byte == '\n' && p->cr;

	p->cr = byte == '\r';
	if (is_rest || !reserve(p, 1))
		return;
	p->bytes[p->len++] = '\n';
	p->line_at = p->len;
	p->blank = true;
}

bool
paste_is_ended(const struct paste *p)
{
	return (p->len > 0 && p->bytes[p->len - 1] == '\n');
}

bool
paste_next(struct paste *p, const char **line, size_t *len)
{
	const char *start, *end;

	while (p->at < p->len) {
		start = p->bytes + p->at;
		end = memchr(start, '\n', p->len - p->at);
		if (end == NULL)
			end = p->bytes + p->len;
		*line = start;
		*len = (size_t)(end - start);
		p->at += *len + 1;
		if (!text_is_blank(*line, *len)) {
			p->lines--;
			return (true);
		}
	}
	return (false);
}

size_t
paste_left(const struct paste *p)
{
	return (p->lines);
}
