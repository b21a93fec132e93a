/*
 * chatroom: the client, and its whole life in main().
 *
 *	wishes       what the command line asks for
 *	connection   the socket to the server
 *	entrance     whether the room has let us in, and who may speak
 *	reader       a thread: from connection to screen
 *	keyboard     a thread, speak() below: from keyboard to connection
 *	screen       alone writes to the terminal; drawn on by both
 *
 * The main thread starts these two and then waits for events: a signal has
 * come, the room asks for its key, a thread is at its end, the time is up.  It
 * alone decides what follows from them.
 */
#include <config.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "connection.h"
#include "entrance.h"
#include "event.h"
#include "framing.h"
#include "key.h"
#include "keyboard.h"
#include "protocol.h"
#include "reader.h"
#include "screen.h"
#include "standard.h"
#include "text.h"
#include "thread.h"
#include "wishes.h"

/*
 * A server that asks for a key does so first of all.  One that says nothing
 * for so long has no key; with a key at hand we are more patient, since what
 * is said too early is lost.
 */
#define QUIET_MS 500
#define QUIET_WITH_KEY_MS 10000

/*
 * After our goodbye the server has that long to close the connection, and in
 * addition a second for each line that we have just said: a room slows down
 * those who say much at once, at worst to that.
 */
#define GOODBYE_MS 3000
#define GOODBYE_LINE_MS 1000

struct client {
	struct connection *connection;
	struct screen *screen;
	struct keyboard *keyboard;
	struct entrance *entrance;

	/* For the main thread only */
	const struct wishes *options;
	struct key key; /* of the file; wiped as soon as it is of no use */
	pthread_t reader;
	pthread_t speaker;
	bool reading;
	bool speaking;
	bool arriving; /* no line has come, and the time runs */
	bool nick_told;
	bool asking;	  /* a person, for the key */
	bool refused;	  /* the room wants a key that we don't have */
	bool unconfirmed; /* it did not close after our last lines */
	bool broken_off;  /* the connection ends by our doing */
	bool interrupted; /* Ctrl-C: it may not take long */
	bool leaving;	  /* we go; otherwise it is the server that went */
	int64_t deadline; /* of EVENT_TIME_UP; -1: none */
	int signal;	  /* the one that ends us; 0: none */

	/* Written by one thread at its end, read when it has been joined */
	enum reader_end reader_end;
	int reader_errno;
	bool unsent; /* something that was to be sent was not */

	/*
	 * When a slow room will have said all our lines, by thread_now_ms();
	 * 0: there was none.
	 */
	pthread_mutex_t said_lock; /* guards it */
	int64_t said_by;
};

/* Ctrl-Z: stops, with the terminal as we found it, until fg(1). */
static void
stop(struct client *c)
{
	screen_suspend(c->screen);
	event_obey_signal(SIGTSTP);
	screen_resume(c->screen);
}

static void *
read_in(void *arg)
{
	struct client *c = arg;

	thread_set_name("reader");
	c->reader_end = reader_run(c->connection, c->entrance, c->screen);
	c->reader_errno = errno;
	event_post(EVENT_READ);
	return (NULL);
}

/* Says one line; false when the connection is lost. */
static bool
say(struct client *c, const char *line, size_t len)
{
	char bytes[FRAMING_LINE_MAX + 1];

	memcpy(bytes, line, len);
	bytes[len] = '\n';
	return (connection_send(c->connection, bytes, len + 1));
}

/* Answers the question for the key; for whoever has the turn to do so. */
static bool
say_key(struct client *c, const char *key, size_t len)
{
	char line[sizeof PROTOCOL_KEY + KEY_MAX] = PROTOCOL_KEY;
	size_t start = strlen(PROTOCOL_KEY);
	bool said;

	memcpy(line + start, key, len);
	line[start + len] = '\n';
	said = connection_send(c->connection, line, start + len + 1);
	explicit_bzero(line, sizeof line);
	return (said);
}

