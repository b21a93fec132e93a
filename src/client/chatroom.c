/*
 * chatroom: the client, and its whole life in main().
 *
 *	wishes       what the command line asks for
 *	connection   the socket to the server
 *	entrance     whether the room has let us in, and who may speak
 *	reader       a thread: from connection to screen
 *	speaker      a thread, the stdin thread: from keyboard to connection
 *	delivery     how many lines the room may not have read
 *	screen       the only one that writes to the terminal; used by both
 *
 * The main thread starts these two and then waits for mail: a signal has
 * come, the room asks for its key, a thread has ended, the time is up.  Only it
 * decides what follows from them.
 */
#include <config.h>

#include <errno.h>
#include <locale.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "client/connection.h"
#include "client/delivery.h"
#include "client/entrance.h"
#include "client/mailbox.h"
#include "client/keyboard.h"
#include "client/reader.h"
#include "client/speaker.h"
#include "client/wishes.h"
#include "common/framing.h"
#include "common/key.h"
#include "common/protocol.h"
#include "common/standard.h"
#include "common/terminal/screen.h"
#include "common/thread.h"

/*
 * A server that asks for a key does so first of all.  One that says nothing
 * for this long has no key; with a key at hand we are more patient, since
 * anything that is said too early is lost.  So is a filter with a nick: what
 * it says too early may be said under its address.
 */
#define QUIET_MS 500
#define QUIET_WITH_NICK_MS 2000
#define QUIET_WITH_KEY_MS 10000

/*
 * After our goodbye the server has this long to close the connection, and in
 * addition as long as a slow room takes to read what we have just said.  After
 * Ctrl-C it has this long in all.
 */
#define GOODBYE_MS 3000
#define GOODBYE_INTERRUPTED_MS 1000

/* A room of ours has this long to answer /nick. */
#define NAME_MS 10000

struct client {
	struct connection *connection;
	struct screen *screen;
	struct keyboard *keyboard;
	struct entrance *entrance;

	/* For the main thread only */
	const struct wishes *options;
	struct key key; /* of the file; wiped as soon as it is not needed */
	pthread_t reader_thread;
	pthread_t speaker_thread;
	bool reading;
	bool speaking;
	bool arriving; /* no line has come, and the time runs */
	bool nick_told;
	bool naming;  /* a filter waits for the answer to that, and time runs */
	bool spoke;   /* the entrance was open */
	bool asking;  /* a person, for the key */
	bool refused; /* the room does not let us in, or not under our name */
	bool unconfirmed;    /* the server did not close after our goodbye */
	bool unacknowledged; /* nor did its machine get all of it */
	bool broken_off;     /* we ended the connection */
	bool interrupted;    /* by Ctrl-C: it must not take long */
	bool leaving; /* we are leaving; otherwise it is the server that left */
	int64_t deadline; /* of MAIL_TIME_UP; -1: none */
	int signal;	  /* the one that ends us; 0: none */

	/* Written by one thread at its end, read when it has been joined */
	enum reader_end reader_end;
	int reader_errno;
	struct speaker speaker;

	struct delivery delivery; /* has a lock of its own */
};

/* Ctrl-Z: stops, with the terminal as we found it, until fg. */
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

/* From now until the deadline the server may close the connection. */
static void
await_goodbye(struct client *c)
{
	int64_t now = thread_now_ms();
	int64_t by = delivery_by(&c->delivery);

	c->arriving = false;
	c->naming = false;
	if (c->interrupted)
		c->deadline = now + GOODBYE_INTERRUPTED_MS;
	else
		c->deadline = (by > now ? by : now) + GOODBYE_MS;
}

/* The person leaves: waits a while for lines that are in flight. */
static void
leave(struct client *c)
{
	if (c->leaving)
		return;
	c->leaving = true;
	key_wipe(&c->key);
	await_goodbye(c);
	keyboard_stop(c->keyboard);
}

/* Ctrl-C.  The second one is meant seriously: see handle(). */
static void
interrupt(struct client *c)
{
	c->interrupted = true;
	entrance_close(c->entrance);
	leave(c);
}

