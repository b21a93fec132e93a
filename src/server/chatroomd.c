/*
 * chatroomd: the server.  Options, and its whole life in main().
 *
 *	listener   accepts a client, and starts its
 *	worker     which reads lines from it and pushes them into the
 *	registry   which gives them a single order and broadcasts them; what
 *	outbox     holds because a client lags is sent later by the
 *	postman
 *	gate       knows who may come in, and how fast
 *	caretaker  ends what has a time limit: a pause, a mute, a burst of news
 */
#include <config.h>

#include <sys/resource.h>
#include <sys/stat.h>

#include <errno.h>
#include <locale.h>
#include <malloc.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/address.h"
#include "common/key.h"
#include "common/standard.h"
#include "common/thread.h"
#include "server/console.h"
#include "server/delivery/postman.h"
#include "server/dialect/charset.h"
#include "server/dialect/tidy.h"
#include "server/door/porch.h"
#include "server/gate/gate.h"
#include "server/lan.h"
#include "server/listener.h"
#include "server/options.h"
#include "server/room/name.h"
#include "server/room/registry.h"
#include "server/system/activation.h"
#include "server/system/log.h"
#include "server/system/outlet.h"
#include "server/system/privilege.h"
#include "server/system/sandbox.h"
#include "server/system/sockets.h"
#include "server/system/stack.h"
#include "server/worker.h"

/* Descriptors other than those of clients: the listeners, stdio, the rest. */
#define OWN_FDS (SOCKETS_MAX + 16)

/* Stdout and stderr may take this long for what is written at the start. */
#define PATIENCE_MS 1000

static volatile sig_atomic_t stopping;

/*
 * Gets `need` descriptors, or as many as there may be; returns how many people
 * may be served by what is left of them.
 */
static size_t
raise_descriptor_limit(size_t need)
{
	struct rlimit limit, raised;

	need += OWN_FDS;
	raised = (struct rlimit){ need, need };
	if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= need)
		return (need - OWN_FDS);
	/* Only root may raise the hard limit. */
	if (limit.rlim_max < need && setrlimit(RLIMIT_NOFILE, &raised) == 0)
		return (need - OWN_FDS);
	limit.rlim_cur = limit.rlim_max < need ? limit.rlim_max : need;
	(void)setrlimit(RLIMIT_NOFILE, &limit);
	return (limit.rlim_cur > OWN_FDS ? limit.rlim_cur - OWN_FDS : 1);
}

/*
 * Shares descriptors out: in any room there may be people at the door, besides
 * those inside.  When there are too few, a quarter is for the door.
 */
static void
share_descriptors(size_t *people, size_t *places)
{
	size_t fds, at_door;

	*places = porch_places(*people);
	at_door = porch_guests(*places);
	fds = raise_descriptor_limit(*people + at_door);
	if (fds >= *people + at_door)
		return;
	while (*places > 1 && porch_guests(*places) > fds / 4)
		--*places;
	at_door = porch_guests(*places);
	if (*people + at_door > fds)
		*people = fds > at_door ? fds - at_door : 1;
}

static void
on_stop(int signal)
{
	(void)signal;
	stopping = 1;
}

/* These close the room. */
static const int goodbyes[] = { SIGTERM, SIGINT, SIGHUP, SIGQUIT };

/*
 * These do nothing.  SIGTTIN and SIGTTOU would stop a background program that
 * uses its terminal: the whole room would stand still.  SIGXFSZ comes when the
 * log is as long as a file may be; ignored, it is an error of write(2).
 */
static const int nothings[] = { SIGPIPE, SIGTTIN, SIGTTOU, SIGXFSZ, SIGUSR1,
	SIGUSR2 };

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* Whether our starter wants it ignored: nohup(1), or a script with `&`. */
static bool
is_ignored(int signal)
{
	struct sigaction now;

	return (signal != SIGTERM && sigaction(signal, NULL, &now) == 0 &&
	    now.sa_handler == SIG_IGN);
}

/*
 * The signals that close the room, *handled, are handled only by the main
 * thread, and only while it waits with the mask *waiting; called before any
 * thread exists.
 */
static void
set_signals(sigset_t *handled, sigset_t *waiting)
{
	struct sigaction stop = { .sa_handler = on_stop };
	struct sigaction ignore = { .sa_handler = SIG_IGN };
	size_t i;

	(void)sigemptyset(handled);
	for (i = 0; i < COUNT(goodbyes); i++)
		if (!is_ignored(goodbyes[i]))
			(void)sigaddset(handled, goodbyes[i]);
	(void)pthread_sigmask(SIG_BLOCK, handled, waiting);
	for (i = 0; i < COUNT(goodbyes); i++)
		if (sigismember(handled, goodbyes[i]) == 1)
			(void)sigaction(goodbyes[i], &stop, NULL);
	for (i = 0; i < COUNT(nothings); i++)
		(void)sigaction(nothings[i], &ignore, NULL);
}

