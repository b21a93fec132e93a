/*
 * buffer: bytes that grow.
 */
#ifndef BUFFER_H
#define BUFFER_H

#include <stdbool.h>
#include <stddef.h>

struct buffer {
	char *bytes;
	size_t len;
	size_t room;
};

void buffer_fini(struct buffer *b);

/* Makes room for `len` more bytes; false when memory is short. */
bool buffer_reserve(struct buffer *b, size_t len);

/* Appends bytes, or, when memory is short, nothing: false. */
bool buffer_append(struct buffer *b, const void *bytes, size_t len);
bool buffer_append_string(struct buffer *b, const char *string);

/* Takes the first `len` bytes away. */
void buffer_drop(struct buffer *b, size_t len);

#endif
