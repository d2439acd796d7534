# SPDX-License-Identifier: MIT
"""The clients of HTTP that Python has.

    http_client.py FOLDER

Prints "ready", and then makes a visit for each line of the pipe FOLDER/visits,
which has these words with tabs between them:

    get URL...
    head URL
    post URL FILE
    follow URL

It asks by http.client, all URLs of a line over one connection; the last follows
redirects, as urllib does. In FOLDER/got are the bodies, and of a head the length
that it tells, in FOLDER/err an error, such as a status of 400 and above. A line
of the pipe FOLDER/statuses is what a program would end with.
"""

import http.client
import sys
import urllib.parse
import urllib.request


def ask(got, method, urls, body=None):
    address = urllib.parse.urlsplit(urls[0]).netloc
    server = http.client.HTTPConnection(address, timeout=1)
    for url in urls:
        server.request(method, urllib.parse.urlsplit(url).path, body)
        with server.getresponse() as answer:
            got.write(answer.read())
            if method == "HEAD":
                got.write(b"%s\n" % answer.getheader("Content-Length").encode())
            if answer.status >= 400:
                raise http.client.HTTPException(answer.reason)


def post(got, url, path):
    with open(path, "rb") as body:
        ask(got, "POST", [url], body.read())


def follow(got, url):
    with urllib.request.urlopen(url, timeout=1) as answer:
        got.write(answer.read())


def visit(got, verb, *words):
    if verb == "follow":
        follow(got, *words)
    elif verb == "post":
        post(got, *words)
    else:
        ask(got, verb.upper(), words)


def status_of(folder, words):
    with open(f"{folder}/got", "wb") as got, open(f"{folder}/err", "w") as err:
        try:
            visit(got, *words)
        except (OSError, http.client.HTTPException) as error:
            print(f"{type(error).__name__}: {error}", file=err)
            return 1
    return 0


def main(folder):
    print("ready", flush=True)
    with open(f"{folder}/visits") as visits:
        with open(f"{folder}/statuses", "w") as statuses:
            for line in visits:
                words = line.rstrip("\n").split("\t")
                print(status_of(folder, words), file=statuses, flush=True)


main(sys.argv[1])
