/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "http/program.h"

#include "base/output.h"
#include "base/program.h"
#include "http/http.h"
#include "http/save.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define SMALL 4096     /* octets that are not worth a write of their own */
#define GATHERED 65536 /* octets that are */

struct settings {
	struct mni_http_options options;
	struct mni_client client;
	struct mni_http http; /* its fields are those of the options */
	struct mni_peer peer; /* only its family counts */
	bool to_head, include, fail;
	const char *path; /* NULL: standard output */
};

/* Where the answers go. */
struct delivery {
	const struct settings *settings;
	struct mni_output output;
	struct mni_deadline deadline;
};

static enum mni_status
take_field(struct settings *settings)
{
	struct mni_trouble trouble;

	if (mni_http_add_field(&settings->http, optarg, &trouble) == MNI_OK)
		return MNI_OK;
	return mni_program_usage("--header: %s", trouble.text);
}

static enum mni_status
take_max_body(struct settings *settings)
{
	size_t size = 0;
	enum mni_status status = mni_option_size("max-body", &size);

	settings->options.limits.body = size;
	return status;
}

static enum mni_status
take_limit(int code, struct settings *settings)
{
	struct mni_http_limits *limits = &settings->options.limits;

	switch (code) {
	case MNI_HTTP_MAX_REDIRECTS:
		return mni_option_count(
		    "max-redirects", &settings->options.max_redirects);
	case MNI_HTTP_MAX_LINE:
		return mni_option_size("max-line", &limits->line);
	case MNI_HTTP_MAX_SECTION:
		return mni_option_size("max-section", &limits->section);
	case MNI_HTTP_MAX_FIELDS:
		return mni_option_count("max-fields", &limits->fields);
	case MNI_HTTP_MAX_INTERIM:
		return mni_option_count("max-interim", &limits->interim);
	default:
		return take_max_body(settings);
	}
}

static enum mni_status
take_path(struct settings *settings)
{
	if (*optarg == '\0')
		return mni_program_usage("--output takes the path of a file");
	settings->path = strcmp(optarg, "-") == 0 ? NULL : optarg;
	return MNI_OK;
}

static enum mni_status
take(int code, void *owner)
{
	struct settings *settings = owner;

	switch (code) {
	case 'i':
		settings->include = true;
		return MNI_OK;
	case 'L':
		settings->options.follow = true;
		return MNI_OK;
	case 'v':
		settings->options.trace = mni_program_trace;
		return MNI_OK;
	case 'o':
		return take_path(settings);
	case MNI_HTTP_FAIL:
		settings->fail = true;
		return MNI_OK;
	case 'H':
		return take_field(settings);
	default:
		return take_limit(code, settings);
	}
}

static enum mni_status
not_written(struct mni_trouble *trouble)
{
	if (errno == ETIMEDOUT)
		return mni_trouble(
		    trouble, MNI_TIMEOUT, "what came was not read in time");
	return mni_trouble(trouble, MNI_OUTPUT, "%s", strerror(errno));
}

static enum mni_status
write_octets(struct delivery *delivery, const void *data, size_t size,
    struct mni_trouble *trouble)
{
	if (mni_output_send(
	        &delivery->output, data, size, delivery->deadline) == 0)
		return MNI_OK;
	return not_written(trouble);
}

/* Small pieces are gathered. */
static enum mni_status
take_body(
    void *owner, const uint8_t *data, size_t size, struct mni_trouble *trouble)
{
	struct delivery *delivery = owner;
	struct mni_output *output = &delivery->output;

	if (size > SMALL || mni_output_waiting(output) > GATHERED)
		return write_octets(delivery, data, size, trouble);
	if (mni_output_put(output, data, size) == -1)
		return mni_trouble(trouble, MNI_SYSTEM, "no memory");
	return MNI_OK;
}