/* From now on it waits for nothing. */
static void
break_off(struct client *c)
{
	c->broken_off = true;
	c->arriving = false;
	c->naming = false;
	c->deadline = -1;
	entrance_close(c->entrance);
	keyboard_stop(c->keyboard);
	screen_abandon(c->screen);
	connection_break(c->connection);
}

/* Nothing more will be said: tells the server, which may then close. */
static void
end_speaking(struct client *c)
{
	thread_join(c->speaker_thread);
	c->speaking = false;
	connection_half_close(c->connection);
	if (c->deadline < 0 || c->arriving)
		await_goodbye(c);
}

/* Nothing more will come: the server is gone, or the screen is. */
static void
end_reading(struct client *c)
{
	thread_join(c->reader_thread);
	c->reading = false;
	c->unacknowledged = connection_unacknowledged(c->connection);
	connection_break(c->connection);
	entrance_close(c->entrance);
	keyboard_stop(c->keyboard);
}

/*
 * Turns the question for the key on or off.  Called only when needed: the
 * screen may be stuck, and then this thread must see the signals that end us.
 */
static void
ask(struct client *c, bool on)
{
	c->asking = on;
	screen_ask_key(c->screen, on);
}

/*
 * The room does not let us in, or not under our name, and a filter has nobody
 * to ask what to do: says why it ends.
 */
static void __attribute__((format(printf, 2, 3)))
refuse(struct client *c, const char *format, ...)
{
	char why[512];
	va_list args;

	va_start(args, format);
	(void)vsnprintf(why, sizeof why, format, args);
	va_end(args);
	screen_note(c->screen,
	    c->spoke && c->naming ?
		"%s; the input so far was said under your address" :
		"%s; no line of the input was delivered",
	    why);
	c->refused = true;
	break_off(c);
}

/* Nothing stands in the way any more of what the person has to say. */
static void
let_speak(struct client *c)
{
	c->naming = false;
	c->deadline = -1;
	c->spoke = true;
	entrance_open(c->entrance);
}

/*
 * Tells the room the nick.  A filter has nobody who sees that it was refused,
 * so it asks a room of ours for a mark after the answer, and waits for that.
 */
static void
tell_nick(struct client *c)
{
	char line[FRAMING_LINE_MAX];

	if (!c->nick_told) {
		(void)snprintf(line, sizeof line, PROTOCOL_NICK "%s",
		    c->options->nick);
		(void)speaker_say(c->connection, line, strlen(line));
		c->nick_told = true;
	}
	if (screen_is_terminal(c->screen) || !entrance_ask_name(c->entrance))
		return;
	(void)connection_send(c->connection, FRAMING_DO_TIMING_MARK,
	    sizeof FRAMING_DO_TIMING_MARK - 1);
	c->naming = true;
	c->deadline = thread_now_ms() + NAME_MS;
}

/* We are inside, as far as we can tell: first the nick, then the rest. */
static void
go_in(struct client *c)
{
	c->arriving = false;
	if (c->leaving)
		return;
	c->deadline = -1;
	key_wipe(&c->key);
	if (c->asking)
		ask(c, false);
	if (c->options->nick != NULL)
		tell_nick(c);
	if (!c->naming)
		let_speak(c);
}

/* The room has refused the nick, and the reader has shown that. */
static void
refuse_nameless(struct client *c, const char *why)
{
	if (c->naming)
		refuse(c, "%s %s", why, c->options->nick);
}

/* The room asks for its key.  The one in the file is good for one answer. */
static void
answer_key(struct client *c)
{
	const char *file = c->options->key_file;

	c->arriving = false;
	/* A filter may have left at its end of input; then all was lost. */
	if (c->leaving && (c->interrupted || screen_is_terminal(c->screen)))
		return;
	c->deadline = -1;
	if (c->key.len > 0 && entrance_take_turn(c->entrance)) {
		(void)speaker_say_key(c->connection, c->key.bytes, c->key.len);
		key_wipe(&c->key);
	} else if (screen_is_terminal(c->screen)) {
		screen_note(c->screen,
		    "this room needs a key; type it (it will not be shown; an "
		    "empty line leaves)");
		ask(c, true);
	} else if (file == NULL)
		refuse(c,
		    "this room needs a key; give it with --key-file FILE");
	else
		refuse(c, "this room asked for its key too late");
}

