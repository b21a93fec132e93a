/*
 * server: the chatroomd that the storm goes over.
 *
 * It runs as our child in a directory of its own below TMPDIR, with both keys
 * in files there and its standard error, the log, in a third.
 */
#ifndef SERVER_H
#define SERVER_H

#include <sys/types.h>

#include <stdbool.h>

#define SERVER_KEY "open sesame"
#define SERVER_OPERATOR_KEY "abracadabra"

struct server {
	pid_t pid; /* 0: not running */
	unsigned port;
	char directory[200];
};

/* What it holds at one moment. */
struct census {
	unsigned descriptors;
	unsigned threads;
	unsigned long resident; /* KiB */
};

/*
 * Starts `program` for `max` people and waits until it listens.  False, and a
 * message on stderr, if that fails; server_remove() must follow either way.
 */
bool server_start(struct server *s, const char *program, unsigned max);

/* False if it has ended. */
bool server_count(const struct server *s, struct census *c);

/* SIGTERM; its exit status, 128 + signal, or -1: it had to be killed. */
int server_stop(struct server *s);

/* How many lines of its log have the words. */
unsigned long server_log_count(const struct server *s, const char *words);

/* Whether its log has a report of a sanitizer, or of abort(). */
bool server_has_report(const struct server *s);

/* A piece of its log on stderr: from such a report on, or the end. */
void server_show_log(const struct server *s);

/* Kills it if it runs, and removes its files. */
void server_remove(struct server *s);

#endif
