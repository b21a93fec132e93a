/*
 * server: the room as a whole.  See server.h.
 */
#include <config.h>

#include "server/server.h"

#include <sys/stat.h>

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/address.h"
#include "common/key.h"
#include "common/thread.h"
#include "server/console.h"
#include "server/delivery/postman.h"
#include "server/door/porch.h"
#include "server/gate/gate.h"
#include "server/invitation.h"
#include "server/listener.h"
#include "server/options.h"
#include "server/room/registry.h"
#include "server/system/activation.h"
#include "server/system/descriptors.h"
#include "server/system/launch.h"
#include "server/system/log.h"
#include "server/system/outlet.h"
#include "server/system/privilege.h"
#include "server/system/sandbox.h"
#include "server/system/signals.h"
#include "server/system/sockets.h"
#include "server/worker.h"
#include "speech/cause.h"

/* Stdout and stderr may take this long for what is written at the start. */
#define PATIENCE_MS 1000

/* Everything that a server is made of. */
struct server {
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
	fds = descriptors_get(*people + at_door);
	if (fds >= *people + at_door)
		return;
	while (*places > 1 && porch_guests(*places) > fds / 4)
		--*places;
	at_door = porch_guests(*places);
	if (*people + at_door > fds)
		*people = fds > at_door ? fds - at_door : 1;
}

/* Reads a key; false with what is wrong with its file. */
static bool
read_key(struct key *key, const char *file, char *error, size_t size)
{
	struct key_fault fault;
	struct cause cause;

	if (key_read(file, key, &fault))
		return (true);
	cause_of_key(&cause, file, &fault);
	(void)launch_write_cause(&cause, error, size);
	return (false);
}

/* Reads the keys; without a file, the operator key is made up here. */
static bool
get_keys(struct server *server, const struct options *o, char *error,
    size_t size)
{
	if (o->key_file != NULL &&
	    !read_key(&server->key, o->key_file, error, size))
		return (false);
	if (o->operator_key_file != NULL)
		return (read_key(&server->operator_key, o->operator_key_file,
		    error, size));
	if (key_generate(&server->operator_key))
		return (true);
	(void)launch_write(L_NO_RANDOM, NULL, error, size);
	return (false);
}

/* Takes over the sockets that were passed to us, or opens our own. */
static bool
open_sockets(struct server *server, const struct options *o, char *error,
    size_t size)
{
	unsigned port = o->port;
	int count;

	count = activation_fds(server->sockets.fds, SOCKETS_MAX, error, size);
	if (count < 0)
		return (false);
	if (count > 0) {
		sockets_adopt(&server->sockets, (size_t)count);
		log_event("listening on %d sockets passed by the service "
			  "manager; -p and -b are ignored",
		    count);
		return (true);
	}
	return (sockets_open(&server->sockets, o->addresses, o->address_count,
		    &port, error, size) == 0);
}

static void *
caretaker_run(void *registry)
{
	thread_set_name("caretaker");
	registry_tend(registry);
	return (NULL);
}

