/*
 * guests: a registry with socket pairs in place of clients, for unit tests of
 * what the registry is made of.
 *
 * guests_setup() and guests_teardown() are a checked fixture.  All are for the
 * test's own thread, and end the test when something is not as expected.
 */
#ifndef GUESTS_H
#define GUESTS_H

#include <stdbool.h>
#include <stddef.h>

#include "server/room/member.h"
#include "server/room/push.h"
#include "server/room/registry.h"

#define GUESTS_MAX 300

/* Somebody in the room: the member, and the client's end of its socket. */
struct guest {
	struct member *m; /* NULL when it has left */
	int fd;
	enum language language;
	char got[65536];
	size_t len;
};

extern struct gate *gate;
extern struct registry *room;
extern struct guest guests[GUESTS_MAX]; /* in the order of arrival */

void guests_setup(void);
void guests_teardown(void);

/* Before anyone is in: the operator key, for one operator at a time or not. */
void set_operator_key(const char *key, bool once);

/* A new guest, 10.0.0.1:1, 10.0.0.1:2 and so on; not yet in the room. */
struct guest *arrive(void);

/* A new guest in the room, which has read the greeting. */
struct guest *join(void);

void leave(struct guest *g, const char *reason);

/* Reads until what has come in ends with `text`. */
void expect_end(struct guest *g, const char *text);

/* Expects that exactly `text` has come in since the last call. */
void expect(struct guest *g, const char *text);

/*
 * From here on the guest reads this language, if it is built in; it has nothing
 * to read.
 */
void read_in(struct guest *g, enum language language);

/* Expects this sentence, in the guest's language, and nothing else. */
void expect_sentence(struct guest *g, enum sentence s,
    const struct words *args);

/* Says these bytes as they are, as one line. */
void say_raw(struct member *m, const char *line, size_t len);

#endif
