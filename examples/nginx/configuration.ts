/** nginx.conf of one instance, from what its image and its release say. */

export interface Served {
  readonly release: string;
  readonly instance: string;
  readonly address: string;
  readonly httpPort: number;
  readonly httpsPort: number;
  /** Where nginx keeps what it writes, and where the certificate and its key are. */
  readonly folder: string;
}

/** What may stand in the configuration as it is: nothing that nginx would read as more than a word. */
const word = /^[\w.:-]+$/;

/** The configuration: `/health` for the load balancer, everything else answers with the release. Throws for what is no word. */
export const nginxConfiguration = ({ release, instance, address, httpPort, httpsPort, folder }: Served): string => {
  for (const [name, value] of Object.entries({ release, instance, address }))
    if (!word.test(value))
      throw new Error(`The ${name} '${value}' is not a word of letters, digits, '.', '_', ':' and '-'.`);
  return `daemon off;
worker_processes 1;
pid ${folder}/nginx.pid;
error_log stderr notice;

events {
  worker_connections 256;
}

http {
  access_log off;
  # Longer than the load balancer keeps an idle connection (60 s): the side that sends must close first.
  keepalive_timeout 75s;
  default_type application/json;
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;

  server {
    listen ${address}:${httpPort};
    listen ${address}:${httpsPort} ssl;
    ssl_certificate ${folder}/certificate.pem;
    ssl_certificate_key ${folder}/key.pem;

    add_header x-release "${release}" always;
    add_header x-instance "${instance}" always;

    location = /health {
      default_type text/plain;
      return 200 "ok\\n";
    }

    location / {
      return 200 '{"release":"${release}","instance":"${instance}"}';
    }
  }
}
`;
};
