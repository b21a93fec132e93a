/*
 * chatroom: the client.  Options, and its whole life in main().
 *
 *	connection   the socket to the server
 *	reader       a thread: from connection to screen
 *	keyboard     a thread, speak() below: from keyboard to connection
 *	screen       alone writes to the terminal; drawn on by both
 *
 * The main thread starts these two and then waits for events: a signal has
 * come, a thread is at its end, the time is up.  It alone decides what follows
 * from them.
 */
#include <config.h>

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "connection.h"
#include "event.h"
#include "framing.h"
#include "keyboard.h"
#include "reader.h"
#include "screen.h"
#include "text.h"
#include "thread.h"

#define DEFAULT_HOST "localhost"
#define DEFAULT_PORT "21567"

/* The exit status for a command line that makes no sense. */
#define STATUS_USAGE 2

/* After our goodbye the server has that long to close the connection. */
#define GOODBYE_MS 3000

struct options {
	const char *nick; /* NULL: none */
	const char *port;
	const char *host;
};

struct client {
	struct connection *connection;
	struct screen *screen;
	struct keyboard *keyboard;

	/* For the main thread only */
	pthread_t reader;
	pthread_t speaker;
	bool reading;
	bool speaking;
	bool leaving;	  /* we go; otherwise it is the server that went */
	int64_t deadline; /* of EVENT_TIME_UP; -1: none */
	int signal;	  /* the one that ends us; 0: none */

	/* Written by one thread at its end, read when it has been joined */
	enum reader_end reader_end;
	int reader_errno;
	bool unsent; /* something that was to be sent was not */
};

static void
print_help(void)
{
	(void)printf(
	    "Usage: chatroom [OPTION]... [HOST]\n"
	    "Joins the chat room on HOST (localhost).\n"
	    "\n"
	    "  -n, --nick=NICK   the name that others see ($CHATROOM_NICK)\n"
	    "  -p, --port=PORT   the port of the room (" DEFAULT_PORT ")\n"
	    "      --help        print this and exit\n"
	    "      --version     print the version and exit\n"
	    "\n"
	    "What you type is said when you press Enter; /help lists what the "
	    "room can do.\n"
	    "An empty line, /quit, Ctrl-D or Ctrl-C leaves.\n"
	    "\n"
	    "Where stdin or stdout is not a terminal, it says the lines of "
	    "stdin, prints\n"
	    "what others say, and leaves at the end of stdin:\n"
	    "  echo hello | chatroom -n robot\n"
	    "\n"
	    "Exit status: 0 after leaving, 1 when something failed, 2 for "
	    "wrong options.\n");
}

/* One line that says what was wrong, what was expected and what to do. */
static void __attribute__((noreturn, format(printf, 1, 2)))
usage_error(const char *format, ...)
{
	va_list args;

	(void)fputs("chatroom: ", stderr);
	va_start(args, format);
	(void)vfprintf(stderr, format, args);
	va_end(args);
	(void)fputs("; try chatroom --help\n", stderr);
	exit(STATUS_USAGE);
}

/* Whether the text was written at all: --help may go to a full disk. */
static int
printed(void)
{
	return (fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE);
}

/* The nick becomes part of a line: it must not begin another one. */
static void
check_nick(const char *nick)
{
	size_t len = strlen(nick);

	if (text_is_blank(nick, len) || !text_is_clean(nick, len) ||
	    strchr(nick, '\t') != NULL)
		usage_error("the nick is not a name that can be shown");
	if (len > FRAMING_LINE_MAX / 2)
		usage_error("the nick is too long for any room");
}

static void
check_port(const char *port)
{
	size_t digits = strspn(port, "0123456789");
	unsigned long number = strtoul(port, NULL, 10);

	if (digits == 0 || digits > 5 || port[digits] != '\0' || number < 1 ||
	    number > 65535)
		usage_error("-p %s: a port from 1 to 65535 is expected", port);
}

