/*
 * chatroom: the client, and its whole life in main().
 *
 *	tongue       the language of the person, and the charset
 *	wishes       what the command line asks for
 *	key          the key of the room, if a file has it
 *	connection   the socket to the server
 *	client       all the rest, until it ends
 */
#include <config.h>

#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>

#include "client/client.h"
#include "client/connection.h"
#include "client/notice.h"
#include "client/wishes.h"
#include "common/key.h"
#include "common/standard.h"
#include "common/terminal/remark.h"
#include "speech/cause.h"
#include "speech/tongue.h"

static void
say_slow(const char *host)
{
	notice_print(N_CONNECTING, ARGS(words_of(host)));
}

static void
say_failed(const char *tried, struct words why)
{
	notice_print(N_CANNOT_CONNECT, ARGS(words_of(tried), why));
}

/* Reads the key, if there should be one; says why it cannot. */
static bool
get_key(struct key *key, const char *file)
{
	struct key_fault fault;
	struct cause cause;

	if (file == NULL || key_read(file, key, &fault))
		return (true);
	cause_of_key(&cause, file, &fault);
	notice_print_cause(&cause);
	return (false);
}

int
main(int argc, char **argv)
{
	static const struct connection_news news = { say_slow, say_failed };
	struct wishes o;
	struct connection *connection = NULL;
	struct key key = { .len = 0 };
	int status = EXIT_FAILURE;

	if (!standard_open())
		return (EXIT_FAILURE);
	tongue_learn();
	remark_speak(tongue_text);
	wishes_parse(&o, argc, argv);
	(void)signal(SIGPIPE, SIG_IGN);

	if (get_key(&key, o.key_file))
		connection = connection_open(o.host, o.port, &news);
	if (connection != NULL)
		status = client_run(connection, &o, &key);
	key_wipe(&key);
	return (status);
}
