/*
 * key_file: a file with a key in it, for rooms and clients that have one.
 */
#ifndef KEY_FILE_H
#define KEY_FILE_H

#include <sys/types.h>

#define KEY "open sesame"

/* Its name, while there is one. */
extern char key_file[];

/* Makes the file, with KEY in it; returns the options that name it. */
const char *key_file_make(mode_t mode);

void key_file_remove(void);

#endif