static void
parse_options(struct options *o, int argc, char **argv)
{
	static const struct option longs[] = {
		{ "nick", required_argument, NULL, 'n' },
		{ "port", required_argument, NULL, 'p' },
		{ "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'V' },
		{ NULL, 0, NULL, 0 },
	};
	int c;

	while ((c = getopt_long(argc, argv, "n:p:", longs, NULL)) != -1) {
		switch (c) {
		case 'n':
			o->nick = optarg;
			break;
		case 'p':
			o->port = optarg;
			break;
		case 'h':
			print_help();
			exit(printed());
		case 'V':
			(void)printf("chatroom %s\n", PACKAGE_VERSION);
			exit(printed());
		default:
			exit(STATUS_USAGE); /* getopt_long() has said why */
		}
	}
	if (optind < argc)
		o->host = argv[optind++];
	if (optind < argc)
		usage_error("%s: only one HOST was expected", argv[optind]);
	if (o->nick != NULL)
		check_nick(o->nick);
	check_port(o->port);
}

static void
default_options(struct options *o)
{
	o->nick = getenv("CHATROOM_NICK");
	if (o->nick != NULL && o->nick[0] == '\0')
		o->nick = NULL;
	o->port = DEFAULT_PORT;
	o->host = DEFAULT_HOST;
}

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
	c->reader_end = reader_run(c->connection, c->screen);
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
	bool blank = text_is_blank(line, len);
	bool last = blank || is_quit(line, len);

	if (last)
		event_post(EVENT_LEAVE);
	if (!blank && !say(c, line, len))
		return (false);
	if (last && !screen_is_terminal(c->screen) &&
	    keyboard_has_more(c->keyboard))
		screen_note(c->screen,
		    "%s leaves the room; the rest of the input was not sent",
		    blank ? "an empty line" : "/quit");
	return (!last);
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
			event_post(EVENT_LEAVE);
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

/* The person leaves: waits a while for what is in flight. */
static void
leave(struct client *c)
{
	if (c->leaving)
		return;
	c->leaving = true;
	c->deadline = thread_now_ms() + GOODBYE_MS;
	keyboard_stop(c->keyboard);
}

/* Waits for nothing any more. */
static void
break_off(struct client *c)
{
	c->deadline = -1;
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
	if (c->deadline < 0)
		c->deadline = thread_now_ms() + GOODBYE_MS;
}

/* Nothing more comes: the server is gone, or the screen is. */
static void
end_reading(struct client *c)
{
	thread_join(c->reader);
	c->reading = false;
	connection_break(c->connection);
	keyboard_stop(c->keyboard);
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
	case SIGINT: /* the second Ctrl-C is meant seriously */
		if (c->leaving)
			break_off(c);
		else
			leave(c);
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
		break_off(c);
		break;
	}
}

/* Says what happened, where somebody has to know; the exit status. */
static int
outcome(struct client *c)
{
	int error;

	switch (c->reader_end) {
	case READER_BROKEN:
		screen_note(c->screen, "the connection is lost: %s",
		    strerror(c->reader_errno));
		return (EXIT_FAILURE);
	case READER_ENDLESS:
		screen_note(c->screen,
		    "the server sends %d bytes without the "
		    "end of a line: is it a chat room?",
		    FRAMING_ENDLESS_MAX);
		return (EXIT_FAILURE);
	case READER_NO_MEMORY:
		screen_note(c->screen, "there is no memory for what comes in");
		return (EXIT_FAILURE);
	case READER_SCREEN_GONE:
		/* As with "| head -1": whoever read us has read enough. */
		error = screen_error(c->screen);
		if (error == 0 || error == EPIPE || c->signal != 0)
			break;
		screen_note(c->screen, "cannot write what comes in: %s",
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
 * Greets, and lets the two threads live until both are at their end.  Signals
 * are let in when these exist, so that none of them is disturbed.
 */
static int
live(struct client *c, const struct options *o)
{
	char nick[FRAMING_LINE_MAX];
	int error;

	screen_note(c->screen, "connected to %s%s",
	    connection_peer(c->connection),
	    screen_is_terminal(c->screen) ? " (an empty line leaves)" : "");
	if (o->nick != NULL) {
		(void)snprintf(nick, sizeof nick, "/nick %s", o->nick);
		(void)say(c, nick, strlen(nick)); /* the reader sees why not */
	}
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

/* Descriptors 0 to 2 must not become our socket when somebody closed them. */
static bool
have_standard_files(void)
{
	int fd;

	do
		fd = open("/dev/null", O_RDWR);
	while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd > STDERR_FILENO)
		(void)close(fd);
	return (fd > STDERR_FILENO);
}

static void
say_failed(const char *tried, const char *why)
{
	(void)fprintf(stderr, "chatroom: cannot connect to %s: %s\n", tried,
	    why);
}

int
main(int argc, char **argv)
{
	struct client c = { .deadline = -1 };
	int status = EXIT_FAILURE;
	struct options o;

	if (!have_standard_files())
		return (EXIT_FAILURE);
	default_options(&o);
	parse_options(&o, argc, argv);
	(void)signal(SIGPIPE, SIG_IGN);

	c.connection = connection_open(o.host, o.port, say_failed);
	if (c.connection == NULL)
		return (EXIT_FAILURE);
	/* The events come first: no signal may end us half way. */
	if (!event_open() || (c.screen = screen_new()) == NULL ||
	    (c.keyboard = keyboard_new(c.screen)) == NULL)
		(void)fprintf(stderr, "chatroom: cannot start: %s\n",
		    strerror(errno));
	else
		status = live(&c, &o);

	if (c.keyboard != NULL)
		keyboard_free(c.keyboard);
	if (c.screen != NULL)
		screen_free(c.screen);
	connection_free(c.connection);
	if (c.signal != 0)
		event_obey_signal(c.signal);
	return (status);
}