/* From here on, one that closes the room ends the program at once. */
static void
let_signals_kill(const sigset_t *handled)
{
	size_t i;

	for (i = 0; i < COUNT(goodbyes); i++)
		if (sigismember(handled, goodbyes[i]) == 1)
			(void)signal(goodbyes[i], SIG_DFL);
	(void)pthread_sigmask(SIG_UNBLOCK, handled, NULL);
}

/* Everything that a room is made of. */
struct room {
	size_t asked;  /* how many people it is to have room for */
	size_t places; /* before its door */
	struct sockets sockets;
	struct gate *gate;
	struct postman *postman;
	struct registry *registry;
	struct workers *workers;
	bool has_console;  /* a person is at it */
	bool log_is_there; /* on the same terminal */
	int out;	   /* stdout, for that person */
	struct console *console;
	pthread_t caretaker;
	struct key key; /* of the room, if there is one */
	struct key operator_key;
};

/* Reads the keys; without a file, the operator key is made up here. */
static bool
get_keys(struct room *room, const struct options *o, char *error, size_t size)
{
	if (o->key_file != NULL &&
	    !key_read(o->key_file, &room->key, error, size))
		return (false);
	if (o->operator_key_file != NULL)
		return (key_read(o->operator_key_file, &room->operator_key,
		    error, size));
	if (key_generate(&room->operator_key))
		return (true);
	(void)snprintf(error, size, "the system has no random numbers");
	return (false);
}

/* Takes over the sockets that were passed to us, or opens our own. */
static bool
open_sockets(struct room *room, const struct options *o, char *error,
    size_t size)
{
	unsigned port = o->port;
	int count;

	count = activation_fds(room->sockets.fds, SOCKETS_MAX, error, size);
	if (count < 0)
		return (false);
	if (count > 0) {
		sockets_adopt(&room->sockets, (size_t)count);
		log_event("listening on %d sockets passed by the service "
			  "manager; -p and -b are ignored",
		    count);
		return (true);
	}
	return (sockets_open(&room->sockets, o->addresses, o->address_count,
		    &port, error, size) == 0);
}

static void *
caretaker_run(void *registry)
{
	thread_set_name("caretaker");
	registry_tend(registry);
	return (NULL);
}

/*
 * Whether a secret may be written to stdout: not to a file that others may
 * read.  Who may read a terminal, a pipe or a journal is up to its owner.
 */
static bool
stdout_is_private(void)
{
	struct stat st;

	return (fstat(STDOUT_FILENO, &st) == 0 &&
	    (!S_ISREG(st.st_mode) || (st.st_mode & (S_IRGRP | S_IROTH)) == 0));
}

/* Makes the parts, and starts the threads that help the workers. */
static bool
build(struct room *room, const struct options *o)
{
	struct gate_limits limits = {
		.joins_per_minute = o->joins_per_minute,
		.max_per_address = o->max_per_address,
	};
	struct workers_settings settings = {
		.key = o->key_file != NULL ? &room->key : NULL,
		.max = o->max + (room->has_console ? 1 : 0),
		.places = room->places,
		.outbox_max = o->outbox,
		.rate = o->rate,
	};

	struct registry_settings rules = {
		.max = settings.max,
		.operator_key = &room->operator_key,
		.operator_key_once = o->operator_key_file == NULL,
		.console_is_private = stdout_is_private(),
		.tell_each = o->tell_each,
	};

	rules.gate = room->gate = gate_new(&limits);
	room->postman = postman_new(settings.max, settings.outbox_max);
	if (room->gate != NULL)
		room->registry = registry_new(&rules);
	settings.gate = room->gate;
	settings.postman = room->postman;
	settings.registry = room->registry;
	if (room->postman != NULL && room->registry != NULL)
		room->workers = workers_new(&settings);
	if (room->workers == NULL)
		return (false);
	errno = thread_start(&room->caretaker, caretaker_run, room->registry);
	return (errno == 0);
}

/* Whether the log is on the terminal that the console writes to. */
static bool
has_log_at_console(void)
{
	struct stat out, log;

	return (fstat(STDOUT_FILENO, &out) == 0 && S_ISCHR(out.st_mode) &&
	    fstat(STDERR_FILENO, &log) == 0 && S_ISCHR(log.st_mode) &&
	    out.st_rdev == log.st_rdev);
}

