/*
 * porch: the places before the door.  See porch.h.
 */
#include <config.h>

#include "server/door/porch.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "common/thread.h"
#include "server/door/tell.h"

/* A whole class may come at once. */
#define PLACES_MIN 64
#define PLACES_MAX 512

/* The most of the two other kinds; a small porch has fewer. */
#define BANNED_MAX 32
#define LEAVING_MAX 64

TAILQ_HEAD(guest_list, porch_guest);

struct porch {
	size_t places; /* set by porch_new(), then only read */

	thread_mutex lock;
	struct guest_list guests; /* guarded by `lock`; the oldest first */
	size_t count;		  /* guarded by `lock`, as is what follows */
	size_t banned;		  /* how many of them are */
	size_t leaving;		  /* sent away, and not gone yet */
};

size_t
porch_places(size_t people)
{
	if (people < PLACES_MIN)
		return (PLACES_MIN);
	return (people < PLACES_MAX ? people : PLACES_MAX);
}

static size_t
banned_places(size_t places)
{
	size_t half = (places + 1) / 2;

	return (half < BANNED_MAX ? half : BANNED_MAX);
}

static size_t
leaving_places(size_t places)
{
	return (places < LEAVING_MAX ? places : LEAVING_MAX);
}

size_t
porch_guests(size_t places)
{
	return (places + banned_places(places) + leaving_places(places));
}

struct porch *
porch_new(size_t places)
{
	struct porch *p = calloc(1, sizeof *p);

	if (p == NULL)
		return (NULL);
	p->places = places;
	TAILQ_INIT(&p->guests);
	thread_mutex_init(&p->lock);
	return (p);
}

void
porch_free(struct porch *p)
{
	assert(TAILQ_EMPTY(&p->guests));
	thread_mutex_fini(&p->lock);
	free(p);
}

size_t
porch_count(struct porch *p)
{
	size_t most = leaving_places(p->places);
	size_t count;

	thread_lock(&p->lock);
	count = p->count + (p->leaving < most ? p->leaving : most);
	thread_unlock(&p->lock);
	return (count);
}

/* Adds `step` to the company of all from this address; returns their number. */
static size_t
count_company_locked(struct porch *p, const struct subnet *address, size_t step)
    THREAD_NEEDS(p->lock)
{
	struct porch_guest *g;
	size_t n = 0;

	TAILQ_FOREACH(g, &p->guests, guests)
		if (subnet_is_same(&g->address, address)) {
			g->company += step;
			n++;
		}
	return (n);
}

static void
remove_locked(struct porch *p, struct porch_guest *g) THREAD_NEEDS(p->lock)
{
	TAILQ_REMOVE(&p->guests, g, guests);
	p->count--;
	p->banned -= g->banned;
	(void)count_company_locked(p, &g->address, (size_t)-1);
}

/* Whether `g` must go rather than `other`, who came earlier. */
static bool
goes_before(const struct porch_guest *g, const struct porch_guest *other)
{
	if (g->company != other->company)
		return (g->company > other->company);
	return (g->silent && !other->silent);
}

/* The guest who must go to make room for one who is banned, or is not. */
static struct porch_guest *
choose_locked(struct porch *p, bool banned) THREAD_NEEDS(p->lock)
{
	struct porch_guest *g, *chosen = NULL;

	TAILQ_FOREACH(g, &p->guests, guests)
		if (g->banned == banned &&
		    (chosen == NULL || goes_before(g, chosen)))
			chosen = g;
	return (chosen);
}

/* Whether no place is left for one who is banned, or is not. */
static bool
is_full_locked(const struct porch *p, bool banned) THREAD_NEEDS(p->lock)
{
	if (banned)
		return (p->banned == banned_places(p->places));
	return (p->count - p->banned == p->places);
}

/* Tells the guest, and wakes its worker. */
static void
send_away_locked(struct porch *p, struct porch_guest *g) THREAD_NEEDS(p->lock)
{
	remove_locked(p, g);
	p->leaving++;
	g->sent_away = true;
	tell(&(struct tell_reader){ .fd = g->fd }, S_YOUR_TURN_TO_GO, NULL);
	(void)shutdown(g->fd, SHUT_RDWR);
}

void
porch_enter(struct porch *p, struct porch_guest *g, int fd,
    const struct sockaddr *peer, bool banned)
{
	struct porch_guest *leaver = NULL;

	memset(g, 0, sizeof *g);
	g->fd = fd;
	g->silent = true;
	g->banned = banned;
	(void)subnet_counted(peer, &g->address);
	thread_lock(&p->lock);
	g->company = count_company_locked(p, &g->address, 1) + 1;
	if (is_full_locked(p, banned))
		leaver = choose_locked(p, banned);
	TAILQ_INSERT_TAIL(&p->guests, g, guests);
	p->count++;
	p->banned += banned;
	if (leaver != NULL)
		send_away_locked(p, leaver);
	thread_unlock(&p->lock);
}

void
porch_heard(struct porch *p, struct porch_guest *g)
{
	thread_lock(&p->lock);
	g->silent = false;
	thread_unlock(&p->lock);
}

bool
porch_leave(struct porch *p, struct porch_guest *g)
{
	bool sent_away;

	thread_lock(&p->lock);
	sent_away = g->sent_away;
	if (sent_away)
		p->leaving--;
	else
		remove_locked(p, g);
	thread_unlock(&p->lock);
	return (sent_away);
}