/* That was not the key.  The person has read this; the file we report. */
static void
ask_again(struct client *c)
{
	if (c->leaving || c->asking)
		return;
	if (!screen_is_terminal(c->screen)) {
		refuse(c, "the key in %s is wrong", c->options->key_file);
		return;
	}
	screen_note(c->screen,
	    "the key in %s is wrong; type the right one (it will not be "
	    "shown; an empty line leaves)",
	    c->options->key_file);
	ask(c, true);
}

/* The deadline of our arrival or of our goodbye has come. */
static void
time_is_up(struct client *c)
{
	if (c->arriving) {
		go_in(c);
		return;
	}
	if (c->naming) {
		refuse_nameless(c, "the room has not confirmed the name");
		return;
	}
	c->unconfirmed = c->leaving;
	break_off(c);
}

static void
handle(struct client *c, int mail)
{
	switch (mail) {
	case MAIL_LEAVE:
		leave(c);
		break;
	case MAIL_SPOKEN:
		end_speaking(c);
		break;
	case MAIL_READ:
		end_reading(c);
		break;
	case MAIL_KEY_ASKED:
		answer_key(c);
		break;
	case MAIL_KEY_WRONG:
		ask_again(c);
		break;
	case MAIL_INSIDE:
		go_in(c);
		break;
	case MAIL_NAMED:
		if (c->naming)
			let_speak(c);
		break;
	case MAIL_NOT_NAMED:
		refuse_nameless(c, "the room does not let you use the name");
		break;
	case MAIL_OUTPUT_GONE:
		/* Whoever types, and sees nothing, has seen enough. */
		if (isatty(STDIN_FILENO))
			leave(c);
		break;
	case SIGINT:
		c->unconfirmed = c->leaving;
		if (c->leaving)
			break_off(c);
		else
			interrupt(c);
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
	case SIGHUP:
	case SIGQUIT:
	case SIGTERM:
		c->signal = mail;
		break_off(c);
		break;
	case MAIL_TIME_UP:
	default:
		time_is_up(c);
		break;
	}
}

/*
 * Says that the connection has ended, and how many of our lines may be lost:
 * those that the server had no time to read, or that have not even reached its
 * machine.
 */
static int
lost(struct client *c, const char *why)
{
	size_t lines = delivery_pending(&c->delivery);

	if (lines == 0 && c->unacknowledged)
		lines = 1;
	if (lines == 0)
		screen_note(c->screen, "%s", why);
	else if (lines == 1)
		screen_note(c->screen,
		    "%s; the last line may not have been said", why);
	else
		screen_note(c->screen,
		    "%s; the last %zu lines may not have been said", why,
		    lines);
	return (EXIT_FAILURE);
}

/* We have left, and the server has not answered in time. */
static int
outcome_unconfirmed(struct client *c)
{
	if (delivery_pending(&c->delivery) == 0 && !c->unacknowledged)
		return (EXIT_SUCCESS);
	return (lost(c, "the server did not close the connection in time"));
}

