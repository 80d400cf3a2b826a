/** What a registration says of one check. */
import * as z from "zod";
import { defaults } from "./defaults.ts";
import { port, strictObject } from "./schema.ts";

/** Letters, digits and hyphens between dots, and no address: certificates and virtual hosts go by names. */
const hostName = /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/i;

/** A token of RFC 9110, and the visible characters that every server takes in a value. */
const headerName = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/;
const headerValue = /^[\x20-\x7e]*$/;

/** What a request says of itself, and what a connection does. */
const reserved: ReadonlySet<string> = new Set([
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

const headers = z
  .record(z.string(), z.string().regex(headerValue, "expected visible ASCII characters and spaces"))
  .superRefine((given, context) => {
    const names = Object.keys(given).map((name) => name.toLowerCase());
    for (const name of Object.keys(given)) {
      const issue = (message: string) => context.addIssue({ code: "custom", path: [name], message });
      const lower = name.toLowerCase();
      if (!headerName.test(name)) issue("expected the name of a header");
      else if (lower === "host") issue("not a header here: say 'host' beside 'headers'");
      else if (reserved.has(lower)) issue("is the request's own");
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
  status: z.int().min(100).max(599).default(defaults.checkStatus),
  /** Text that the answer must contain. */
  contains: z.string().min(1).optional(),
});
