/*
 * lan: what people must type to join.  See lan.h.
 */
#include <config.h>

#include "server/lan.h"

#include <sys/socket.h>

#include <net/if.h>
#include <netinet/in.h>

#include <ifaddrs.h>
#include <stdbool.h>
#include <string.h>

#include "common/address.h"
#include "common/protocol.h"
#include "server/system/launch.h"

static bool
is_wildcard(const struct sockaddr_storage *ss)
{
	if (ss->ss_family == AF_INET)
		return (((const struct sockaddr_in *)(const void *)ss)
			    ->sin_addr.s_addr == htonl(INADDR_ANY));
	return (IN6_IS_ADDR_UNSPECIFIED(
	    &((const struct sockaddr_in6 *)(const void *)ss)->sin6_addr));
}

/* Link-local addresses need an interface after them: nobody types that. */
static bool
is_link_local(const struct sockaddr *sa)
{
	return (sa->sa_family == AF_INET6 &&
	    IN6_IS_ADDR_LINKLOCAL(
		&((const struct sockaddr_in6 *)(const void *)sa)->sin6_addr));
}

/* One address, and the three ways to join there. */
static void
print_ways(FILE *out, const struct sockaddr *sa, unsigned port)
{
	char host[ADDRESS_MAX], option[16] = "";

	address_format_host(sa, host);
	if (port != PROTOCOL_PORT)
		(void)snprintf(option, sizeof option, "-p %u ", port);
	(void)fprintf(out, "  chatroom %s%s\n  nc %s %u\n  telnet %s %u\n",
	    option, host, host, port, host, port);
}

/* The addresses of this machine on its networks, of one family. */
static int
print_family(FILE *out, const struct ifaddrs *list, int family, unsigned port)
{
	const struct ifaddrs *i;
	int printed = 0;

	for (i = list; i != NULL; i = i->ifa_next) {
		if (i->ifa_addr == NULL || i->ifa_addr->sa_family != family ||
		    (i->ifa_flags & IFF_UP) == 0 ||
		    (i->ifa_flags & IFF_LOOPBACK) != 0 ||
		    is_link_local(i->ifa_addr))
			continue;
		print_ways(out, i->ifa_addr, port);
		printed++;
	}
	return (printed);
}

void
lan_print(FILE *out, const int *sockets, size_t count)
{
	struct sockaddr_storage ss;
	struct sockaddr *sa = (struct sockaddr *)&ss;
	struct ifaddrs *list = NULL;
	char address[ADDRESS_MAX];
	int printed = 0;
	unsigned port = 0;
	socklen_t len;
	size_t i;

	for (i = 0; i < count; i++) {
		len = sizeof ss;
		if (getsockname(sockets[i], sa, &len) != 0)
			continue;
		address_format(sa, address);
		launch_line(out, L_LISTENING, ARGS(words_of(address)));
	}
	launch_line(out, L_JOIN, NULL);
	if (getifaddrs(&list) != 0)
		list = NULL;
	for (i = 0; i < count; i++) {
		len = sizeof ss;
		if (getsockname(sockets[i], sa, &len) != 0)
			continue;
		port = address_port(sa);
		if (!is_wildcard(&ss)) {
			print_ways(out, sa, port);
			printed++;
		} else
			printed += print_family(out, list, ss.ss_family, port);
	}
	if (list != NULL)
		freeifaddrs(list);
	if (printed == 0)
		launch_line(out, L_JOIN_HERE, ARGS(NUMBER(port)));
	(void)fflush(out);
}
