/** What a registration says of one check. */
import * as z from "zod";
import { defaults } from "./defaults.ts";
import { port, strictObject } from "./schema.ts";

/** Letters, digits and hyphens between dots, and no address: certificates and virtual hosts go by names. */
export const hostName = /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/i;

/** A token of RFC 9110, and the visible characters that every server takes in a value. */
export const headerName = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/;
const headerValue = /^[\x20-\x7e]*$/;

/** What a request says of itself, and what a connection does. */
export const ofTheConnection: ReadonlySet<string> = new Set([
  "connection",
  "content-length",
  "expect",
  "host",
  "keep-alive",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/** As Elastic Load Balancing writes the codes of a health check: `200`, `200,301`, `200-299,404`. */
const statusMatcher = /^[1-5]\d\d(-[1-5]\d\d)?(,[1-5]\d\d(-[1-5]\d\d)?)*$/;

const anyStatus = "expected a status from 100 to 599, or several as in '200-299,404'";
const status = z
  .union([z.int(), z.string()], anyStatus)
  .refine((given) => statusMatcher.test(String(given)), anyStatus);

const compiles = (pattern: string): boolean => {
  try {
    return new RegExp(pattern, "u") !== undefined;
  } catch {
    return false;
  }
};

const headers = z
  .record(z.string(), z.string().regex(headerValue, "expected visible ASCII characters and spaces"))
  .superRefine((given, context) => {
    const names = Object.keys(given).map((name) => name.toLowerCase());
    for (const name of Object.keys(given)) {
      const issue = (message: string) => context.addIssue({ code: "custom", path: [name], message });
      const lower = name.toLowerCase();
      if (!headerName.test(name)) issue("expected the name of a header");
      else if (lower === "host") issue("not a header here: say 'host' beside 'headers'");
      else if (ofTheConnection.has(lower)) issue("is the request's own");
      else if (names.filter((each) => each === lower).length > 1) issue("is named twice");
    }
  });

export const checkSchema = strictObject({
  path: z.string().startsWith("/"),
  /** The production port whose side is called, through that side's placeholder listener; by default all of them. */
  port: port.optional(),
  /** The name by which users call the service: the Host header, and over HTTPS the name that the certificate must be good for. */
  host: z.string().regex(hostName, "expected a host name, without a port").optional(),
  headers: headers.optional(),
  /** What the service speaks behind a TCP or TLS listener; by default HTTP behind TCP, HTTPS behind TLS. */
  protocol: z.enum(["HTTP", "HTTPS"]).optional(),
  /** The status that is expected, or all that are: `200-299,404`. */
  status: status.default(defaults.checkStatus),
  /** Text that the answer must contain. */
  contains: z.string().min(1).optional(),
  /** A regular expression (flag `u`) that the answer must match somewhere; it may look for a second (`http-check.ts`). */
  matches: z.string().min(1).max(256).refine(compiles, "expected a regular expression of JavaScript").optional(),
  /** Headers that the answer must have, each with just that value; names in any case. */
  answerHeaders: z
    .record(z.string().regex(headerName, "expected the name of a header"), z.string().regex(headerValue))
    .optional(),
  /** An answer that takes longer is none; from the request to the end of the body, the connection and TLS included. */
  latencyMilliseconds: z.int().min(1).max(10_000).optional(),
  /** How many calls in a row must be answered as expected. The first that is not fails the check. */
  inARow: z.int().min(1).max(100).default(defaults.checksInARow),
});
