import { expect, it } from "vitest";
import { nginxConfiguration } from "../../../examples/nginx/configuration.ts";

const served = {
  release: "1.4.2",
  instance: "i-0123456789abcdef0",
  address: "127.7.1.2",
  httpPort: 8080,
  httpsPort: 8443,
  folder: "/tmp/nginx-1",
};

const expected = `daemon off;
worker_processes 1;
pid /tmp/nginx-1/nginx.pid;
error_log stderr notice;

events {
  worker_connections 256;
}

http {
  access_log off;
  # Longer than the load balancer keeps an idle connection (60 s): the side that sends must close first.
  keepalive_timeout 75s;
  default_type application/json;
  client_body_temp_path /tmp/nginx-1/body;
  proxy_temp_path /tmp/nginx-1/proxy;
  fastcgi_temp_path /tmp/nginx-1/fastcgi;
  uwsgi_temp_path /tmp/nginx-1/uwsgi;
  scgi_temp_path /tmp/nginx-1/scgi;

  server {
    listen 127.7.1.2:8080;
    listen 127.7.1.2:8443 ssl;
    ssl_certificate /tmp/nginx-1/certificate.pem;
    ssl_certificate_key /tmp/nginx-1/key.pem;

    add_header x-release "1.4.2" always;
    add_header x-instance "i-0123456789abcdef0" always;

    location = /health {
      default_type text/plain;
      return 200 "ok\\n";
    }

    location / {
      return 200 '{"release":"1.4.2","instance":"i-0123456789abcdef0"}';
    }
  }
}
`;

it("nginx's configuration has the release, the address with its ports, the certificate and the health check", () => {
  expect(nginxConfiguration(served)).toBe(expected);
});

it.each(['1"; return 500 "', "1\n}", "$host", ""])(
  "refuses the release %j, which nginx would read otherwise",
  (release) => {
    expect(() => nginxConfiguration({ ...served, release })).toThrow(`The release '${release}' is not a word`);
  },
);
