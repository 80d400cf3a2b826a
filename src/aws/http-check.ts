import http from "node:http";
import https from "node:https";
import type { Answer, Probe } from "../deployment/checks.ts";

const timeoutMilliseconds = 10_000;
const largestBody = 64 * 1024;

/**
 * Calls a probe's URL once; a connection that fails or times out is an answer too, and so is a certificate that is not good for the name
 * that the probe asks for. The body is cut after 64 KB.
 */
export const request = ({
  url,
  headers = {},
  certified,
}: Pick<Probe, "url"> & Partial<Omit<Probe, "check">>): Promise<Answer> =>
  new Promise((resolve) => {
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
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body }));
    });
    call.on("timeout", () => call.destroy(new Error(`no answer within ${timeoutMilliseconds / 1_000} s`)));
    call.on("error", failed);
  });
