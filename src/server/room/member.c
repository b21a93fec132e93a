/*
 * member: who somebody in the room is.  See member.h.
 */
#include <config.h>

#include "server/room/member.h"

#include <stdlib.h>
#include <string.h>

int
member_key_compare(const void *a, const void *b)
{
	const struct member_key *one = a, *other = b;

	return (strcmp(one->text, other->text));
}

struct member_key *
member_key_new(struct member *m, const char *text)
{
	size_t size = strlen(text) + 1;
	struct member_key *key = malloc(sizeof *key + size);

	if (key == NULL)
		return (NULL);
	key->member = m;
	memcpy(key->text, text, size);
	return (key);
}

struct member *
member_new(int fd, const struct sockaddr *peer, size_t outbox_max,
    struct postman *postman)
{
	struct member *m = calloc(1, sizeof *m);

	if (m == NULL)
		return (NULL);
	if (peer->sa_family == AF_INET6)
		memcpy(&m->peer, peer, sizeof(struct sockaddr_in6));
	else if (peer->sa_family == AF_INET)
		memcpy(&m->peer, peer, sizeof(struct sockaddr_in));
	address_format(peer, m->address);
	(void)strcpy(m->who, m->address);
	m->key = member_key_new(m, m->address);
	if (m->key == NULL) {
		free(m);
		return (NULL);
	}
	seat_init(&m->seat, fd, outbox_max, postman);
	return (m);
}

bool
member_be_console(struct member *m)
{
	struct member_key *key = member_key_new(m, "console");

	if (key == NULL)
		return (false);
	free(m->key);
	m->key = key;
	memset(&m->peer, 0, sizeof m->peer); /* from nowhere: AF_UNSPEC */
	(void)strcpy(m->address, "console");
	(void)strcpy(m->who, MEMBER_OPERATOR_MARK "console");
	m->is_operator = true;
	m->is_console = true;
	m->seat.spared = true;
	return (true);
}

void
member_free(struct member *m)
{
	seat_fini(&m->seat);
	free(m->key);
	free(m);
}