/* One more line is to be said by the room. */
static void
count_line(struct client *c)
{
	int64_t now = thread_now_ms();

	thread_lock(&c->said_lock);
	c->said_by = (c->said_by > now ? c->said_by : now) + GOODBYE_LINE_MS;
	thread_unlock(&c->said_lock);
}

static int64_t
said_by(struct client *c)
{
	int64_t by;

	thread_lock(&c->said_lock);
	by = c->said_by;
	thread_unlock(&c->said_lock);
	return (by);
}

static bool
is_quit(const char *line, size_t len)
{
	return (len >= 5 && memcmp(line, "/quit", 5) == 0 &&
	    (len == 5 || line[5] == ' ' || line[5] == '\t'));
}

/*
 * Takes a line from the keyboard.  False when it was the last one.  That we
 * leave is told before the server can know it and close the connection.
 */
static bool
speak_line(struct client *c, const char *line, size_t len)
{
	bool terminal = screen_is_terminal(c->screen);
	bool blank = text_is_blank(line, len);
	bool last = blank || is_quit(line, len);

	if (!terminal || !last) {
		switch (entrance_wait(c->entrance, !terminal)) {
		case ENTRANCE_OPEN:
			break;
		case ENTRANCE_KEY:
			screen_note(c->screen,
			    "the room asks for its key first; your line was "
			    "not sent");
			return (true);
		case ENTRANCE_CLOSED:
			return (false);
		}
	}
	if (last)
		event_post(EVENT_LEAVE);
	if (!blank) {
		if (!say(c, line, len))
			return (false);
		count_line(c);
	}
	if (last && !terminal && keyboard_has_more(c->keyboard))
		screen_note(c->screen,
		    "%s ended the session; the rest of the input was not sent",
		    blank ? "the empty line" : "/quit");
	return (!last);
}

/* Takes away blanks that nobody could see, and a /key that was typed, too. */
static void
trim_key(const char **key, size_t *len)
{
	size_t start = strlen(PROTOCOL_KEY);

	while (*len > 0 && (*key)[*len - 1] == ' ')
		--*len;
	if (*len > start && memcmp(*key, PROTOCOL_KEY, start) == 0) {
		*key += start;
		*len -= start;
	}
	for (; *len > 0 && **key == ' '; --*len)
		++*key;
}

/* What was typed at one prompt is not an answer to the next one. */
static void
note_stale(struct client *c)
{
	screen_note(c->screen,
	    "what was typed before the prompt changed was not sent");
}

/*
 * Takes a line that was typed at the question for the key.  Whatever becomes
 * of it, it is never said aloud.  False when it was the last line.
 */
static bool
speak_key(struct client *c, const char *key, size_t len)
{
	trim_key(&key, &len);
	if (len == 0 || is_quit(key, len)) {
		event_post(EVENT_LEAVE);
		return (false);
	}
	switch (entrance_wait_turn(c->entrance)) {
	case ENTRANCE_KEY:
		return (say_key(c, key, len));
	case ENTRANCE_OPEN:
		/* While we waited here, it may have been typed again. */
		keyboard_drop(c->keyboard);
		note_stale(c);
		return (true);
	case ENTRANCE_CLOSED:
	default:
		return (false);
	}
}

/* The end of the input.  A filter leaves when it knows whether it was in. */
static void
speak_end(struct client *c)
{
	if (screen_is_terminal(c->screen) ||
	    entrance_wait(c->entrance, true) == ENTRANCE_OPEN)
		event_post(EVENT_LEAVE);
}

