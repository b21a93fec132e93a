/*
 * address: a socket address as people read and type it.  See address.h.
 */
#include <config.h>

#include "common/address.h"

#include <arpa/inet.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* What address_learn_interfaces() has learnt; NULL: ask the system. */
static struct if_nameindex *interfaces;

void
address_learn_interfaces(void)
{
	interfaces = if_nameindex();
}

void
address_forget_interfaces(void)
{
	if (interfaces != NULL)
		if_freenameindex(interfaces);
	interfaces = NULL;
}

socklen_t
address_unmap(const struct sockaddr *sa, struct sockaddr_storage *to)
{
	struct sockaddr_in6 in6;
	struct sockaddr_in in;

	memset(to, 0, sizeof *to); /* of no family */
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

/* Writes %INTERFACE. */
static void
format_scope(unsigned scope, char *out, size_t size)
{
	const struct if_nameindex *i = interfaces;
	char name[IF_NAMESIZE];
	const char *found = NULL;

	if (i == NULL)
		found = if_indextoname(scope, name);
	for (; i != NULL && i->if_index != 0 && found == NULL; i++)
		if (i->if_index == scope)
			found = i->if_name;
	if (found != NULL)
		(void)snprintf(out, size, "%%%s", found);
	else
		(void)snprintf(out, size, "%%%u", scope);
}

void
address_format_host(const struct sockaddr *sa, char out[ADDRESS_MAX])
{
	struct sockaddr_storage plain;
	struct sockaddr_in6 in6;
	struct sockaddr_in in;
	size_t n;

	(void)address_unmap(sa, &plain);
	switch (plain.ss_family) {
	case AF_INET:
		memcpy(&in, &plain, sizeof in);
		(void)inet_ntop(AF_INET, &in.sin_addr, out, ADDRESS_MAX);
		break;
	case AF_INET6:
		memcpy(&in6, &plain, sizeof in6);
		(void)inet_ntop(AF_INET6, &in6.sin6_addr, out, ADDRESS_MAX);
		n = strlen(out);
		if (in6.sin6_scope_id != 0)
			format_scope(in6.sin6_scope_id, out + n,
			    ADDRESS_MAX - n);
		break;
	default:
		(void)snprintf(out, ADDRESS_MAX, "unknown");
	}
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
