/*
 * peers: addresses that people come from, and ranges of them.
 */
#ifndef PEERS_H
#define PEERS_H

#include <sys/socket.h>

#include <arpa/inet.h>
#include <check.h>
#include <netinet/in.h>
#include <string.h>

#include "server/gate/subnet.h"

/* A peer; the port is nobody's. */
static inline const struct sockaddr *
peer(const char *address)
{
	static union {
		struct sockaddr sa;
		struct sockaddr_in in;
		struct sockaddr_in6 in6;
	} u;

	memset(&u, 0, sizeof u);
	u.in.sin_family = AF_INET;
	if (inet_pton(AF_INET, address, &u.in.sin_addr) == 1)
		return (&u.sa);
	u.in6.sin6_family = AF_INET6;
	ck_assert_int_eq(inet_pton(AF_INET6, address, &u.in6.sin6_addr), 1);
	return (&u.sa);
}

/* The address with this number. */
static inline const struct sockaddr *
numbered(unsigned i)
{
	static struct sockaddr_in in;

	in.sin_family = AF_INET;
	in.sin_addr.s_addr = htonl(0x0a000000 + i);
	return ((struct sockaddr *)&in);
}

static inline struct subnet
range(const char *text)
{
	struct subnet r;

	ck_assert_msg(subnet_parse(text, strlen(text), &r), "%s", text);
	return (r);
}

#endif
