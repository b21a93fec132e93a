/*
 * result: what came of a command; all that the table and its handlers share.
 */
#ifndef RESULT_H
#define RESULT_H

#include "common/words.h"

struct member;
struct registry;

enum command_result {
	COMMAND_DONE,
	COMMAND_MISUSED, /* the member must be told how it is used */
	COMMAND_LEFT	 /* the member has left by it */
};

#endif
