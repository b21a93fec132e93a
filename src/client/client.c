/*
 * client: what follows from the mail.  See client.h.
 */
#include <config.h>

#include "client/client.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "client/arrival.h"
#include "client/state.h"
#include "client/departure.h"
#include "client/mailbox.h"
#include "client/notice.h"
#include "client/outcome.h"
#include "common/thread.h"
#include "speech/cause.h"

/*
 * Ctrl-Z: stops, with the terminal as we found it, until fg.  SIGCONT comes as
 * mail after that, except where nothing could have stopped us.
 */
static void
stop(struct client *c)
{
	keyboard_hush(c->keyboard);
	screen_suspend(c->screen);
	mailbox_obey_signal(SIGTSTP);
	screen_resume(c->screen);
}

static void *
read_in(void *arg)
{
	struct client *c = arg;

	thread_set_name("reader");
	c->reader_end =
	    reader_run(c->connection, c->entrance, c->screen, &c->delivery);
	c->reader_errno = errno;
	mailbox_post(MAIL_READ);
	return (NULL);
}

/* The stdin thread. */
static void *
speak(void *arg)
{
	struct client *c = arg;

	thread_set_name("keyboard");
	speaker_run(&c->speaker);
	mailbox_post(MAIL_SPOKEN);
	return (NULL);
}

/* The deadline of our arrival or of our goodbye has come. */
static void
time_is_up(struct client *c)
{
	if (arrival_time_is_up(c))
		return;
	c->unconfirmed = c->leaving;
	departure_break_off(c);
}

static void
handle_signal(struct client *c, int number)
{
	switch (number) {
	case SIGINT:
		departure_interrupt(c);
		break;
	case SIGTSTP:
		stop(c);
		break;
	case SIGCONT:
		if (c->signal == 0)
			screen_resume(c->screen);
		break;
	case SIGWINCH:
		screen_redraw(c->screen);
		break;
	default: /* SIGHUP, SIGQUIT, SIGTERM */
		c->signal = number;
		departure_break_off(c);
		break;
	}
}

static void
handle(struct client *c, int mail)
{
	switch (mail) {
	case MAIL_LEAVE:
		departure_leave(c);
		break;
	case MAIL_SPOKEN:
		departure_spoken(c);
		break;
	case MAIL_READ:
		departure_read(c);
		break;
	case MAIL_KEY_ASKED:
		arrival_key_asked(c);
		break;
	case MAIL_KEY_WRONG:
		arrival_key_wrong(c);
		break;
	case MAIL_LOCKED:
	case MAIL_BANNED:
		arrival_outside(c, mail == MAIL_BANNED);
		break;
	case MAIL_WELCOME:
		arrival_welcome(c);
		break;
	case MAIL_INSIDE:
		arrival_inside(c);
		break;
	case MAIL_RECORDS:
		arrival_records(c);
		break;
	case MAIL_NAMED:
	case MAIL_NOT_NAMED:
		arrival_named(c, mail == MAIL_NAMED);
		break;
	case MAIL_OUTPUT_GONE:
		/* Whoever types, and sees nothing, has seen enough. */
		if (isatty(STDIN_FILENO))
			departure_leave(c);
		break;
	case MAIL_TIME_UP:
		time_is_up(c);
		break;
	default:
		handle_signal(c, mail);
		break;
	}
}

/* Starts both threads, or none; an error number, or 0. */
static int
start_threads(struct client *c)
{
	int error;

	c->speaker = (struct speaker){ .connection = c->connection,
		.delivery = &c->delivery,
		.entrance = c->entrance,
		.keyboard = c->keyboard,
		.screen = c->screen };
	error = thread_start(&c->reader_thread, read_in, c);
	if (error != 0)
		return (error);
	c->reading = true;
	error = thread_start(&c->speaker_thread, speak, c);
	if (error != 0) {
		departure_break_off(c);
		departure_read(c);
		return (error);
	}
	c->speaking = true;
	return (0);
}

/*
 * Lets the two threads live until both have ended.  Signals are
 * let in once these exist, so that none of them is disturbed.
 */
static int
live(struct client *c)
{
	int error;

	notice_tell(c->screen,
	    screen_is_terminal(c->screen) ? N_CONNECTED_PERSON : N_CONNECTED,
	    ARGS(words_of(connection_peer(c->connection))));
	arrival_begin(c);
	error = start_threads(c);
	mailbox_let_signals_in();
	if (error != 0) {
		notice_tell(c->screen, N_NO_THREAD, ARGS(cause_of(error)));
		return (EXIT_FAILURE);
	}
	while (c->reading || c->speaking)
		handle(c, mailbox_next(c->deadline));
	if (c->signal == 0)
		keyboard_settle(c->keyboard);
	return (outcome(c));
}

/* The mailbox comes first: no signal may end us half way. */
static bool
build(struct client *c)
{
	return (mailbox_open() && (c->entrance = entrance_new()) != NULL &&
	    (c->screen = screen_new()) != NULL &&
	    (c->keyboard = keyboard_new(c->screen)) != NULL);
}

static void
demolish(struct client *c)
{
	if (c->keyboard != NULL)
		keyboard_free(c->keyboard);
	if (c->screen != NULL)
		screen_free(c->screen);
	if (c->entrance != NULL)
		entrance_free(c->entrance);
	connection_free(c->connection);
	delivery_fini(&c->delivery);
	key_wipe(&c->key);
}

int
client_run(struct connection *connection, const struct wishes *wishes,
    struct key *key)
{
	struct client c = { .connection = connection,
		.options = wishes,
		.key = *key,
		.deadline = -1 };
	int status = EXIT_FAILURE;

	key_wipe(key);
	delivery_init(&c.delivery);
	if (build(&c))
		status = live(&c);
	else
		notice_print(N_CANNOT_START, ARGS(cause_of(errno)));
	demolish(&c);
	if (c.signal != 0)
		mailbox_obey_signal(c.signal);
	return (status);
}