/* Makes the parts, and starts the threads that help the workers. */
static bool
build(struct server *server, const struct options *o)
{
	struct gate_limits limits = {
		.joins_per_minute = o->joins_per_minute,
		.max_per_address = o->max_per_address,
	};
	struct workers_settings settings = {
		.key = o->key_file != NULL ? &server->key : NULL,
		.max = o->max + (server->has_console ? 1 : 0),
		.places = server->places,
		.outbox_max = o->outbox,
		.rate = o->rate,
	};

	struct registry_settings rules = {
		.max = settings.max,
		.operator_key = &server->operator_key,
		.operator_key_once = o->operator_key_file == NULL,
		.console_is_private = invitation_is_private(),
		.tell_each = o->tell_each,
		.language = o->language,
	};

	if (!log_start())
		return (false);
	rules.gate = server->gate = gate_new(&limits);
	server->postman =
	    postman_new(settings.max, settings.outbox_max, seat_flush);
	if (server->gate != NULL)
		server->registry = registry_new(&rules);
	settings.gate = server->gate;
	settings.postman = server->postman;
	settings.registry = server->registry;
	if (server->postman != NULL && server->registry != NULL)
		server->workers = workers_new(&settings);
	if (server->workers == NULL)
		return (false);
	errno =
	    thread_start(&server->caretaker, caretaker_run, server->registry);
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

/* Tells the log, and the person who has opened the server. */
static void
announce(struct server *server, const struct options *o)
{
	const struct invitation invitation = {
		.sockets = &server->sockets,
		.new_key =
		    o->operator_key_file == NULL ? &server->operator_key : NULL,
		.has_console = server->has_console,
	};

	log_event("listening for up to %zu people", o->max);
	if (o->max < server->asked)
		log_event("the limit of descriptors (ulimit -n) leaves room "
			  "for %zu people, not %zu",
		    o->max, server->asked);
	if (geteuid() == 0 && o->user == NULL)
		log_event("running as root, whose rights a room does not need: "
			  "--user=NAME gives them up");
	log_flush(); /* stdout may be the same terminal */
	invitation_write(&invitation, server->out, PATIENCE_MS);
}

/* Frees whatever there is. */
static void
demolish(struct server *server)
{
	sockets_close(&server->sockets);
	if (server->workers != NULL)
		workers_free(server->workers);
	if (server->postman != NULL)
		postman_free(server->postman);
	if (server->registry != NULL)
		registry_free(server->registry);
	if (server->gate != NULL)
		gate_free(server->gate);
	key_wipe(&server->key);
	key_wipe(&server->operator_key);
}

/* From the first newcomer to the last goodbye. */
static void
serve(struct server *server, const sigset_t *handled, const sigset_t *waiting)
{
	char error[256];

	if (server->has_console)
		server->console = console_new(server->workers, server->out,
		    server->log_is_there);
	if (!sandbox_enter(error, sizeof error))
		log_event("%s", error);

	listener_run(&server->sockets, server->workers, &signals_stop, waiting);

	log_event("stopping (%zu here)", registry_count(server->registry));
	console_end_typing(server->console);
	signals_let_kill(handled);
	registry_close(server->registry);
	workers_stop(server->workers);
	console_free(server->console);
	thread_join(server->caretaker);
	log_event("stopped");
}

/* Says why there is no room. */
static void
complain(const char *error)
{
	char line[LAUNCH_SIZE + 16];
	int n;

	log_flush(); /* on the same stderr */
	n = snprintf(line, sizeof line, "chatroomd: %s\n", error);

	if (n > 0 && (size_t)n < sizeof line)
		(void)outlet_put(outlet_open(STDERR_FILENO), line, (size_t)n,
		    PATIENCE_MS);
}

int
server_run(struct options *o)
{
	struct server server = { .has_console = console_is_there(),
		.out = outlet_open(STDOUT_FILENO) };
	sigset_t handled, waiting;
	char error[LAUNCH_SIZE] = "";
	bool opened;

	server.log_is_there = server.has_console && has_log_at_console();
	if (server.log_is_there)
		log_is_read_in_the_room();
	if (server.has_console)
		console_hold_signals();
	signals_set(&handled, &waiting);
	server.asked = o->max;
	share_descriptors(&o->max, &server.places);
	address_learn_interfaces();
	opened = get_keys(&server, o, error, sizeof error) &&
	    open_sockets(&server, o, error, sizeof error) &&
	    privilege_drop(o->user, o->root, error, sizeof error);
	if (opened && !build(&server, o)) {
		opened = false;
		(void)launch_write(L_CANNOT_START, ARGS(cause_of(errno)), error,
		    sizeof error);
	}
	if (opened) {
		announce(&server, o);
		serve(&server, &handled, &waiting);
	} else
		complain(error);
	demolish(&server);
	return (opened ? EXIT_SUCCESS : EXIT_FAILURE);
}
