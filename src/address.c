/*
 * address: a socket address as people read and type it.  See address.h.
 */
#include <config.h>

#include "address.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* Copies `sa` as the family it really speaks: mapped IPv4 becomes IPv4. */
static socklen_t
unmap(const struct sockaddr *sa, struct sockaddr_storage *to)
{
	struct sockaddr_in6 in6;
	struct sockaddr_in in;

	memset(to, 0, sizeof *to);
	if (sa->sa_family == AF_INET) {
		memcpy(to, sa, sizeof in);
		return (sizeof in);
	}
	if (sa->sa_family != AF_INET6)
		return (0);
	memcpy(&in6, sa, sizeof in6);
	if (!IN6_IS_ADDR_V4MAPPED(&in6.sin6_addr)) {
		memcpy(to, sa, sizeof in6);
		return (sizeof in6);
	}
	memset(&in, 0, sizeof in);
	in.sin_family = AF_INET;
	in.sin_port = in6.sin6_port;
	memcpy(&in.sin_addr, &in6.sin6_addr.s6_addr[12], sizeof in.sin_addr);
	memcpy(to, &in, sizeof in);
	return (sizeof in);
}

void
address_format_host(const struct sockaddr *sa, char out[ADDRESS_MAX])
{
	struct sockaddr_storage plain;
	socklen_t len = unmap(sa, &plain);

	/* getnameinfo() adds %INTERFACE if the address needs it. */
	if (len == 0 ||
	    getnameinfo((struct sockaddr *)&plain, len, out, ADDRESS_MAX, NULL,
		0, NI_NUMERICHOST) != 0)
		(void)snprintf(out, ADDRESS_MAX, "unknown");
}

void
address_format(const struct sockaddr *sa, char out[ADDRESS_MAX])
{
	char host[ADDRESS_MAX];
	bool ipv6;

	address_format_host(sa, host);
	ipv6 = strchr(host, ':') != NULL;
	(void)snprintf(out, ADDRESS_MAX, "%s%.*s%s:%u", ipv6 ? "[" : "",
	    ADDRESS_MAX - 9, host, ipv6 ? "]" : "", address_port(sa));
}

unsigned
address_port(const struct sockaddr *sa)
{
	struct sockaddr_in6 in6;
	struct sockaddr_in in;

	switch (sa->sa_family) {
	case AF_INET:
		memcpy(&in, sa, sizeof in);
		return (ntohs(in.sin_port));
	case AF_INET6:
		memcpy(&in6, sa, sizeof in6);
		return (ntohs(in6.sin6_port));
	default:
		return (0);
	}
}
