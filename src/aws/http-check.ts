import http from "node:http";
import https from "node:https";
import vm from "node:vm";
import { systemClock } from "../clock.ts";
import type { Answer, Probe } from "../deployment/checks.ts";

const timeoutMilliseconds = 10_000;
const largestBody = 64 * 1024;
/** An expression can look at a body for longer than the function has. */
const matchMilliseconds = 1_000;

/** Whether a body matches; V8 gives up a match that takes too long, in milliseconds, but only what runs in a context of its own. */
export const matching = (pattern: string, body: string, timeout = matchMilliseconds): boolean | "too slow" => {
  try {
    const found: unknown = vm.runInNewContext("new RegExp(pattern, 'u').test(body)", { pattern, body }, { timeout });
    return found === true;
  } catch (error) {
    if ((error as { readonly code?: string }).code === "ERR_SCRIPT_EXECUTION_TIMEOUT") return "too slow";
    throw error;
  }
};

/** Headers that come more than once, with commas between. */
const plainHeaders = (headers: http.IncomingHttpHeaders): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value].flat().join(", ")]));

/**
 * Calls a probe's URL once; a connection that fails or times out is an answer too, and so is a certificate that is not good for the name
 * that the probe asks for. The body is cut after 64 KB.
 */
export const request = ({
  url,
  headers = {},
  certified,
  check,
}: Pick<Probe, "url"> &
  Partial<Omit<Probe, "check">> & { readonly check?: { readonly matches?: string | undefined } }): Promise<Answer> =>
  new Promise((resolve) => {
    const began = systemClock.now();
    const failed = (error: Error) => resolve({ error: error.message || error.name });
    // Called by the load balancer's own name, which its certificate does not carry, what is checked is the service behind.
    const trust = certified === undefined ? { rejectUnauthorized: false } : { servername: certified };
    const options = { ...trust, headers, timeout: timeoutMilliseconds, agent: false };
    const call = (url.startsWith("https:") ? https : http).get(url, options, (response) => {
      let body = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => {
        if (body.length < largestBody) body += chunk;
      });
      response.on("error", failed);
      response.on("end", () =>
        resolve({
          status: response.statusCode ?? 0,
          body,
          headers: plainHeaders(response.headers),
          milliseconds: systemClock.now() - began,
          ...(check?.matches === undefined ? {} : { matches: matching(check.matches, body) }),
        }),
      );
    });
    call.on("timeout", () => call.destroy(new Error(`no answer within ${timeoutMilliseconds / 1_000} s`)));
    call.on("error", failed);
  });
