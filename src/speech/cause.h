/*
 * cause: why something did not work, as both programs say it.
 *
 * What the system says of an error (strerror(3), gai_strerror(3)) depends on
 * the locale and on catalogues that many machines do not have.  The usual ones
 * are sentences of the table (sentence.h), so they are said in the language of
 * whoever reads them, with the words of glibc in English.
 *
 * Pure functions for any thread.
 */
#ifndef CAUSE_H
#define CAUSE_H

#include "common/key.h"
#include "common/words.h"
#include "speech/sentence.h"

/*
 * What an error number of the system means, as the argument of a sentence.  Of
 * one that is not in the table it is what the system says of it.
 */
struct words cause_of(int error);

/* The same of what getaddrinfo(3) has returned, with the errno of that call. */
struct words cause_of_lookup(int result, int error);

/*
 * Why a key cannot be taken from a file: a sentence that names the file, and
 * what stands in it.  Not to be copied: the arguments point into it, and to the
 * name of the file.
 */
struct cause {
	enum sentence sentence;
	struct words args[SENTENCE_ARGS_MAX];
	char texts[2][WORDS_NUMBER_SIZE];
};

void cause_of_key(struct cause *c, const char *file,
    const struct key_fault *fault);

#endif
