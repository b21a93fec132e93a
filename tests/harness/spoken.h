/*
 * spoken: the words of our servers that a client understands.
 *
 * They have said them since the first one that had keys, and since the first
 * one that had records: they may not change.  So they do not come from the
 * source.
 */
#ifndef SPOKEN_H
#define SPOKEN_H

#define ASKED "*** this room has a key; answer with /key WORDS\r\n"
#define WRONG "*** that is not the key; 2 more tries\r\n"
#define WELCOME_AS(name) "*** welcome, you are " name " here\r\n"
#define NAMED "*** you are now known as Ann\r\n"

/* IAC DO, and WONT, TIMING-MARK: a filter waits for its nick by these. */
#define DO_MARK "\377\375\006"
#define WONT_MARK "\377\374\006"

/* The time of a record, between the TABs around it. */
#define T "\t2026-11-26T16:20:05.123Z\t"

#endif
