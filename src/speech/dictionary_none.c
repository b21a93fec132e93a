/*
 * dictionary_none: no translations, as there was no msgfmt to read them.  See
 * dictionary.h.
 */
#include <config.h>

#include "speech/dictionary.h"

const struct dictionary_bytes dictionary_bytes[LANGUAGES] = { { NULL, 0 } };
