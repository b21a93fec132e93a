/*
 * address: a socket address as people read and type it.
 *
 * ADDRESS:PORT, an IPv6 address in square brackets (RFC 3986, RFC 5952), an
 * IPv4 address that is mapped into IPv6 (RFC 4291, 2.5.5.2) shown as IPv4.
 */
#ifndef ADDRESS_H
#define ADDRESS_H

#include <sys/socket.h>

#include <net/if.h>
#include <netinet/in.h>

/* Room for "[ADDRESS%INTERFACE]:PORT" and its NUL. */
#define ADDRESS_MAX (INET6_ADDRSTRLEN + IF_NAMESIZE + 1 + 2 + 6)

/*
 * Learns the names of this machine's interfaces, which link-local addresses
 * contain, so that the system need not be asked later: the sandbox allows no
 * socket for that.  An interface that is added later is shown by its number.
 * Call the first before any thread exists, and the second, which frees what was
 * learned, when none exists any more.
 */
void address_learn_interfaces(void);
void address_forget_interfaces(void);

/*
 * Copies `sa` as the family it really speaks: mapped IPv4 becomes IPv4.
 * Returns its length; 0, and no family, for any other than these two.
 */
socklen_t address_unmap(const struct sockaddr *sa, struct sockaddr_storage *to);

/* Writes ADDRESS:PORT.  Never fails: any other family is "unknown:0". */
void address_format(const struct sockaddr *sa, char out[ADDRESS_MAX]);

/* Writes the address alone, without brackets and port. */
void address_format_host(const struct sockaddr *sa, char out[ADDRESS_MAX]);

/* The port in host order; 0 if there is none. */
unsigned address_port(const struct sockaddr *sa);

#endif
