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

/** Every value of a header, by its lower-case name. */
export const headerValues = (headers: RawHeaders, wanted: string): readonly string[] =>
  headers.filter((_, index) => index % 2 === 1 && headers[index - 1]?.toLowerCase() === wanted);

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

/** How a load balancer's attributes change the headers of a request on its way. */
export interface HeaderRules {
  /** "drop_invalid_header_fields": names other than of letters, digits and hyphens go. */
  readonly dropInvalid: boolean;
  /** "xff_header_processing.mode" */
  readonly forwardedFor: "append" | "preserve" | "remove";
  /** "xff_client_port": the client's port too, where its address is appended. */
  readonly clientPort: boolean;
  /** "x_amzn_tls_version_and_cipher_suite": headers that tell of the connection, if it is secure. */
  readonly tellTls: boolean;
}

/** A client, and the listener that it came by. */
export interface Client {
  readonly ip: string;
  readonly protocol: string;
  /** The listener's. */
  readonly port: number;
  /** Its own. */
  readonly sourcePort?: number | undefined;
  /** In OpenSSL's words, of a secure connection. */
  readonly tls?: { readonly version: string; readonly cipherSuite: string } | undefined;
}

/** As a new load balancer does it. */
export const defaultHeaderRules: HeaderRules = {
  dropInvalid: false,
  forwardedFor: "append",
  clientPort: false,
  tellTls: false,
};

const replaced = new Set(["x-forwarded-for", "x-forwarded-proto", "x-forwarded-port"]);
const replacedWithTls = new Set([...replaced, "x-amzn-tls-version", "x-amzn-tls-cipher-suite"]);

const validOnly = (headers: RawHeaders): RawHeaders =>
  headers.filter((_, index) => /^[A-Za-z0-9-]+$/.test(headers[index - (index % 2)] ?? ""));

const forwardedFor = (before: string | undefined, client: Client, rules: HeaderRules): readonly string[] => {
  if (rules.forwardedFor === "remove") return [];
  if (rules.forwardedFor === "preserve") return before === undefined ? [] : ["X-Forwarded-For", before];
  const ip = rules.clientPort && client.sourcePort !== undefined ? `${client.ip}:${client.sourcePort}` : client.ip;
  return ["X-Forwarded-For", before === undefined ? ip : `${before}, ${ip}`];
};

/**
 * What the target is sent: X-Forwarded-For is appended to, -Proto and -Port are the load balancer's own, unless its attributes ask
 * for other headers.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/x-forwarded-headers.html
 */
export const requestHeaders = (
  headers: RawHeaders,
  client: Client,
  rules: HeaderRules = defaultHeaderRules,
): string[] => {
  const kept = endToEnd(rules.dropInvalid ? validOnly(headers) : headers, rules.tellTls ? replacedWithTls : replaced);
  kept.push(...forwardedFor(headerValue(headers, "x-forwarded-for"), client, rules));
  if (rules.tellTls && client.tls !== undefined) {
    kept.push("X-Amzn-Tls-Version", client.tls.version, "X-Amzn-Tls-Cipher-Suite", client.tls.cipherSuite);
  }
  kept.push("X-Forwarded-Proto", client.protocol, "X-Forwarded-Port", String(client.port));
  // The length of a chunked body is not known in advance on the second hop either.
  if (headerValue(headers, "transfer-encoding") !== undefined) kept.push("Transfer-Encoding", "chunked");
  return kept;
};

/** Whether a request with these headers has a body (RFC 9112, 6.3). */
export const hasBody = (headers: RawHeaders): boolean =>
  headerValue(headers, "transfer-encoding") !== undefined || Number(headerValue(headers, "content-length") ?? 0) > 0;