/* Of the reader; EXIT_SUCCESS: it has ended as it should. */
static int
outcome_of_reading(struct client *c)
{
	char why[256];

	switch (c->reader_end) {
	case READER_BROKEN:
		if (c->broken_off) /* what came too late causes a reset */
			return (EXIT_SUCCESS);
		(void)snprintf(why, sizeof why, "the connection was lost: %s",
		    strerror(c->reader_errno));
		return (lost(c, why));
	case READER_ENDLESS:
		screen_note(c->screen,
		    "the server sends %d bytes without the "
		    "end of a line: is it a chat room?",
		    FRAMING_ENDLESS_MAX);
		return (EXIT_FAILURE);
	case READER_NO_MEMORY:
		screen_note(c->screen, "out of memory for incoming text");
		return (EXIT_FAILURE);
	case READER_CLOSED:
		if (c->leaving)
			return (EXIT_SUCCESS);
		return (lost(c, "the server has closed the connection"));
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
	screen_note(c->screen, "cannot write the output: %s", strerror(error));
	return (EXIT_FAILURE);
}

/* Says what happened, if somebody must know; returns the exit status. */
static int
outcome(struct client *c)
{
	int status;

	if (c->refused || c->signal != 0)
		return (EXIT_FAILURE);
	status =
	    c->unconfirmed ? outcome_unconfirmed(c) : outcome_of_reading(c);
	if (c->speaker.cut_off) {
		screen_note(c->screen,
		    screen_is_terminal(c->screen) ?
			"the last line was not sent" :
			"the rest of the input was not sent");
		status = EXIT_FAILURE;
	}
	if (c->speaker.unsent || outcome_of_writing(c) != EXIT_SUCCESS)
		status = EXIT_FAILURE;
	return (status);
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
		break_off(c);
		end_reading(c);
		return (error);
	}
	c->speaking = true;
	return (0);
}

/* How long the server may say nothing at first. */
static int64_t
patience_ms(const struct client *c)
{
	if (c->key.len > 0)
		return (QUIET_WITH_KEY_MS);
	if (c->options->nick != NULL && !screen_is_terminal(c->screen))
		return (QUIET_WITH_NICK_MS);
	return (QUIET_MS);
}

/*
 * Lets the two threads live until both have ended.  Signals are
 * let in once these exist, so that none of them is disturbed.
 */
static int
live(struct client *c)
{
	int error;

	screen_note(c->screen, "connected to %s%s",
	    connection_peer(c->connection),
	    screen_is_terminal(c->screen) ? " (an empty line leaves)" : "");
	c->arriving = true;
	c->deadline = thread_now_ms() + patience_ms(c);
	error = start_threads(c);
	mailbox_let_signals_in();
	if (error != 0) {
		screen_note(c->screen, "cannot start a thread: %s",
		    strerror(error));
		return (EXIT_FAILURE);
	}
	while (c->reading || c->speaking)
		handle(c, mailbox_next(c->deadline));
	if (c->signal == 0)
		keyboard_settle(c->keyboard);
	return (outcome(c));
}

static void
say_slow(const char *host)
{
	(void)fprintf(stderr, "chatroom: connecting to %s ...\n", host);
}

static void
say_failed(const char *tried, const char *why)
{
	(void)fprintf(stderr, "chatroom: cannot connect to %s: %s\n", tried,
	    why);
}

/* Reads the key, if there should be one; says why it cannot. */
static bool
get_key(struct key *key, const char *file)
{
	char error[512];

	if (file == NULL || key_read(file, key, error, sizeof error))
		return (true);
	(void)fprintf(stderr, "chatroom: %s\n", error);
	return (false);
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
	if (c->connection != NULL)
		connection_free(c->connection);
	delivery_fini(&c->delivery);
	key_wipe(&c->key);
}

int
main(int argc, char **argv)
{
	static const struct connection_news news = { say_slow, say_failed };
	struct wishes o;
	struct client c = { .options = &o, .deadline = -1 };
	int status = EXIT_FAILURE;

	if (!standard_open())
		return (EXIT_FAILURE);
	(void)setlocale(LC_CTYPE, ""); /* for translation */
	wishes_parse(&o, argc, argv);
	(void)signal(SIGPIPE, SIG_IGN);
	delivery_init(&c.delivery);

	if (get_key(&c.key, o.key_file))
		c.connection = connection_open(o.host, o.port, &news);
	if (c.connection != NULL) {
		if (build(&c))
			status = live(&c);
		else
			(void)fprintf(stderr, "chatroom: cannot start: %s\n",
			    strerror(errno));
	}
	demolish(&c);
	if (c.signal != 0)
		mailbox_obey_signal(c.signal);
	return (status);
}