/* The stdin thread. */
static void *
speak(void *arg)
{
	struct client *c = arg;
	bool more = true;
	const char *line;
	size_t len;

	thread_set_name("keyboard");
	while (more) {
		switch (keyboard_next(c->keyboard, &line, &len)) {
		case KEYBOARD_LINE:
			more = speak_line(c, line, len);
			break;
		case KEYBOARD_KEY:
			more = speak_key(c, line, len);
			break;
		case KEYBOARD_STALE:
			note_stale(c);
			break;
		case KEYBOARD_TOO_LONG:
			c->unsent = true;
			screen_note(c->screen,
			    "a line of more than %d bytes was not sent",
			    FRAMING_LINE_MAX);
			break;
		case KEYBOARD_FAILED:
			c->unsent = true;
			screen_note(c->screen, "cannot read the input: %s",
			    strerror(errno));
			event_post(EVENT_LEAVE);
			more = false;
			break;
		case KEYBOARD_END:
			speak_end(c);
			more = false;
			break;
		case KEYBOARD_STOPPED:
		default:
			more = false;
			break;
		}
	}
	screen_end_typing(c->screen);
	event_post(EVENT_SPOKEN);
	return (NULL);
}

/* From now until the deadline the server may close the connection. */
static void
await_goodbye(struct client *c)
{
	int64_t now = thread_now_ms();
	int64_t by = said_by(c);

	c->arriving = false;
	c->deadline = (by > now && !c->interrupted ? by : now) + GOODBYE_MS;
}

/* The person leaves: waits a while for what is in flight. */
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

/* Waits for nothing any more. */
static void
break_off(struct client *c)
{
	c->broken_off = true;
	c->arriving = false;
	c->deadline = -1;
	entrance_close(c->entrance);
	keyboard_stop(c->keyboard);
	screen_abandon(c->screen);
	connection_break(c->connection);
}

/* Nothing more is to be said: so the server is told, and may close. */
static void
end_speaking(struct client *c)
{
	thread_join(c->speaker);
	c->speaking = false;
	connection_half_close(c->connection);
	if (c->deadline < 0 || c->arriving)
		await_goodbye(c);
}

/* Nothing more comes: the server is gone, or the screen is. */
static void
end_reading(struct client *c)
{
	thread_join(c->reader);
	c->reading = false;
	connection_break(c->connection);
	entrance_close(c->entrance);
	keyboard_stop(c->keyboard);
}

/*
 * Turns the question for the key on or off.  Not called without need: the
 * screen may be stuck, and then this thread has to see the signals that end us.
 */
static void
ask(struct client *c, bool on)
{
	c->asking = on;
	screen_ask_key(c->screen, on);
}

/* We are inside, as far as anyone can tell: the nick first, then all else. */
static void
go_in(struct client *c)
{
	char line[FRAMING_LINE_MAX];

	c->arriving = false;
	if (c->leaving)
		return;
	c->deadline = -1;
	key_wipe(&c->key);
	if (c->asking)
		ask(c, false);
	if (c->options->nick != NULL && !c->nick_told) {
		(void)snprintf(line, sizeof line, "/nick %s", c->options->nick);
		(void)say(c, line, strlen(line)); /* the reader sees why not */
		c->nick_told = true;
	}
	entrance_open(c->entrance);
}

/* A filter has nobody to ask for the key: says why it ends. */
static void __attribute__((format(printf, 2, 3)))
refuse(struct client *c, const char *format, ...)
{
	char why[512];
	va_list args;

	va_start(args, format);
	(void)vsnprintf(why, sizeof why, format, args);
	va_end(args);
	screen_note(c->screen, "%s; no line of the input was delivered", why);
	c->refused = true;
	break_off(c);
}

