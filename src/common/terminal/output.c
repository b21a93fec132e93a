/*
 * output: bytes on their way to a terminal or a pipe.  See output.h.
 */
#include <config.h>

#include "common/terminal/output.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

/* While the output takes nothing, how often to check whether to give up. */
#define OUTPUT_STALL_MS 100

void
output_init(struct output *o, int fd, struct translation *t)
{
	*o = (struct output){ .fd = fd, .translation = t };
	atomic_init(&o->abandoned, false);
}

void
output_fini(struct output *o)
{
	buffer_fini(&o->image);
	buffer_fini(&o->coded);
	translation_free(o->translation);
}

void
output_add(struct output *o, const char *string)
{
	(void)buffer_append_string(&o->image, string);
}

/* Waits until a write would not block; false when nobody should wait. */
static bool
wait_writable(struct output *o)
{
	struct pollfd pfd = { .fd = o->fd, .events = POLLOUT };
	int n;

	do {
		n = poll(&pfd, 1, OUTPUT_STALL_MS);
		if (n < 0 && errno != EINTR)
			return (false);
	} while (n <= 0 && !atomic_load(&o->abandoned));
	return (n > 0);
}

void
output_keep(struct output *o)
{
	o->keeps = true;
}

bool
output_waits(const struct output *o)
{
	return (o->keeps && o->coded.len > 0);
}

void
output_go_on(struct output *o)
{
	ssize_t n = 1;

	while (n > 0 && o->coded.len > 0 && o->error == 0) {
		n = write(o->fd, o->coded.bytes, o->coded.len);
		if (n > 0)
			buffer_drop(&o->coded, (size_t)n);
		else if (n < 0 && errno != EINTR && errno != EAGAIN)
			o->error = errno;
	}
	if (o->error != 0)
		o->coded.len = 0;
}

/* Adds the image to what is kept, and writes that. */
static void
write_and_keep(struct output *o)
{
	if (o->translation != NULL)
		(void)translation_write(o->translation, o->image.bytes,
		    o->image.len, &o->coded);
	else
		(void)buffer_append(&o->coded, o->image.bytes, o->image.len);
	o->image.len = 0;
	output_go_on(o);
}

/*
 * Writes the image.  A pipe that poll(2) calls writable takes PIPE_BUF bytes
 * without blocking; our own descriptor of the terminal never blocks.
 */
void
output_write(struct output *o)
{
	const char *bytes = o->image.bytes;
	size_t len = o->image.len;
	ssize_t n;

	if (o->keeps) {
		write_and_keep(o);
		return;
	}
	if (o->translation != NULL) {
		o->coded.len = 0;
		if (!translation_write(o->translation, bytes, len, &o->coded))
			o->error = ENOMEM;
		bytes = o->coded.bytes;
		len = o->coded.len;
	}
	o->image.len = 0;
	while (len > 0 && o->error == 0) {
		if (!wait_writable(o)) {
			o->error = EAGAIN;
			return;
		}
		n = write(o->fd, bytes, len < PIPE_BUF ? len : PIPE_BUF);
		if (n < 0 && errno != EINTR && errno != EAGAIN)
			o->error = errno;
		if (n < 0)
			continue;
		bytes += n;
		len -= (size_t)n;
	}
}

void
output_last(struct output *o, const char *string)
{
	(void)!write(o->fd, string, strlen(string));
}

void
output_abandon(struct output *o)
{
	atomic_store(&o->abandoned, true);
}
