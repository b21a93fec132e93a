/*
 * list: lists whose links are members of what they hold, so that putting
 * something in and taking it out needs no memory and no search.
 *
 * The macros are those of queue(7), as far as they are used here, by the same
 * names and with the same meaning: the header <sys/queue.h> itself is not on
 * every system.  A LIST has a head of one pointer, as for a chain of a hash
 * table; a TAILQ also knows its end.
 */
#ifndef LIST_H
#define LIST_H

#include <stddef.h>

#define LIST_HEAD(name, type)       \
	struct name {               \
		struct type *first; \
	}

/* `link` is the pointer that leads here, in the head or in the one before. */
#define LIST_ENTRY(type)                   \
	struct {                           \
		struct type *next, **link; \
	}

#define LIST_FOREACH(e, head, field) \
	for ((e) = (head)->first; (e) != NULL; (e) = (e)->field.next)

#define LIST_INSERT_HEAD(head, e, field)                                \
	do {                                                            \
		(e)->field.next = (head)->first;                        \
		if ((e)->field.next != NULL)                            \
			(e)->field.next->field.link = &(e)->field.next; \
		(head)->first = (e);                                    \
		(e)->field.link = &(head)->first;                       \
	} while (0)

#define LIST_REMOVE(e, field)                                          \
	do {                                                           \
		*(e)->field.link = (e)->field.next;                    \
		if ((e)->field.next != NULL)                           \
			(e)->field.next->field.link = (e)->field.link; \
	} while (0)

/* `end` is the pointer that will lead to the next one that is appended. */
#define TAILQ_HEAD(name, type)             \
	struct name {                      \
		struct type *first, **end; \
	}

#define TAILQ_ENTRY(type) LIST_ENTRY(type)

#define TAILQ_INIT(head)                      \
	do {                                  \
		(head)->first = NULL;         \
		(head)->end = &(head)->first; \
	} while (0)

#define TAILQ_FIRST(head) ((head)->first)

#define TAILQ_EMPTY(head) ((head)->first == NULL)

#define TAILQ_FOREACH(e, head, field) LIST_FOREACH(e, head, field)

#define TAILQ_INSERT_TAIL(head, e, field)       \
	do {                                    \
		(e)->field.next = NULL;         \
		(e)->field.link = (head)->end;  \
		*(head)->end = (e);             \
		(head)->end = &(e)->field.next; \
	} while (0)

#define TAILQ_REMOVE(head, e, field)                                   \
	do {                                                           \
		*(e)->field.link = (e)->field.next;                    \
		if ((e)->field.next != NULL)                           \
			(e)->field.next->field.link = (e)->field.link; \
		else                                                   \
			(head)->end = (e)->field.link;                 \
	} while (0)

#endif
