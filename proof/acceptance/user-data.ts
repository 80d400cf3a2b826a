/**
 * The user data of a release: a server in the Python that comes with Amazon Linux. It says which release it is, and is healthy unless
 * `health` says never. The sample service of the playground reads the same lines.
 */
export const userDataOf = (version: string, health: "ok" | "never" = "ok"): string => `#!/bin/bash
RELEASE_VERSION=${version}
RELEASE_COMMIT=${version.repeat(7)}
HEALTH=${health}
cat > /opt/server.py <<'END'
import json, os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

release, commit = os.environ["RELEASE_VERSION"], os.environ["RELEASE_COMMIT"]


class Server(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        ill = self.path == "/health" and os.environ["HEALTH"] == "never"
        body = json.dumps({"release": release, "commit": commit}).encode()
        self.send_response(503 if ill else 200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.send_header("x-release", release)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Patient(ThreadingHTTPServer):
    request_queue_size = 128


Patient(("", 8080), Server).serve_forever()
END
systemd-run --unit=server --property=Restart=always --setenv=RELEASE_VERSION="$RELEASE_VERSION" \\
  --setenv=RELEASE_COMMIT="$RELEASE_COMMIT" --setenv=HEALTH="$HEALTH" python3 /opt/server.py
`;
