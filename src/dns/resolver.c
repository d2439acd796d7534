/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "dns/resolver.h"

#include "dns/asking.h"
#include "dns/tcp.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static void
pass_deadline(struct mni_watch *watch, short revents)
{
	struct mni_dns_run *run = watch->owner;
	size_t i;

	(void)revents;
	for (i = 0; i < run->count; i++)
		if (!run->askings[i].over)
			mni_dns_asking_give_up(&run->askings[i]);
}

/* Returns 0, or -1 with errno. */
static int
begin_lookup(struct mni_dns_run *run, struct mni_dns_asking *asking,
    struct mni_dns_lookup *lookup)
{
	asking->run = run;
	asking->lookup = lookup;
	asking->timer =
	    (struct mni_watch){.fd = -1, .expiry = mni_deadline_never()};
	if (mni_loop_add(&run->loop, &asking->timer) == -1)
		return -1;
	run->count++;
	run->open++;
	mni_dns_chain_begin(&asking->chain, &lookup->name);
	mni_dns_asking_begin(asking);
	return 0;
}

/* Returns 0, or -1 with errno. */
static int
begin(struct mni_dns_run *run, struct mni_dns_lookup *lookups, size_t count)
{
	const struct mni_dns_resolver *resolver = run->resolver;
	size_t first = 0, i;

	if (resolver->turn != NULL)
		first = (*resolver->turn)++ % resolver->server_count;
	if (mni_loop_init(&run->loop) == -1 ||
	    mni_loop_add(&run->loop, &run->deadline) == -1)
		return -1;
	for (i = 0; i < count; i++) {
		run->askings[i].next = first;
		if (begin_lookup(run, &run->askings[i], &lookups[i]) == -1)
			return -1;
	}
	return 0;
}

static void
end(struct mni_dns_run *run)
{
	size_t i;

	for (i = 0; i < run->count; i++)
		if (!run->askings[i].over)
			mni_dns_asking_give_up(&run->askings[i]);
	for (i = 0; i < run->resolver->server_count; i++)
		mni_dns_tcp_close(&run->servers[i]);
	mni_loop_remove(&run->loop, &run->deadline);
	mni_loop_fini(&run->loop);
}

enum mni_status
mni_dns_resolve(const struct mni_dns_resolver *resolver,
    struct mni_dns_lookup *lookups, size_t count, struct mni_deadline deadline,
    struct mni_trouble *trouble)
{
	struct mni_dns_run *run = calloc(1, sizeof(*run));
	enum mni_status status = MNI_OK;
	size_t i;

	assert(count <= MNI_DNS_LOOKUPS_MOST && resolver->server_count > 0);
	if (run == NULL)
		return mni_trouble(trouble, MNI_SYSTEM, "no memory");
	run->resolver = resolver;
	run->deadline = (struct mni_watch){
	    .fd = -1, .expiry = deadline, .ready = pass_deadline, .owner = run};
	for (i = 0; i < resolver->server_count; i++)
		run->servers[i] = (struct mni_dns_server){.run = run,
		    .address = resolver->servers[i],
		    .watch = {.fd = -1}};
	if (begin(run, lookups, count) == -1)
		status =
		    mni_trouble(trouble, MNI_SYSTEM, "%s", strerror(errno));
	while (status == MNI_OK && run->open > 0)
		if (mni_loop_turn(&run->loop) == -1)
			status = mni_trouble(
			    trouble, MNI_SYSTEM, "%s", strerror(errno));
	end(run);
	free(run);
	return status;
}