/* Writes what the person who opens the room and the others must type. */
static void
write_invitation(FILE *out, struct room *room, const struct options *o)
{
	lan_print(out, room->sockets.fds, room->sockets.count);
	if (o->operator_key_file != NULL)
		return;
	if (room->has_console)
		(void)fprintf(out,
		    "To see the operator key, type here: /opkey\n");
	else if (stdout_is_private())
		(void)fprintf(out,
		    "To become an operator, type in the room (for one person at "
		    "a time): /op %s\n",
		    room->operator_key.bytes);
	else
		(void)fprintf(out,
		    "The operator key is not shown here, because others may "
		    "read this file: chmod 600 it first, or give "
		    "--operator-key-file\n");
}

/* Tells that person, if stdout takes it. */
static void
announce(struct room *room, const struct options *o)
{
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);

	log_event("listening for up to %zu people", o->max);
	if (o->max < room->asked)
		log_event("the limit of descriptors (ulimit -n) leaves room "
			  "for %zu people, not %zu",
		    o->max, room->asked);
	if (geteuid() == 0 && o->user == NULL)
		log_event("running as root, whose rights a room does not need: "
			  "--user=NAME gives them up");
	if (out == NULL)
		return;
	write_invitation(out, room, o);
	if (fclose(out) == 0 &&
	    outlet_put(room->out, text, len, PATIENCE_MS) < len)
		log_event("stdout takes no more; what to type to join was not "
			  "written there");
	if (text != NULL)
		explicit_bzero(text, len);
	free(text);
}

/* Frees whatever there is. */
static void
demolish(struct room *room)
{
	sockets_close(&room->sockets);
	if (room->workers != NULL)
		workers_free(room->workers);
	if (room->postman != NULL)
		postman_free(room->postman);
	if (room->registry != NULL)
		registry_free(room->registry);
	if (room->gate != NULL)
		gate_free(room->gate);
	key_wipe(&room->key);
	key_wipe(&room->operator_key);
}

/* From the first newcomer to the last goodbye. */
static void
serve(struct room *room, const sigset_t *handled, const sigset_t *waiting)
{
	char error[256];

	if (room->has_console)
		room->console =
		    console_new(room->workers, room->out, room->log_is_there);
	if (!sandbox_enter(error, sizeof error))
		log_event("%s", error);

	listener_run(&room->sockets, room->workers, &stopping, waiting);

	log_event("stopping (%zu here)", registry_count(room->registry));
	console_end_typing(room->console);
	let_signals_kill(handled);
	registry_close(room->registry);
	workers_stop(room->workers);
	console_free(room->console);
	thread_join(room->caretaker);
	log_event("stopped");
}

/* Says why there is no room. */
static void
complain(const char *error)
{
	char line[512];
	int n = snprintf(line, sizeof line, "chatroomd: %s\n", error);

	if (n > 0 && (size_t)n < sizeof line)
		(void)outlet_put(outlet_open(STDERR_FILENO), line, (size_t)n,
		    PATIENCE_MS);
}

/* Opens the room, and closes it when a signal says so. */
static int
run(struct options *o)
{
	struct room room = { .has_console = console_is_there(),
		.out = outlet_open(STDOUT_FILENO) };
	sigset_t handled, waiting;
	char error[256] = "";
	bool opened;

	room.log_is_there = room.has_console && has_log_at_console();
	if (room.log_is_there)
		log_is_read_in_the_room();
	if (room.has_console) {
		(void)setlocale(LC_CTYPE, ""); /* of the terminal */
		console_hold_signals();
	}
	set_signals(&handled, &waiting);
	room.asked = o->max;
	share_descriptors(&o->max, &room.places);
	address_learn_interfaces();
	opened = get_keys(&room, o, error, sizeof error) &&
	    open_sockets(&room, o, error, sizeof error) &&
	    privilege_drop(o->user, o->root, error, sizeof error);
	if (opened && !build(&room, o)) {
		opened = false;
		(void)snprintf(error, sizeof error, "cannot start: %s",
		    strerror(errno));
	}
	if (opened) {
		announce(&room, o);
		serve(&room, &handled, &waiting);
	} else
		complain(error);
	demolish(&room);
	return (opened ? EXIT_SUCCESS : EXIT_FAILURE);
}

int
main(int argc, char **argv)
{
	struct options o;
	int status;

	if (!standard_open())
		return (EXIT_FAILURE);
	options_parse(&o, argc, argv);
	stack_be_frugal(o.max, argv);
	log_open(o.verbose);
#ifdef HAVE_MALLOPT
	/* One heap for all: a heap for each thread costs memory and saves no
	   time, because no message allocates. */
	(void)mallopt(M_ARENA_MAX, 1);
#endif
	if (!name_init())
		log_event("no UTF-8 locale on this system: only ASCII names");
	charset_init(o.root != NULL);
	tidy_init();
	status = run(&o);
	tidy_fini();
	charset_fini();
	name_fini();
	address_forget_interfaces();
	log_close();
	return (status);
}
