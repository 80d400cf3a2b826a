/**
 * Header lists as Node's HTTP keeps them on the wire: name, value, name, value, … They pass through untouched but for what
 * belongs to one connection only (RFC 9110, 7.6.1) and what the load balancer adds.
 */
export type RawHeaders = readonly string[];

const connectionHeaders = new Set([
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

const headerValue = (headers: RawHeaders, wanted: string): string | undefined => {
  for (let index = 0; index < headers.length; index += 2) {
    if (headers[index]?.toLowerCase() === wanted) return headers[index + 1];
  }
  return undefined;
};

/** The headers without those of the connection, among them the ones that `Connection` names, and without `dropped`. */
export const endToEnd = (headers: RawHeaders, dropped?: ReadonlySet<string>): string[] => {
  const named = headerValue(headers, "connection")?.toLowerCase() ?? "";
  const kept: string[] = [];
  for (let index = 0; index < headers.length; index += 2) {
    const name = headers[index] ?? "";
    const lower = name.toLowerCase();
    if (connectionHeaders.has(lower) || dropped?.has(lower)) continue;
    if (named !== "" && named.split(",").some((token) => token.trim() === lower)) continue;
    kept.push(name, headers[index + 1] ?? "");
  }
  return kept;
};

const forwarded = new Set(["x-forwarded-for", "x-forwarded-proto", "x-forwarded-port"]);

/** What the target is sent: X-Forwarded-For is appended to, -Proto and -Port are the load balancer's own. */
export const requestHeaders = (
  headers: RawHeaders,
  client: { readonly ip: string; readonly protocol: string; readonly port: number },
): string[] => {
  const kept = endToEnd(headers, forwarded);
  const before = headerValue(headers, "x-forwarded-for");
  kept.push("X-Forwarded-For", before === undefined ? client.ip : `${before}, ${client.ip}`);
  kept.push("X-Forwarded-Proto", client.protocol, "X-Forwarded-Port", String(client.port));
  // The length of a chunked body is not known in advance on the second hop either.
  if (headerValue(headers, "transfer-encoding") !== undefined) kept.push("Transfer-Encoding", "chunked");
  return kept;
};

/** Whether a request with these headers has a body (RFC 9112, 6.3). */
export const hasBody = (headers: RawHeaders): boolean =>
  headerValue(headers, "transfer-encoding") !== undefined || Number(headerValue(headers, "content-length") ?? 0) > 0;
