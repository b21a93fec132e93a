/*
 * subnet: all addresses that begin alike.  See subnet.h.
 */
#include <config.h>

#include "server/gate/subnet.h"

#include <arpa/inet.h>
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "common/number.h"

/* How many bits tell IPv6 addresses apart. */
#define IPV6_BITS 64

#define IPV4_BITS_AT 96 /* where IPv4 begins in a mapped address */
#define ALL_BITS 128

static const unsigned char mapped[12] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff,
	0xff };

static bool
is_ipv4(const struct subnet *r)
{
	return (r->bits >= IPV4_BITS_AT &&
	    memcmp(r->bytes, mapped, sizeof mapped) == 0);
}

/* Keeps the first `bits` bits. */
static void
widen(struct subnet *r, unsigned bits)
{
	size_t i = bits / 8;

	r->bits = bits;
	if (bits % 8 != 0) {
		r->bytes[i] &= (unsigned char)(0xff00U >> bits % 8);
		i++;
	}
	memset(r->bytes + i, 0, sizeof r->bytes - i);
}

/* The length up to `end`, or all of it if that is not there. */
static size_t
length_to(const char *text, size_t len, char end)
{
	const char *p = memchr(text, end, len);

	return (p != NULL ? (size_t)(p - text) : len);
}

bool
subnet_parse(const char *text, size_t len, struct subnet *range)
{
	size_t address_len = length_to(text, len, '/');
	size_t host_len = length_to(text, address_len, '%');
	char host[INET6_ADDRSTRLEN];
	uint64_t first = 0, bits = ALL_BITS;

	if (host_len >= sizeof host || memchr(text, '\0', host_len) != NULL)
		return (false);
	memcpy(host, text, host_len);
	host[host_len] = '\0';
	memcpy(range->bytes, mapped, sizeof mapped);
	if (host_len == address_len &&
	    inet_pton(AF_INET, host, range->bytes + sizeof mapped) == 1)
		first = IPV4_BITS_AT;
	else if (inet_pton(AF_INET6, host, range->bytes) != 1)
		return (false);
	if (address_len < len &&
	    !number_parse(text + address_len + 1, len - address_len - 1,
		ALL_BITS - first, &bits))
		return (false);
	if (address_len < len)
		bits += first;
	widen(range, (unsigned)bits);
	return (true);
}

void
subnet_format(const struct subnet *range, char out[SUBNET_SIZE])
{
	bool ipv4 = is_ipv4(range);
	const char *host;
	size_t n;

	host = inet_ntop(ipv4 ? AF_INET : AF_INET6,
	    range->bytes + (ipv4 ? sizeof mapped : 0), out, SUBNET_SIZE);
	assert(host != NULL);
	(void)host;
	n = strlen(out);
	if (range->bits < ALL_BITS)
		(void)snprintf(out + n, SUBNET_SIZE - n, "/%u",
		    range->bits - (ipv4 ? IPV4_BITS_AT : 0));
}

bool
subnet_of(const struct sockaddr *sa, struct subnet *range)
{
	struct sockaddr_in6 in6;
	struct sockaddr_in in;

	range->bits = ALL_BITS;
	switch (sa->sa_family) {
	case AF_INET:
		memcpy(&in, sa, sizeof in);
		memcpy(range->bytes, mapped, sizeof mapped);
		memcpy(range->bytes + sizeof mapped, &in.sin_addr,
		    sizeof in.sin_addr);
		return (true);
	case AF_INET6:
		memcpy(&in6, sa, sizeof in6);
		memcpy(range->bytes, &in6.sin6_addr, sizeof range->bytes);
		return (true);
	default:
		return (false);
	}
}

bool
subnet_contains(const struct subnet *range, const struct subnet *address)
{
	struct subnet start = *address;

	if (is_ipv4(range) != is_ipv4(address))
		return (false);
	widen(&start, range->bits);
	return (memcmp(start.bytes, range->bytes, sizeof start.bytes) == 0);
}

bool
subnet_covers(const struct subnet *range, const struct sockaddr *sa)
{
	struct subnet address;

	return (subnet_of(sa, &address) && subnet_contains(range, &address));
}

bool
subnet_is_link_local(const struct subnet *r)
{
	return (r->bits >= 10 && r->bytes[0] == 0xfe &&
	    (r->bytes[1] & 0xc0) == 0x80);
}

bool
subnet_is_range(const struct subnet *r)
{
	bool whole = is_ipv4(r) || subnet_is_link_local(r);

	return (r->bits < (whole ? ALL_BITS : IPV6_BITS));
}

bool
subnet_is_wide(const struct subnet *r)
{
	return (!subnet_is_link_local(r) &&
	    r->bits < (is_ipv4(r) ? IPV4_BITS_AT + 8 : 32));
}

bool
subnet_counted(const struct sockaddr *sa, struct subnet *address)
{
	if (!subnet_of(sa, address))
		return (false);
	if (!is_ipv4(address) && !subnet_is_link_local(address))
		widen(address, IPV6_BITS);
	return (true);
}

bool
subnet_is_same(const struct subnet *a, const struct subnet *b)
{
	return (a->bits == b->bits &&
	    memcmp(a->bytes, b->bytes, sizeof a->bytes) == 0);
}

/* The finalizer of splitmix64 (Steele, Lea, Flood, OOPSLA 2014). */
static uint64_t
mix(uint64_t h)
{
	h = (h ^ h >> 30) * 0xbf58476d1ce4e5b9u;
	h = (h ^ h >> 27) * 0x94d049bb133111ebu;
	return (h ^ h >> 31);
}

uint64_t
subnet_hash(const struct subnet *r, uint64_t seed)
{
	uint64_t half[2];

	_Static_assert(sizeof half == sizeof r->bytes, "all of it");
	memcpy(half, r->bytes, sizeof half);
	return (mix(mix(seed ^ half[0]) ^ half[1]));
}
