#!/bin/sh
# The AWS CLI of version 1 leaves AWS_ENDPOINT_URL aside for SQS, and calls AWS.
#
# Expected: AWS_ENDPOINT_URL is the endpoint of every service
# (https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html), as it is of STS and all others in the same CLI, and of
# SQS in boto3 of the same days.
# Seen: `aws sts get-caller-identity` calls the endpoint; `aws sqs list-queues` calls eu-west-1.queue.amazonaws.com. With
# --endpoint-url it calls what it is told. Whoever believes to be on his own machine sends his calls, and messages, to AWS.
# What we do about it: the playground's proof with the AWS CLI says --endpoint-url for SQS (proof/others/tools/commands.json).
#
# Needs python3 and the network, for pip alone: a proxy on this machine takes whatever the CLI would send anywhere else.
set -eu
folder=$(mktemp -d)
trap 'kill "$server" 2>/dev/null || true; rm -rf "$folder"' EXIT
server=
python3 -m venv "$folder/python"
"$folder/python/bin/pip" install -q --disable-pip-version-check awscli==1.46.3

cat >"$folder/listen.py" <<'PY'
"""Answers nothing of use, as endpoint and as proxy, and writes down what was asked of it."""
import http.server, sys

class Listener(http.server.BaseHTTPRequestHandler):
    def refuse(self):
        with open(sys.argv[2], "a") as log:
            log.write(f"{self.command} {self.path}\n")
        self.send_error(400)
    do_POST = do_CONNECT = refuse
    def log_message(self, *args):
        pass

server = http.server.HTTPServer(("127.0.0.1", 0), Listener)
with open(sys.argv[1], "w") as file:
    file.write(str(server.server_port))
server.serve_forever()
PY
python3 "$folder/listen.py" "$folder/port" "$folder/log" &
server=$!
while [ ! -s "$folder/port" ]; do kill -0 "$server"; done
here="http://127.0.0.1:$(cat "$folder/port")"

asked() {
  : >"$folder/log"
  env HOME="$folder" AWS_ENDPOINT_URL="$here" HTTPS_PROXY="$here" NO_PROXY=127.0.0.1 AWS_MAX_ATTEMPTS=1 \
    AWS_REGION=eu-west-1 AWS_DEFAULT_REGION=eu-west-1 AWS_ACCESS_KEY_ID=nobody AWS_SECRET_ACCESS_KEY=nothing \
    "$folder/python/bin/aws" "$@" >/dev/null 2>&1 || true
  head -1 "$folder/log"
}

"$folder/python/bin/aws" --version
sts=$(asked sts get-caller-identity)
sqs=$(asked sqs list-queues)
told=$(asked --endpoint-url "$here" sqs list-queues)
echo "AWS_ENDPOINT_URL=$here"
echo "sts get-caller-identity                asked: $sts"
echo "sqs list-queues                        asked: $sqs"
echo "sqs list-queues with --endpoint-url    asked: $told"
[ "$sts" = "POST /" ] && [ "$sqs" = "CONNECT eu-west-1.queue.amazonaws.com:443" ] && [ "$told" = "POST /" ]
