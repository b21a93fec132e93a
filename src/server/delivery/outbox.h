/*
 * outbox: what one client could not take yet; bounded.
 *
 * A queue of bytes.  It knows no locks: the seat that has it guards it.
 */
#ifndef OUTBOX_H
#define OUTBOX_H

#include <sys/types.h>
#include <sys/uio.h>

#include <stdbool.h>
#include <stddef.h>

struct outbox {
	char *bytes; /* NULL while nothing waits: that costs nothing */
	size_t start;
	size_t len;
	size_t room;
};

enum outbox_result {
	OUTBOX_EMPTY,	/* all is sent */
	OUTBOX_WAITING, /* the socket takes no more for now */
	OUTBOX_BROKEN	/* the socket is dead; errno says why */
};

void outbox_init(struct outbox *o);

/* Frees what waits. */
void outbox_fini(struct outbox *o);

bool outbox_is_empty(const struct outbox *o);

/*
 * Appends `len` bytes.  False, with the outbox unchanged, if more than `max`
 * bytes would wait or memory is short.
 */
bool outbox_put(struct outbox *o, const void *bytes, size_t len, size_t max);

/*
 * Once no more than `max` bytes wait, gives back the memory that more of them
 * have needed.
 */
void outbox_shrink(struct outbox *o, size_t max);

/*
 * Sends pieces, past any outbox, without waiting and without SIGPIPE: returns
 * how many bytes the socket took, 0 if it takes none for now, or -1, with
 * errno, if it is dead.
 */
ssize_t outbox_send_now(int fd, const struct iovec *pieces, int count);

/* Sends in the same way what waits, as far as the socket takes it. */
enum outbox_result outbox_flush(struct outbox *o, int fd);

#endif
