/** Which requests are let in, and what each answer says to the browser: pure, over the headers. */
import type { IncomingHttpHeaders } from "node:http";
import type { BuiltPage } from "../page/build.ts";
import { type RouteAnswer, refusal } from "./routes.ts";

/** The policy of the page: nothing but its own script and style, and no server but this one; `connects` is false of an exported file. */
export const contentSecurityPolicy = (
  { scriptHash, styleHash }: Pick<BuiltPage, "scriptHash" | "styleHash">,
  connects: boolean,
): string =>
  [
    "default-src 'none'",
    ...(connects ? ["connect-src 'self'"] : []),
    `script-src '${scriptHash}'`,
    `style-src '${styleHash}'`,
    // The page's empty icon, so that no browser asks for one.
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
    // Not known in a page's own header.
    ...(connects ? ["frame-ancestors 'none'"] : []),
  ].join("; ");

/** Of every answer. */
export const safeHeaders: Readonly<Record<string, string>> = {
  "Cache-Control": "no-store",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
};

/** Of every answer that is no page: should a browser show it as one, it does nothing. */
export const policyOfData = "default-src 'none'; frame-ancestors 'none'";

const isOwnHost = (host: string | undefined, port: number): boolean =>
  host === `127.0.0.1:${port}` || host === `localhost:${port}`;

/**
 * Why a request is not let in; undefined if it is. A name that is not ours may have been pointed at this machine since its page was loaded
 * (DNS rebinding); and a page of another origin may send requests, though it hears no answer.
 */
export const whyNotLetIn = (method: string, headers: IncomingHttpHeaders, port: number): RouteAnswer | undefined => {
  const { host, origin, "sec-fetch-site": site, "content-type": type } = headers;
  if (!isOwnHost(host, port)) return refusal(421, "NotThisHost", `This is 127.0.0.1:${port}, and not '${host ?? ""}'.`);
  const changes = method !== "GET" && method !== "HEAD";
  const isOwnOrigin = origin === `http://${host}`;
  if (changes ? !isOwnOrigin : origin !== undefined && !isOwnOrigin)
    return refusal(403, "NotThisOrigin", `The request comes from '${origin ?? "nowhere"}', expected http://${host}.`);
  if (site === "cross-site" || site === "same-site")
    return refusal(403, "NotThisOrigin", "The request comes from another page.");
  if (changes && method !== "DELETE" && !/^application\/json\s*(;|$)/i.test(type ?? ""))
    return refusal(415, "NotJson", `The request is ${type ?? "nothing that is named"}, expected application/json.`);
  return undefined;
};
