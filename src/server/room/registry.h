/*
 * registry: who is here, and the single order of all that is said; one mutex.
 *
 * Whatever changes what people see goes through the inbox of the registry:
 * lines, joins, leaves, new names, answers to one person.  The order in which
 * the inbox is filled, under the mutex, is the order that everyone sees.
 *
 * Nobody sends while holding the mutex: inbox.h says who delivers what was
 * said, and when.
 *
 * All functions may be called from any thread, with no lock held, except that
 * those with a member `m` or `from` are for that member's own worker only.
 */
#ifndef REGISTRY_H
#define REGISTRY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/key.h"
#include "server/delivery/batch.h"
#include "server/room/member.h"
#include "speech/sentence.h"

struct gate;
struct registry;
struct speech;

struct registry_settings {
	size_t max; /* members */
	struct gate *gate;
	const struct key *operator_key; /* makes people operators; copied */
	bool operator_key_once;		/* for one operator at a time */
	bool console_is_private;	/* the console may show the key */
	bool tell_each; /* announce everyone who comes or goes, in any number */
	enum language language; /* that newcomers read until they choose */
};

/* NULL without memory. */
struct registry *registry_new(const struct registry_settings *settings);

/* Call it when every member has gone, and registry_tend() has returned. */
void registry_free(struct registry *r);

/*
 * Adds `m`, tells the others, and greets it.  Anyone who has given the operator
 * key at the door is an operator then.  S_NONE, or why it cannot join, a
 * sentence without arguments for the newcomer: then nothing has happened.
 */
enum sentence registry_join(struct registry *r, struct member *m);

/*
 * Takes `m` out, and tells the others, with the reason unless that is S_NONE.
 * seat_wait_gone() must follow.
 */
void registry_leave(struct registry *r, struct member *m, enum sentence why);

/* The same with parting words of its own, if the operators' rules allow any. */
void registry_quit(struct registry *r, struct member *m, struct words words);

/*
 * Says these lines to everyone except `from`.  What the operators' rules forbid
 * is not said, and `from` gets a message.
 */
void registry_say(struct registry *r, struct member *from,
    const struct speech *s);

/*
 * Tells `m` alone whole lines, in order with all else, at most BATCH_PUSH_MAX
 * bytes.  Each of them is the sentence `s`, or one with the same word.
 */
void registry_tell(struct registry *r, struct member *m, enum sentence s,
    const char *lines, size_t len);

/*
 * The same for bytes that are not text, such as telnet's: they reach `m` as
 * they are, whatever its charset, between two lines.
 */
void registry_tell_raw(struct registry *r, struct member *m, const char *bytes,
    size_t len);

/*
 * Tells `m` alone a sentence, as a line of its own.  `args` are as in
 * sentence_write(); what is too long for half a push is cut off.
 */
void registry_answer(struct registry *r, struct member *m, enum sentence s,
    const struct words *args);

/* What has become of `m` so far: another may have thrown it out. */
enum member_state registry_state(struct registry *r, const struct member *m);

/*
 * What `m` is called, with the operator's mark.  Its worker needs this when it
 * holds no lock: another operator may make it an operator at any time.
 */
void registry_who(struct registry *r, const struct member *m,
    char who[MEMBER_WHO_SIZE]);

bool registry_is_operator(struct registry *r, const struct member *m);

/* Whether newcomers cannot come in, except by the operator key. */
bool registry_is_locked(struct registry *r);

/*
 * The same as registry_who(), and whether lines must be pushed one by one
 * (slow mode).
 */
bool registry_is_slow(struct registry *r, const struct member *m,
    char who[MEMBER_WHO_SIZE]);

/*
 * Sends TEXT as "[ FROM to NAME ]: TEXT" to the member called NAME (a nick or
 * an address) and to `from`.  False when nobody here has that name.  The rules
 * hold here as well, except for what is said to an operator.
 */
bool registry_whisper(struct registry *r, struct member *from, const char *name,
    size_t name_len, const char *text, size_t text_len);

enum registry_rename {
	RENAME_DONE,
	RENAME_SAME, /* that is its name already; nobody was told */
	RENAME_TAKEN,
	RENAME_REFUSED, /* it may not speak, and was told so */
	RENAME_NO_MEMORY
};

/* Who has a name that is taken: perhaps a connection that is lost. */
struct registry_holder {
	int64_t idle_ms;
	bool is_neighbour; /* at the address of the person who asks */
};

/*
 * Gives `m` a new name, already checked, and tells the others.  *holder is set
 * if the name is taken; it may be NULL.
 */
enum registry_rename registry_rename(struct registry *r, struct member *m,
    const char *name, size_t name_len, struct registry_holder *holder);

enum registry_quiet { QUIET_OFF, QUIET_ON, QUIET_TOGGLE };

/* Switches announcements of who comes and goes off or on, and tells `m` so. */
void registry_quiet(struct registry *r, struct member *m,
    enum registry_quiet quiet);

/*
 * From here on in the order of things, `m` reads and writes this charset; NULL
 * means UTF-8.  Records stay UTF-8: there, it only writes it.  False without
 * memory, and then nothing changes.
 */
bool registry_charset(struct registry *r, struct member *m,
    const struct charset *charset);

/*
 * From here on `m` reads sentences in this language, and is told so in the same
 * place; or that there is no memory, and then nothing changes.
 */
void registry_speak(struct registry *r, struct member *m,
    enum language language);

/*
 * From here on `m` reads records, or sentences again, the first of which says
 * so.  False without memory, and then nothing changes.
 */
bool registry_records(struct registry *r, struct member *m, bool on);

/* Whether it does. */
bool registry_reads_records(const struct member *m);

/*
 * Tells `m`, which reads records, of some of those who are here: the first who
 * have come after number *after, which starts as 0.  True if there are more.
 * Between two calls some may join or leave, and `m` has then read that.
 */
bool registry_list_some(struct registry *r, struct member *m, uint64_t *after);

/* One line of /who. */
struct registry_entry {
	char who[MEMBER_WHO_SIZE];
	char address[ADDRESS_MAX];
	int64_t here_ms;
	int64_t idle_ms;
};

/*
 * Everyone who is here, in the order in which they came: an array of *count
 * entries that the caller frees; NULL without memory.
 */
struct registry_entry *registry_list(struct registry *r, size_t *count);

size_t registry_count(struct registry *r);

/*
 * Ends what has a time limit, and announces what was held back, exactly when it
 * is due.  Runs in the caretaker's thread; returns when the room closes.
 */
void registry_tend(struct registry *r);

/*
 * Closes the room: tells everyone.  From then on nothing is said, nobody joins,
 * and nobody is told who leaves.  workers_stop() must follow.
 */
void registry_close(struct registry *r);

/* ---- For the commands, in a push of their own: the lock is held ---- */

/* The member with this nick or address, or NULL. */
struct member *registry_find(struct registry *r, const char *name, size_t len);

/*
 * Ends the connection of `m` when it has received all that was said until now
 * (or, if the inbox has no room for that, at once).  Anything that it has sent
 * already, and its worker has not read yet, is not heard.
 */
void registry_throw_out(struct registry *r, struct member *m,
    enum sentence why);

#endif
