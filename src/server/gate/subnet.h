/*
 * subnet: all addresses that begin alike; a single one, or a whole network.
 *
 * An IPv4 address that is mapped into IPv6 (RFC 4291, 2.5.5.2) is the IPv4
 * address, here and wherever addresses are compared.
 */
#ifndef SUBNET_H
#define SUBNET_H

#include <sys/socket.h>

#include <netinet/in.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Room for ADDRESS/BITS and a NUL. */
#define SUBNET_SIZE (INET6_ADDRSTRLEN + 4)

/* IPv4 is mapped into IPv6. */
struct subnet {
	unsigned char bytes[16]; /* zero after the first `bits` bits */
	unsigned bits;		 /* 0 to 128 */
};

/* Reads ADDRESS or ADDRESS/BITS; an IPv6 address may have its %INTERFACE. */
bool subnet_parse(const char *text, size_t len, struct subnet *range);

/* Writes it as ADDRESS or ADDRESS/BITS (IPv6: RFC 5952). */
void subnet_format(const struct subnet *range, char out[SUBNET_SIZE]);

/* The range of this one address, all its bits; false if it has none. */
bool subnet_of(const struct sockaddr *sa, struct subnet *range);

/*
 * The range that counts as one address with this one: all 32 bits in IPv4, the
 * first 64 in IPv6, because one machine may use as many of the rest as it likes
 * (RFC 8981).  Link-local addresses all begin with the same 64 bits, so all
 * their 128 count.
 */
bool subnet_counted(const struct sockaddr *sa, struct subnet *range);

/* Whether it is more than what counts as one address. */
bool subnet_is_range(const struct subnet *range);

/* Whether it is a whole part of the world: fewer than 8 bits, of IPv6 32. */
bool subnet_is_wide(const struct subnet *range);

/* Whether all of it is link-local (RFC 4291, 2.5.6). */
bool subnet_is_link_local(const struct subnet *range);

/* Whether the address is one of these.  No IPv6 range has any of IPv4. */
bool subnet_covers(const struct subnet *range, const struct sockaddr *sa);

/* Whether `address`, all its bits, is one of the range. */
bool subnet_contains(const struct subnet *range, const struct subnet *address);

/* Whether both are the same range, with as many bits. */
bool subnet_is_same(const struct subnet *a, const struct subnet *b);

/*
 * A hash of its bytes.  Each of its own bits depends on all of theirs, as the
 * addresses of one network differ in a few bits only; and on a secret seed, so
 * that nobody can choose addresses that have the same.
 */
uint64_t subnet_hash(const struct subnet *range, uint64_t seed);

#endif
