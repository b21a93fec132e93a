/*
 * proc: what the system says about a process.
 */
#include <config.h>

#include <check.h>
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "harness/proc.h"

static void
read_file(const char *path, char *text, size_t size)
{
	FILE *f = fopen(path, "re");
	size_t n;

	if (f == NULL)
		ck_abort_msg("%s: %s", path, strerror(errno));
	n = fread(text, 1, size - 1, f);
	text[n] = '\0';
	(void)fclose(f);
}

const char *
proc_field(const char *path, const char *name)
{
	static char value[8192];
	char text[sizeof value], label[64];
	char *rest, *word;

	read_file(path, text, sizeof text);
	(void)snprintf(label, sizeof label, "\n%s:", name);
	word = strstr(text, label);
	if (word == NULL)
		ck_abort_msg("%s has no %s", path, name);
	word += strlen(label);
	word[strcspn(word, "\n")] = '\0';
	value[0] = '\0';
	for (word = strtok_r(word, " \t", &rest); word != NULL;
	     word = strtok_r(NULL, " \t", &rest)) {
		if (value[0] != '\0')
			strcat(value, " ");
		strcat(value, word);
	}
	return (value);
}

const char *
proc_status(const struct room *r, const char *name)
{
	char path[64];

	(void)snprintf(path, sizeof path, "/proc/%ld/status", (long)r->pid);
	return (proc_field(path, name));
}

int
proc_expect_of_threads(const struct room *r, const char *name,
    const char *value)
{
	char tasks[64], path[sizeof tasks + NAME_MAX + 16];
	struct dirent *entry;
	int count = 0;
	DIR *dir;

	(void)snprintf(tasks, sizeof tasks, "/proc/%ld/task", (long)r->pid);
	dir = opendir(tasks);
	ck_assert_ptr_nonnull(dir);
	while ((entry = readdir(dir)) != NULL) {
		if (entry->d_name[0] == '.')
			continue;
		(void)snprintf(path, sizeof path, "%s/%s/status", tasks,
		    entry->d_name);
		ck_assert_str_eq(proc_field(path, name), value);
		count++;
	}
	(void)closedir(dir);
	return (count);
}
