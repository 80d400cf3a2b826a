/** What a registration says of its preview: by what a request asks for the side without traffic, at the production address. */
import * as z from "zod";
import type { Json } from "../changes/change.ts";
import { isRecord } from "../resources/described/plain.ts";
import { headerName, hostName, ofTheConnection } from "./check.ts";
import { strictObject } from "./schema.ts";

const wildcards = "no wildcards here, which would let other requests through";

/**
 * As conditions of rules take them: a header's name of 40 characters and a value of 128, a host name of 128 with a dot and letters after the
 * last one. https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html
 */
const header = strictObject({
  name: z
    .string()
    .max(40)
    .regex(headerName, "expected the name of a header")
    .refine((name) => name.toLowerCase() !== "host", "not a header here: say 'host' instead of 'header'")
    .refine((name) => !ofTheConnection.has(name.toLowerCase()), "is the request's own"),
  value: z
    .string()
    .min(1)
    .max(128)
    .regex(/^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/, "expected visible ASCII characters, and spaces between them")
    .refine((value) => !/[*?\\]/.test(value), wildcards),
});

const host = z
  .string()
  .max(128)
  .regex(hostName, "expected a host name, without a port")
  .regex(/\.[A-Za-z]+$/, "expected a name with a dot, and letters alone after the last one");

export const previewSchema = strictObject({ header: header.optional(), host: host.optional() }).refine(
  (preview) => (preview.header === undefined) !== (preview.host === undefined),
  "expected either a header or a host",
);

export type Preview = Readonly<z.infer<typeof previewSchema>>;

/** The condition that the rule of a preview has beside those of the production rule. */
export const conditionOf = ({ header: asked, host: name }: Preview): Json =>
  asked === undefined
    ? { Field: "host-header", HostHeaderConfig: { Values: [name ?? ""] } }
    : { Field: "http-header", HttpHeaderConfig: { HttpHeaderName: asked.name, Values: [asked.value] } };

/** The same the other way round: what a request that asks for the preview says; nothing for what is no such condition. */
export const headersOf = (condition: Json | undefined): Readonly<Record<string, string>> => {
  if (!isRecord(condition)) return {};
  const { HostHeaderConfig: ofHost, HttpHeaderConfig: ofHeader } = condition;
  const first = (config: Json | undefined): string =>
    isRecord(config) && Array.isArray(config.Values) ? String(config.Values[0]) : "";
  if (isRecord(ofHost)) return { host: first(ofHost) };
  return isRecord(ofHeader) ? { [String(ofHeader.HttpHeaderName)]: first(ofHeader) } : {};
};