/* The room asks for its key.  The one of the file is good for one answer. */
static void
answer_key(struct client *c)
{
	const char *file = c->options->key_file;

	c->arriving = false;
	/* A filter may have left by its end of input; then all was lost. */
	if (c->leaving && (c->interrupted || screen_is_terminal(c->screen)))
		return;
	c->deadline = -1;
	if (c->key.len > 0 && entrance_take_turn(c->entrance)) {
		(void)say_key(c, c->key.bytes, c->key.len);
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

/* That was not the key.  The person has read so; about the file we tell. */
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
	c->unconfirmed = c->leaving && !c->interrupted &&
	    !screen_is_terminal(c->screen) && said_by(c) != 0;
	break_off(c);
}

static void
handle(struct client *c, int event)
{
	switch (event) {
	case EVENT_LEAVE:
		leave(c);
		break;
	case EVENT_SPOKEN:
		end_speaking(c);
		break;
	case EVENT_READ:
		end_reading(c);
		break;
	case EVENT_KEY_ASKED:
		answer_key(c);
		break;
	case EVENT_KEY_WRONG:
		ask_again(c);
		break;
	case EVENT_INSIDE:
		go_in(c);
		break;
	case SIGINT:
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
		c->signal = event;
		break_off(c);
		break;
	case EVENT_TIME_UP:
	default:
		time_is_up(c);
		break;
	}
}

/* Says what happened, where somebody has to know; the exit status. */
static int
outcome(struct client *c)
{
	int error;

	if (c->refused)
		return (EXIT_FAILURE);
	if (c->unconfirmed) {
		screen_note(c->screen,
		    "the server did not close the connection after the last "
		    "line; it may not have received everything");
		return (EXIT_FAILURE);
	}
	switch (c->reader_end) {
	case READER_BROKEN:
		if (c->broken_off) /* what came too late makes a reset */
			break;
		screen_note(c->screen, "the connection was lost: %s",
		    strerror(c->reader_errno));
		return (EXIT_FAILURE);
	case READER_ENDLESS:
		screen_note(c->screen,
		    "the server sends %d bytes without the "
		    "end of a line: is it a chat room?",
		    FRAMING_ENDLESS_MAX);
		return (EXIT_FAILURE);
	case READER_NO_MEMORY:
		screen_note(c->screen, "out of memory for incoming text");
		return (EXIT_FAILURE);
	case READER_SCREEN_GONE:
		/* As with "| head -1": whoever read us has read enough. */
		error = screen_error(c->screen);
		if (error == 0 || error == EPIPE || c->signal != 0)
			break;
		screen_note(c->screen, "cannot write the output: %s",
		    strerror(error));
		return (EXIT_FAILURE);
	case READER_CLOSED:
	default:
		if (c->leaving || c->signal != 0)
			break;
		screen_note(c->screen, "the server has closed the connection");
		return (EXIT_FAILURE);
	}
	return (c->unsent ? EXIT_FAILURE : EXIT_SUCCESS);
}

/* Starts both threads, or none; an error number, or 0. */
static int
start_threads(struct client *c)
{
	int error;

	error = thread_start(&c->reader, read_in, c);
	if (error != 0)
		return (error);
	c->reading = true;
	error = thread_start(&c->speaker, speak, c);
	if (error != 0) {
		break_off(c);
		end_reading(c);
		return (error);
	}
	c->speaking = true;
	return (0);
}

/*
 * Lets the two threads live until both are at their end.  Signals
 * are let in when these exist, so that none of them is disturbed.
 */
static int
live(struct client *c)
{
	int error;

	screen_note(c->screen, "connected to %s%s",
	    connection_peer(c->connection),
	    screen_is_terminal(c->screen) ? " (an empty line leaves)" : "");
	c->arriving = true;
	c->deadline =
	    thread_now_ms() + (c->key.len > 0 ? QUIET_WITH_KEY_MS : QUIET_MS);
	error = start_threads(c);
	event_let_signals_in();
	if (error != 0) {
		screen_note(c->screen, "cannot start a thread: %s",
		    strerror(error));
		return (EXIT_FAILURE);
	}
	while (c->reading || c->speaking)
		handle(c, event_next(c->deadline));
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

/* Reads the key, if there is to be one; says why not. */
static bool
get_key(struct key *key, const char *file)
{
	char error[512];

	if (file == NULL || key_read(file, key, error, sizeof error))
		return (true);
	(void)fprintf(stderr, "chatroom: %s\n", error);
	return (false);
}

/* The events come first: no signal may end us half way. */
static bool
build(struct client *c)
{
	return (event_open() && (c->entrance = entrance_new()) != NULL &&
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
	thread_mutex_fini(&c->said_lock);
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
	wishes_parse(&o, argc, argv);
	(void)signal(SIGPIPE, SIG_IGN);
	thread_mutex_init(&c.said_lock);

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
		event_obey_signal(c.signal);
	return (status);
}