static enum mni_status
settle_body(void *owner, struct mni_trouble *trouble)
{
	struct delivery *delivery = owner;

	if (mni_output_drain(&delivery->output, delivery->deadline) == 0)
		return MNI_OK;
	return not_written(trouble);
}

static enum mni_status
take_head(void *owner, const struct mni_head *head, struct mni_trouble *trouble)
{
	struct delivery *delivery = owner;
	const struct settings *settings = delivery->settings;

	if (settings->fail && mni_head_is_failure(head))
		return mni_trouble(
		    trouble, MNI_HTTP_STATUS, "the status is %d", head->status);
	if (!settings->to_head && !settings->include)
		return MNI_OK;
	return write_octets(delivery, head->raw.data, head->raw.size, trouble);
}

static enum mni_status
perform(struct settings *settings, struct delivery *delivery, const char *url,
    bool last)
{
	const struct mni_http_ask ask = {.url = url,
	    .to_head = settings->to_head,
	    .last = last,
	    .head = take_head,
	    .body = {.take = take_body,
	        .settle = settle_body,
	        .owner = delivery},
	    .owner = delivery};
	const char *place = settings->path == NULL ? "standard output"
	                                           : settings->path;
	struct mni_trouble trouble, write_trouble;
	enum mni_status status, written;

	status = mni_http_perform(
	    &settings->http, &ask, delivery->deadline, &trouble);
	written = mni_program_end_output(
	    &delivery->output, delivery->deadline, &write_trouble);
	if (status == MNI_OK && written != MNI_OK)
		return mni_program_failed(place, written, &write_trouble);
	if (status != MNI_OK)
		return mni_program_failed(
		    status == MNI_OUTPUT ? place : url, status, &trouble);
	return MNI_OK;
}

/* Asks for all, also when one fails.  Returns the status of the first that
 * did. */
static enum mni_status
perform_all(struct settings *settings, char *const *urls, int fd,
    struct mni_deadline deadline)
{
	struct delivery delivery = {.settings = settings,
	    .output = mni_output_to(fd),
	    .deadline = deadline};
	enum mni_status first = MNI_OK, status;

	for (; *urls != NULL; urls++) {
		status = perform(settings, &delivery, *urls, urls[1] == NULL);
		if (first == MNI_OK)
			first = status;
	}
	mni_output_fini(&delivery.output);
	return first;
}

static enum mni_status
act(struct settings *settings, char *const *urls)
{
	struct mni_deadline deadline =
	    mni_deadline_in(settings->client.timeout_ms);
	struct mni_trouble trouble;
	struct mni_save save;
	enum mni_status status, saved;

	settings->options.family = settings->peer.family;
	settings->http.options = settings->options;
	if (settings->path == NULL)
		return perform_all(settings, urls, STDOUT_FILENO, deadline);
	status = mni_save_begin(&save, settings->path, deadline, &trouble);
	if (status != MNI_OK)
		return mni_program_failed(settings->path, status, &trouble);
	status = perform_all(settings, urls, save.fd, deadline);
	saved = mni_save_end(&save, status == MNI_OK, &trouble);
	if (status == MNI_OK && saved != MNI_OK)
		return mni_program_failed(settings->path, saved, &trouble);
	return status;
}

int
mni_http_main(const char *name, struct mni_options options, bool to_head,
    int argc, char **argv)
{
	struct settings settings = {.options = mni_http_usual,
	    .client = {.timeout_ms = MNI_TIMEOUT_MS},
	    .to_head = to_head};
	enum mni_status status;

	mni_program_begin(name);
	mni_http_init(&settings.http, &settings.options);
	settings.client.peer = &settings.peer;
	options.take = take;
	if (mni_options_read(
	        &options, argc, argv, &settings.client, &settings, &status)) {
		argv += optind;
		status = *argv == NULL ? mni_program_usage("URL is missing")
		                       : act(&settings, argv);
	}
	mni_http_fini(&settings.http);
	return (int)status;
}
