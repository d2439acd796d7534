/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "engine/forks.h"

#include "engine/net.h"

/* Taken before the lock of any net. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct mn_net *nets;

static void
lock_all(void)
{
	struct mn_net *net;

	(void)pthread_mutex_lock(&lock);
	for (net = nets; net != NULL; net = net->next)
		mni_net_lock(net);
}

static void
unlock_all(void)
{
	struct mn_net *net;

	for (net = nets; net != NULL; net = net->next)
		(void)pthread_mutex_unlock(&net->lock);
	(void)pthread_mutex_unlock(&lock);
}

static void
prepare(void)
{
	(void)pthread_atfork(lock_all, unlock_all, unlock_all);
}

void
mni_forks_add(struct mn_net *net)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	(void)pthread_once(&once, prepare);
	(void)pthread_mutex_lock(&lock);
	net->next = nets;
	net->link = &nets;
	if (nets != NULL)
		nets->link = &net->next;
	nets = net;
	(void)pthread_mutex_unlock(&lock);
}

void
mni_forks_remove(struct mn_net *net)
{
	(void)pthread_mutex_lock(&lock);
	*net->link = net->next;
	if (net->next != NULL)
		net->next->link = net->link;
	(void)pthread_mutex_unlock(&lock);
}
