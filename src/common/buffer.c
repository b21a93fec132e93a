/*
 * buffer: bytes that grow.  See buffer.h.
 */
#include <config.h>

#include "common/buffer.h"

#include <stdlib.h>
#include <string.h>

#define ROOM_FIRST 1024

void
buffer_fini(struct buffer *b)
{
	free(b->bytes);
	*b = (struct buffer){ 0 };
}

bool
buffer_reserve(struct buffer *b, size_t len)
{
	size_t room = b->room > 0 ? b->room : ROOM_FIRST;
	char *bytes;

	while (room - b->len < len)
		room *= 2;
	if (room == b->room)
		return (true);
	bytes = realloc(b->bytes, room);
	if (bytes == NULL)
		return (false);
	b->bytes = bytes;
	b->room = room;
	return (true);
}

bool
buffer_append(struct buffer *b, const void *bytes, size_t len)
{
	if (len == 0)
		return (true);
	if (!buffer_reserve(b, len))
		return (false);
	memcpy(b->bytes + b->len, bytes, len);
	b->len += len;
	return (true);
}

bool
buffer_append_string(struct buffer *b, const char *string)
{
	return (buffer_append(b, string, strlen(string)));
}

void
buffer_drop(struct buffer *b, size_t len)
{
	if (len == 0)
		return;
	memmove(b->bytes, b->bytes + len, b->len - len);
	b->len -= len;
}
