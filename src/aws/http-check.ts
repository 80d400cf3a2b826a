import http from "node:http";
import https from "node:https";
import type { Answer } from "../deployment/checks.ts";

const timeoutMilliseconds = 10_000;
const largestBody = 64 * 1024;

/** Calls a URL once; a connection that fails or times out is an answer too. The body is cut after 64 KB. */
export const request = (url: string): Promise<Answer> =>
  new Promise((resolve) => {
    const failed = (error: Error) => resolve({ error: error.message || error.name });
    // The load balancer is called by its own name, which its certificate does not carry; what is checked is the service behind.
    const options = { rejectUnauthorized: false, timeout: timeoutMilliseconds, agent: false } as const;
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
