import type { ServerResponse } from "node:http";
import type { FixedResponseActionConfig, RedirectActionConfig } from "@aws-sdk/client-elastic-load-balancing-v2";
import { hostnameOf, pathOf, queryOf } from "./matcher.ts";

const server = "awselb/2.0";

const titles = {
  500: "500 Internal Server Error",
  502: "502 Bad Gateway",
  503: "503 Service Temporarily Unavailable",
  504: "504 Gateway Time-out",
};

/**
 * The page that an application load balancer answers with when it has no answer of a target to give. Beyond AWS's it names the
 * instance that it asked, as AWS does in its access logs: the ledger of requests is our access log.
 */
export const answerError = (response: ServerResponse, status: keyof typeof titles, instance?: string): void => {
  const title = titles[status];
  const body = `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n</body>\r\n</html>\r\n`;
  const length = String(Buffer.byteLength(body));
  const headers = ["Server", server, "Content-Type", "text/html", "Content-Length", length];
  response.writeHead(status, instance === undefined ? headers : [...headers, "X-Instance", instance]).end(body);
};

/** A fixed-response action. */
export const answerFixed = (response: ServerResponse, config: FixedResponseActionConfig): void => {
  const body = config.MessageBody ?? "";
  const length = String(Buffer.byteLength(body));
  const headers = ["Server", server, "Content-Type", config.ContentType ?? "text/plain", "Content-Length", length];
  response.writeHead(Number(config.StatusCode), headers).end(body);
};

/** Answers a request as a load balancer's redirect action does: without a body. */
export const answerRedirect = (response: ServerResponse, status: number, location: string): void => {
  response.writeHead(status, ["Server", server, "Location", location, "Content-Length", "0"]).end();
};

/** Where a redirect action sends a request: parts not given stay, and `#{part}` stands for the request's own. */
export const redirectLocation = (
  config: RedirectActionConfig,
  request: { readonly protocol: string; readonly host: string; readonly port: number; readonly url: string },
): string => {
  const own: Record<string, string> = {
    protocol: request.protocol,
    host: hostnameOf(request.host),
    port: String(request.port),
    path: pathOf(request.url).slice(1),
    query: queryOf(request.url),
  };
  const filled = (text: string) =>
    text.replace(/#\{(protocol|host|port|path|query)\}/g, (_, part: string) => own[part] ?? "");
  const protocol = filled(config.Protocol ?? "#{protocol}").toLowerCase();
  const query = filled(config.Query ?? "#{query}");
  const path = filled(config.Path ?? "/#{path}");
  return `${protocol}://${filled(config.Host ?? "#{host}")}:${filled(config.Port ?? "#{port}")}${path}${query === "" ? "" : `?${query}`}`;
};
