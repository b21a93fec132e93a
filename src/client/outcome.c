/*
 * outcome: how it went.  See outcome.h.
 */
#include <config.h>

#include "client/outcome.h"

#include <errno.h>
#include <stdlib.h>

#include "client/notice.h"
#include "client/state.h"
#include "common/framing.h"
#include "speech/cause.h"

/* How many of our lines may be lost; without numbers, the last one may be. */
static size_t
lines_lost(struct client *c)
{
	size_t lines = delivery_pending(&c->delivery);

	if (lines == 0 && c->unacknowledged && !delivery_numbers(&c->delivery))
		lines = 1;
	return (lines);
}

/*
 * Whether the server has closed in order, and yet not read all: one that
 * answers to numbers must have answered to each.
 */
static bool
was_cut_short(struct client *c)
{
	return (delivery_unanswered(&c->delivery) > 0);
}

/* How a connection ends, by how many lines may be lost. */
struct ending {
	enum notice none, one, many;
};

/*
 * Says that the connection has ended, and how many of our lines may be lost:
 * those that the server had no time to read, or that have not even reached its
 * machine.
 */
static int
lost(struct client *c, const struct ending *e, struct words error)
{
	size_t lines = lines_lost(c);

	notice_tell(c->screen,
	    lines == 0	   ? e->none :
		lines == 1 ? e->one :
			     e->many,
	    ARGS(error, NUMBER(lines)));
	return (EXIT_FAILURE);
}

/* We have left, and the server has not answered in time. */
static int
outcome_unconfirmed(struct client *c)
{
	/* Where nothing is lost, it is as it should be. */
	static const struct ending late = { NOTICES, N_LATE_ONE, N_LATE_MANY };

	if (lines_lost(c) == 0)
		return (EXIT_SUCCESS);
	return (lost(c, &late, words_of("")));
}

/* Of the reader; EXIT_SUCCESS: it has ended as it should. */
static int
outcome_of_reading(struct client *c)
{
	static const struct ending broken = { N_BROKEN_NONE, N_BROKEN_ONE,
		N_BROKEN_MANY };
	static const struct ending closed = { N_CLOSED_NONE, N_CLOSED_ONE,
		N_CLOSED_MANY };

	switch (c->reader_end) {
	case READER_BROKEN:
		if (c->broken_off) /* what came too late causes a reset */
			return (EXIT_SUCCESS);
		return (lost(c, &broken, cause_of(c->reader_errno)));
	case READER_ENDLESS:
		notice_tell(c->screen, N_ENDLESS,
		    ARGS(NUMBER(FRAMING_ENDLESS_MAX)));
		return (EXIT_FAILURE);
	case READER_NO_MEMORY:
		notice_tell(c->screen, N_NO_MEMORY, NULL);
		return (EXIT_FAILURE);
	case READER_CLOSED:
		if (c->leaving && !was_cut_short(c))
			return (EXIT_SUCCESS);
		return (lost(c, &closed, words_of("")));
	case READER_SCREEN_GONE:
	default:
		return (EXIT_SUCCESS);
	}
}

/* Of what we write; that nobody reads it any more is no failure of ours. */
static int
outcome_of_writing(struct client *c)
{
	int error = screen_error(c->screen);

	if (error == 0 || error == EPIPE)
		return (EXIT_SUCCESS);
	notice_tell(c->screen, N_NO_OUTPUT, ARGS(cause_of(error)));
	return (EXIT_FAILURE);
}

/* Of a line that was typed, or read, and that nobody could send any more. */
static enum notice
what_is_unsent(const struct client *c)
{
	if (screen_is_terminal(c->screen))
		return (N_LAST_UNSENT);
	return (c->speaker.spoke ? N_REST_UNSENT : N_NONE_SENT);
}

/* Says what happened, if somebody must know; returns the exit status. */
int
outcome(struct client *c)
{
	int status;

	if (c->refused || c->signal != 0)
		return (EXIT_FAILURE);
	status =
	    c->unconfirmed ? outcome_unconfirmed(c) : outcome_of_reading(c);
	if (c->speaker.cut_off) {
		notice_tell(c->screen, what_is_unsent(c), NULL);
		status = EXIT_FAILURE;
	}
	if (c->speaker.unsent || delivery_refused(&c->delivery) ||
	    entrance_is_outside(c->entrance) ||
	    outcome_of_writing(c) != EXIT_SUCCESS)
		status = EXIT_FAILURE;
	return (status);
}
